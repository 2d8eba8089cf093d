"""A case is purged by two, after its time: nothing can be opened, and the reporter is told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.domain.decisions import DecisionError
from app.domain.lifecycle import Status
from app.services.officer.deciding.approve import approve as approve_service
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.deciding.purge import objects_still, propose_purge
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Step, open_record
from app.services.operator.sweep import rewrite_databases
from app.settings import Settings
from app.storage.casework import CaseRecord, PurgedCase, RecordHeader
from app.storage.database import Database
from app.storage.intake import Case, ItemHeader, SealedItem
from app.storage.superior_pressings import list_pressed_by
from tests.browse import Browser
from tests.deciding import Team, approve, open_one, read, sign_in_auditor, take
from tests.make import (
    APPROVER,
    GROUP,
    PHOTO,
    SUPERIOR,
    SUPERIOR_OFFICER,
    Clock,
    make_record,
)
from tests.officers import Officers
from tests.reporters import Noted, ask, say, submit, write
from tests.searching import check_forgotten, found

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


def find_left(settings: Settings, marks: Sequence[bytes]) -> list[bytes]:
    """What is still there when the databases were written anew, as they are once a day."""
    assert rewrite_databases(settings)
    left = all_files(settings)
    return [mark for mark in marks if mark in left]


def check_gone(team: Team) -> None:
    """The lead is on no page any more."""
    check_forgotten(team.officers)
    assert team.approver.get(f"/cases/{team.number}").status == 404
    assert team.number not in team.intake.get("/queue").text


@pytest.mark.rows
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
    assert not on_disk or find_left(settings, marks) == []
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


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_waits_for_an_answer_is_not_purged(
    officers: Officers, reporter: Browser, clock: Clock, zones: Zones
) -> None:
    noted = submit(reporter, category="other")
    number = noted.number
    team = Team(officers, open_one(officers))
    team.decide(team.intake, "decline", told="other_body.police", reason="治安案件")
    declined_on = clock.now
    clock.pass_by(days=1)
    form = ask(reporter, noted.code).form("/status/message")
    say(reporter, form.fill(message="我反对", purpose="objection"))
    Team(officers, number).intake.get(f"/cases/{number}")
    assert read(officers, number).objection
    clock.now = declined_on + timedelta(days=183)
    assert "异议" in purge_refused(officers, number)
    held, record = open_record(officers.desk, officers.acting(APPROVER), number, purpose="write")
    answered = replace(record, objection=False)
    change_record(officers.desk, officers.acting(APPROVER), held, answered, act=None)

    superior = officers.enter(SUPERIOR_OFFICER)
    due_on = (clock.now + timedelta(days=10)).date().isoformat()
    form = superior.get("/pressing").form("/pressing")
    superior.send(form.fill(case_number=number, due_on=due_on))
    # Neither before it came into the record nor afterwards.
    with pytest.raises(DecisionError, match="pressed"):
        propose_purge(officers.desk, officers.acting(), number, "保存期满")
    officers.unlock().get("/queue")
    assert "督办" in purge_refused(officers, number)
    assert len(read(officers, number).pressings) == 1
    assert number in superior.get("/pressing").text

    intake = officers.unlock()
    take(intake, number, "answer", answer="已移送公安机关")
    assert take(intake, number, "purge", reason="保存期满", sure="y").url == f"/cases/{number}"
    with zones[1].begin() as session:
        # Asked once more, between the proposal and the approval.
        [row] = list_pressed_by(session, SUPERIOR)
        row.answered_on = None
    assert approve(officers.unlock(APPROVER), number, "approve-again").status == 409
    assert officers.unlock().get(f"/cases/{number}").status == 200


def purge_refused(officers: Officers, number: str) -> str:
    """Try to propose it; what the page says."""
    page = take(officers.unlock(), number, "purge", reason="保存期满", sure="y")
    assert page.status == 422
    return page.text


def test_duplicates_objection_counts_until_the_matter_is_taken_up_again() -> None:
    main = make_record(entered_on={Status.REOPENED: date(2026, 3, 2)})
    duplicate = replace(make_record(), objection=True)
    for day, still in ((1, False), (2, True), (3, True)):
        step = Step(date(2026, 3, day), "", "", "reporter_objection")
        assert objects_still(replace(duplicate, steps=(step,)), main) is still
    assert objects_still(duplicate, main)
    assert not objects_still(make_record(), main)
