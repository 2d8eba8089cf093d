"""The daily figure: made when a day is over, kept by the superior, and no item vanishes unseen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from app.cli import main
from app.services.figures.compare import ComparedDay, compare_all
from app.services.figures.figure import Figure
from app.services.figures.make_figures import make_figures
from app.services.reporter.desk import IntakeDesk
from app.settings import Settings
from app.storage.database import Database
from app.storage.figures import Why, note_item_change
from app.storage.intake import (
    Case,
    CaseHolder,
    DailyFigure,
    ItemHeader,
    SealedItem,
)
from tests.browse import Page
from tests.make import (
    APPROVER,
    SUPERIOR,
    SUPERIOR_OFFICER,
    TODAY,
    Clock,
    append_only_lifted,
    make_case,
)
from tests.officers import Officers

pytestmark = pytest.mark.rows

Zones = tuple[Database, Database]


@pytest.fixture
def two_days(intake_desk: IntakeDesk, clock: Clock) -> None:
    """Two reports on one day, one to the superior on the next, and the night after."""
    make_case(intake_desk)
    make_case(intake_desk, "另一份")
    clock.pass_by(days=1)
    make_case(intake_desk, organ_id=SUPERIOR)
    clock.pass_by(days=1)
    make_figures(intake_desk.database, clock)


def compared(zones: Zones) -> list[ComparedDay]:
    return list(compare_all(zones[0]))


def items(zones: Zones, day: date) -> list[SealedItem]:
    with zones[0].read() as session:
        query = select(SealedItem).where(SealedItem.day == day)
        return list(session.scalars(query.order_by(SealedItem.item_id)))


def remove(zones: Zones, item: SealedItem, why: Why | None = None) -> None:
    """Take a report away whole, by the rules where a reason is given."""
    number = item.case_number
    with zones[0].begin() as session:
        if why:
            note_item_change(session, item, why)
        session.execute(delete(ItemHeader).where(ItemHeader.item_id == item.item_id))
        session.execute(delete(SealedItem).where(SealedItem.item_id == item.item_id))
        session.execute(delete(CaseHolder).where(CaseHolder.case_number == number))
        session.execute(delete(Case).where(Case.case_number == number))


@pytest.mark.usefixtures("two_days")
def test_figures_count_what_arrived_and_hold_each_other(zones: Zones) -> None:
    days = compared(zones)
    assert [(day.figure.day, day.figure.items, day.there) for day in days] == [
        (TODAY, 2, 2),
        (TODAY + timedelta(days=1), 1, 1),
    ]
    assert days[1].figure.previous == days[0].figure.digest()
    assert not any(day.differs for day in days)
    # Nothing finer than a day, and nothing of an item.
    assert set(DailyFigure.__table__.c.keys()) == {
        "day",
        "items",
        "root",
        "previous_hash",
        "leaves",
    }


def test_day_is_counted_an_hour_after_it_is_over_and_once(
    intake_desk: IntakeDesk, clock: Clock, zones: Zones
) -> None:
    make_case(intake_desk)
    # 10:00 at the office; 00:59 the next day.
    clock.pass_by(hours=14, minutes=58)
    assert make_figures(intake_desk.database, clock) == 0
    clock.pass_by(minutes=2)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: make_figures(intake_desk.database, clock), range(4)))
    assert sorted(made) == [0, 0, 0, 1]
    clock.pass_by(days=3)
    assert make_figures(intake_desk.database, clock) == 3
    assert [day.figure.items for day in compared(zones)] == [1, 0, 0, 0]


@pytest.mark.usefixtures("two_days")
def test_missing_exchanged_and_added_items_are_named_by_day(
    zones: Zones, intake_desk: IntakeDesk, clock: Clock, settings: Settings
) -> None:
    first, second = items(zones, TODAY)
    remove(zones, first)
    with zones[0].begin() as session:
        session.execute(
            update(SealedItem)
            .where(SealedItem.item_id == second.item_id)
            .values(payload_digest=bytes(32))
        )
    clock.pass_by(days=-1)
    make_case(intake_desk, "后来放进去的")
    one, other = compared(zones)
    # The exchanged one is missing as it was, and there as something else.
    assert (one.missing, one.added, one.there) == (2, 1, 0)
    assert (other.missing, other.added, other.there) == (0, 1, 1)
    environment = {"QINGFENG_DATABASE_URL": settings.database_url}
    command = ["--instance", str(settings.instance), "audit", "verify"]
    told = CliRunner().invoke(main, command, env=environment)
    assert told.exit_code == 3
    assert "2026-11-12: 2 of 2 items are missing or exchanged" in told.output


@pytest.mark.usefixtures("two_days")
def test_what_the_rules_delete_or_seal_anew_is_accounted_for(zones: Zones) -> None:
    first, second = items(zones, TODAY)
    remove(zones, first, Why.PURGED)
    digest = second.payload_digest
    for turn in range(2):
        new = bytes([turn]) * 32
        with zones[0].begin() as session:
            item = session.get_one(SealedItem, second.item_id)
            assert item.payload_digest == digest
            note_item_change(session, item, Why.RESEALED, new_digest=new)
            item.payload_digest = digest = new
    [day, _] = compared(zones)
    assert not day.differs
    assert (day.there, day.deleted) == (1, {"purged": 1})


@pytest.mark.usefixtures("two_days")
def test_figures_are_only_added_and_a_changed_one_shows(zones: Zones) -> None:
    for statement in ("UPDATE daily_figures SET items = 1", "DELETE FROM daily_figures"):
        with pytest.raises(DatabaseError, match="append-only"), zones[0].begin() as session:
            session.execute(text(statement))
    with zones[0].engine.begin() as connection, append_only_lifted(connection):
        connection.execute(update(DailyFigure).where(DailyFigure.day == TODAY).values(items=1))
    assert [day.changed for day in compared(zones)] == [True, True]


@pytest.mark.usefixtures("two_days")
def test_superiors_officers_keep_figures_and_see_what_became_of_them(
    officers: Officers, zones: Zones, clock: Clock
) -> None:
    browser = officers.unlock(SUPERIOR_OFFICER)
    page = browser.get("/figures", lang="en")
    assert "Daily figures" in browser.get("/queue", lang="en").text
    assert "2 figures have not been kept yet" in page.text
    assert [e.text for e in page.elements if e.tag == "td"][:2] == ["1", "1"]
    kept = browser.send(page.form("/figures/keep"))
    assert kept.all("div", class_="success")
    assert not kept.all("form", action="/figures/keep")
    text_file = browser.get("/figures/download").body.decode()
    with zones[0].read() as session:
        figures = [Figure.of_row(row) for row in session.scalars(select(DailyFigure))]
    assert text_file == "\n".join(f.text() for f in sorted(figures, key=lambda f: f.day))
    remove(zones, items(zones, TODAY)[0])
    missing = "1 item that arrived on this day is missing or was exchanged"
    assert notes(browser.get("/figures", lang="en")) == ["", missing]
    # The cleverest: the figures are made anew without it. What was kept tells.
    with zones[0].engine.begin() as connection, append_only_lifted(connection):
        connection.execute(delete(DailyFigure))
    make_figures(zones[0], clock)
    other = "this is another figure than the one that you kept"
    assert notes(browser.get("/figures", lang="en")) == [other, other]


def notes(page: Page) -> list[str]:
    """What is to be noted of each day, the newest first."""
    return [e.text for e in page.elements if e.tag == "td"][3::5]


def test_nobody_but_the_superior_sees_figures(officers: Officers) -> None:
    browser = officers.unlock(APPROVER)
    assert browser.get("/figures").status == 403
    assert "/figures" not in browser.get("/queue").body.decode()
    assert officers.unlock(SUPERIOR_OFFICER).get("/figures").all("div", class_="empty")
