"""The superior presses for progress on a lead that it does not hold, and reads nothing of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.roles import Role
from app.storage.casework import SuperiorPressing
from app.storage.database import Database
from app.storage.superior_pressings import add_pressing
from tests.browse import Browser, Page
from tests.deciding import open_one, read, take
from tests.make import APPROVER, GROUP, STORY, SUPERIOR, SUPERIOR_OFFICER, TODAY, Clock
from tests.officers import Officers
from tests.reporters import Noted, submit
from tests.routes import transfer

Zones = tuple[Database, Database]


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def noted(reporter: Browser) -> Noted:
    return submit(reporter, category="other")


def press(browser: Browser, number: str, due_on: str = "2026-11-16") -> Page:
    form = browser.get("/pressing").form("/pressing")
    return browser.send(form.fill(case_number=number, due_on=due_on))


def test_it_asks_by_number_a_clock_runs_below_and_the_day_of_the_answer_comes_back(
    officers: Officers, noted: Noted, clock: Clock
) -> None:
    # It has no key to unlock for this: nothing of a lead is opened.
    superior = officers.enter(SUPERIOR_OFFICER)
    assert "/pressing" in {a.attributes.get("href") for a in superior.get("/figures").all("a")}
    # Before anybody has opened the report: what was asked waits for its record.
    page = press(superior, f" {noted.number.lower()} ")
    assert page.url == "/pressing"
    assert noted.number in page.text
    assert STORY[:6] not in page.text
    open_one(officers)
    intake = officers.unlock()
    assert "答复督办" in intake.get("/queue").text
    page = intake.get(f"/cases/{noted.number}")
    assert "上级机关询问本线索的办理进展" in page.text
    [pressing] = read(officers, noted.number).pressings
    assert (pressing.by.account, str(pressing.due_on)) == (SUPERIOR_OFFICER, "2026-11-16")
    assert "尚未" in superior.get("/pressing").text
    assert press(superior, noted.number).status == 422

    clock.pass_by(days=1)
    intake = officers.unlock()
    take(intake, noted.number, "answer", answer="已约谈两人")
    superior = officers.enter(SUPERIOR_OFFICER)
    page = superior.get("/pressing")
    assert "2026年11月13日" in page.text
    assert "已约谈两人" not in page.text
    # And once more, where the first time was answered.
    assert press(superior, noted.number).url == "/pressing"


def test_what_cannot_be_pressed_is_said_and_a_transfer_leaves_no_trace(
    officers: Officers, noted: Noted, reporter: Browser, zones: Zones
) -> None:
    superior = officers.enter(SUPERIOR_OFFICER)
    own = submit(reporter, organ="superior").number
    for number, due_on in (
        ("QF-0000-0000-00", "2026-11-16"),
        ("", "2026-11-16"),
        (own, "2026-11-16"),
        (noted.number, "2026-11-12"),
        (noted.number, "下周"),
    ):
        page = press(superior, number, due_on)
        assert page.status == 422
        assert page.errors
        assert page.form("/pressing").value("case_number") == number
    assert officers.enter().get("/pressing").status == 403
    open_one(officers)
    press(superior, noted.number)
    transfer(officers, noted.number)
    with zones[1].read() as session:
        assert session.scalars(select(SuperiorPressing)).all() == []


@pytest.mark.parametrize(
    ("account", "by_organ"),
    [(APPROVER, GROUP), (APPROVER, SUPERIOR), (SUPERIOR_OFFICER, GROUP), ("nobody", SUPERIOR)],
)
def test_row_that_no_officer_of_the_superior_can_have_written_is_left_and_named(
    officers: Officers, noted: Noted, zones: Zones, account: str, by_organ: str
) -> None:
    open_one(officers)
    forge(zones, noted.number, account, by_organ)
    intake = officers.unlock()
    assert "答复督办" not in intake.get("/queue").text
    page = intake.get(f"/cases/{noted.number}")
    assert account in page.one("div", **{"aria-labelledby": "problems"}).text
    assert read(officers, noted.number).pressings == ()
    with zones[1].read() as session:
        assert session.scalars(select(SuperiorPressing.taken_on)).all() == [None]


def test_auditor_of_the_superior_presses_for_nothing(
    officers: Officers, noted: Noted, zones: Zones
) -> None:
    open_one(officers)
    officers.add("audit09", Role.AUDITOR, organ_id=SUPERIOR)
    forge(zones, noted.number, "audit09", SUPERIOR)
    officers.unlock().get(f"/cases/{noted.number}")
    assert read(officers, noted.number).pressings == ()


def forge(zones: Zones, number: str, account: str, by_organ: str) -> None:
    """Write a row, as whoever can write to the database can."""
    row = SuperiorPressing(
        press_id="ab" * 16,
        case_number=number,
        organ_id=GROUP,
        by_organ=by_organ,
        account=account,
        pressed_on=TODAY,
        due_on=TODAY + timedelta(days=3),
    )
    with zones[1].begin() as session:
        add_pressing(session, row)
