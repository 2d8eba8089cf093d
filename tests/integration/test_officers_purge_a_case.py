"""A case is purged by two, after its time: nothing can be opened, and the reporter is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.domain.decisions import DecisionError
from app.services.officer.deciding.approve import approve as approve_service
from app.services.officer.deciding.mark import decision_mark
from app.settings import Settings
from app.storage.casework import CaseRecord, PurgedCase, RecordHeader
from app.storage.database import Database
from app.storage.intake import Case, ItemHeader, SealedItem
from tests.browse import Browser
from tests.deciding import Team, approve, open_one, read, sign_in_auditor, take
from tests.make import APPROVER, GROUP, PHOTO, Clock
from tests.officers import Officers
from tests.reporters import Noted, ask, submit, write
from tests.searching import check_forgotten, found

pytestmark = pytest.mark.rows

Zones = tuple[Database, Database]


@pytest.fixture
def noted(reporter: Browser) -> Noted:
    return submit(reporter, ("现场.jpg", PHOTO), category="other")


@pytest.fixture
def team(officers: Officers, noted: Noted) -> Team:
    """A lead in the archive."""
    team = Team(officers, open_one(officers))
    team.conclude("normal_social_contact")
    take(team.case, noted.number, "mark")
    take(team.case, noted.number, "put-forward")
    auditor = sign_in_auditor(officers)
    auditor.send(auditor.get("/archiving").form(f"/archiving/{noted.number}"))
    approve(team.approver, noted.number, "archive")
    assert team.status == "archived"
    return team


def sealed_bytes(zones: Zones, settings: Settings, number: str) -> list[bytes]:
    """The ends of everything sealed of a case: what must be nowhere afterwards."""
    intake, casework = zones
    with intake.read() as session:
        items = session.scalars(select(SealedItem).where(SealedItem.case_number == number)).all()
        ids = [item.item_id for item in items]
        headers = session.scalars(select(ItemHeader.header).where(ItemHeader.item_id.in_(ids)))
        found = [header[-48:] for header in headers]
        found += [item.payload[-48:] for item in items if item.payload]
    with casework.read() as session:
        found.append(session.get_one(CaseRecord, (number, GROUP)).payload[-48:])
        own = select(RecordHeader.header).where(RecordHeader.case_number == number)
        found += [header[-48:] for header in session.scalars(own)]
    files = list((settings.zone("intake") / "payloads").iterdir())
    assert files
    return found + [path.read_bytes()[-48:] for path in files]


def all_files(settings: Settings) -> bytes:
    """Every byte of the instance's two zones, SQLite's logs among them."""
    paths = [*settings.zone("intake").rglob("*"), *settings.zone("casework").rglob("*")]
    return b"".join(path.read_bytes() for path in paths if path.is_file())


def check_gone(team: Team) -> None:
    """The lead is on no page any more."""
    check_forgotten(team.officers)
    assert team.approver.get(f"/cases/{team.number}").status == 404
    assert team.number not in team.intake.get("/queue").text


def test_purged_by_two_after_its_time_and_nothing_sealed_is_left(
    team: Team,
    noted: Noted,
    reporter: Browser,
    zones: Zones,
    settings: Settings,
    clock: Clock,
) -> None:
    number = noted.number
    archived_on = clock.now
    for days in (30, 91, 3 * 365 - 2):
        clock.now = archived_on + timedelta(days=days)
        again = Team(team.officers, number)
        page = again.intake.get(f"/cases/{number}/decide/purge")
        assert page.all("textarea") == []
    clock.now = archived_on + timedelta(days=3 * 366)
    team = Team(team.officers, number)
    assert found(team.officers, "埋单") == {number}
    marks = sealed_bytes(zones, settings, number)
    on_disk = settings.database_url == ""
    assert not on_disk or all(mark in all_files(settings) for mark in marks)

    take(team.intake, number, "purge", reason="保存期满", sure="y")
    acting = team.officers.acting(APPROVER)
    seen = decision_mark(read(team.officers, number))
    with pytest.raises(DecisionError, match="again"):
        approve_service(team.officers.desk, acting, number, seen=seen)
    assert approve(team.approver, number, "approve-again").url == "/queue"

    assert list((settings.zone("intake") / "payloads").iterdir()) == []
    with zones[1].read() as session:
        stub = session.get_one(PurgedCase, number)
        assert (stub.proposed_by, stub.approved_by) == ("intake01", APPROVER)
        assert session.get(CaseRecord, (number, GROUP)) is None
    with zones[0].read() as session:
        assert session.get_one(Case, number).reporter_recipient == ""
        assert session.scalars(select(SealedItem)).all() == []
        assert session.scalars(select(ItemHeader)).all() == []
    for zone in zones:
        zone.engine.dispose()
    if on_disk:
        left = all_files(settings)
        assert not any(mark in left for mark in marks)
    check_gone(team)

    clock.pass_by(minutes=1)
    page = ask(reporter, noted.code)
    assert "删除" in page.text
    assert not [form for form in page.all("form") if form.attributes.get("id") == "message-form"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_was_not_accepted_is_purged_after_half_a_year(
    officers: Officers, reporter: Browser, clock: Clock
) -> None:
    noted = submit(reporter, category="other")
    team = Team(officers, open_one(officers))
    team.decide(team.intake, "decline", told="other_body.police", reason="治安案件")
    declined_on = clock.now
    clock.now = declined_on + timedelta(days=179)
    team = Team(officers, noted.number)
    assert team.intake.get(f"/cases/{noted.number}/decide/purge").all("textarea") == []
    clock.now = declined_on + timedelta(days=182)
    team = Team(officers, noted.number)
    take(team.intake, noted.number, "purge", reason="保存期满", sure="y")
    assert approve(team.approver, noted.number, "approve-again").url == "/queue"
    clock.pass_by(minutes=1)
    page = ask(reporter, noted.code)
    # The word stays the true one.
    assert "不属于受理范围" in page.text
    assert "删除" in page.text
    assert not [form for form in page.all("form") if form.attributes.get("id") == "message-form"]


def test_what_nobody_has_read_is_not_purged(
    team: Team, noted: Noted, reporter: Browser, clock: Clock
) -> None:
    # While the mailbox is open; read by nobody.
    write(reporter, noted.code, "还有新情况")
    clock.pass_by(days=3 * 366)
    team = Team(team.officers, noted.number)
    page = take(team.intake, noted.number, "purge", reason="保存期满", sure="y")
    assert page.status == 422
    team.intake.get(f"/cases/{noted.number}")
    page = take(team.intake, noted.number, "purge", reason="保存期满", sure="y")
    assert page.url == f"/cases/{noted.number}"
