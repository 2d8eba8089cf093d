"""A lead goes to a unit as an extract, is worked there, and comes back; nothing more gets there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.deadlines import ClockName
from app.domain.decisions import DecisionError
from app.domain.forwarding import HandBackReason, SentAs
from app.domain.lifecycle import Status
from app.domain.routing import Concern
from app.domain.sentences import Conclusion
from app.services.officer.deciding.approve import approve
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.desk import CaseNotHeldError
from app.services.officer.key_holder_client import RecordChangedError
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import open_record
from app.services.officer.queue.open_batch import list_sealed
from app.services.officer.queue.read_queue import read_queue
from app.services.officer.routing.acknowledge import acknowledge
from app.services.officer.routing.hand_back import Result, hand_back
from app.services.officer.routing.tell_unit import press_unit, propose_supplement
from app.services.officer.routing.write_extract import ExtractRefusedError, write_extract
from app.services.reporter.desk import IntakeDesk
from app.storage.case_records import StaleCaseError
from app.storage.cases import list_holders
from app.storage.casework import OrganNote
from app.storage.database import Database
from app.storage.organ_notes import list_notes, put_note
from tests.browse import Browser
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    OTHER_UNIT,
    PHOTO,
    STORY,
    UNIT,
    UNIT_OFFICER,
    make_case,
)
from tests.officers import Officers, case_numbers
from tests.reporters import Noted, submit, write
from tests.rotation import opens
from tests.routes import (
    EXTRACT,
    agree,
    concern,
    forward,
    headers_of,
    open_all,
    propose,
    read,
)

Zones = tuple[Database, Database]


@pytest.fixture
def number(officers: Officers, intake_desk: IntakeDesk) -> str:
    make_case(intake_desk)
    [number] = open_all(officers)
    return number


@pytest.fixture
def noted(officers: Officers, reporter: Browser) -> Noted:
    noted = submit(reporter, ("a.jpg", PHOTO))
    open_all(officers)
    return noted


def test_the_whole_way_on_pages(officers: Officers, reporter: Browser, noted: Noted) -> None:
    """Whom it concerns, the extract by another, the proposal, the approval, the unit's own lead."""
    intake, approver = officers.unlock(), officers.unlock(APPROVER)
    address = f"/cases/{noted.number}"
    form = intake.get(f"{address}/decide/concern").form("/decide/concern")
    page = intake.send(form.fill(concern="unit_staff", unit=UNIT))
    assert "The discipline committee of the unit" in intake.get(address, lang="en").text
    form = intake.get(f"{address}/decide/route").form("/decide/route")
    page = intake.send(form.fill(unit=UNIT, reason="按管辖"))
    assert page.status == 200, page.errors

    # Who proposed it writes no extract; and nobody may approve without one.
    assert not intake.get(f"{address}/extract").all("textarea")
    form = approver.get(address).form("/approve")
    assert approver.send(form).status == 409
    editor = approver.get(f"{address}/extract")
    assert STORY in editor.text
    form = editor.form("/extract").fill(text=f"据反映，{STORY[:20]}", step="look")
    look = approver.send(form)
    assert STORY[6:14] in look.text
    assert not look.all("button", value="sign")
    form = approver.send(editor.form("/extract").fill(text=EXTRACT, step="look")).form("/extract")
    assert approver.send(form.fill(step="sign")).status == 200
    assert approver.send(approver.get(address).form("/approve")).status == 200

    unit = officers.unlock(UNIT_OFFICER)
    assert case_numbers(unit.get("/queue")) == [noted.number]
    lead = unit.get(address)
    assert EXTRACT in lead.text
    assert STORY[:8] not in lead.text
    assert not [a for a in lead.all("a") if "/files/" in a.attributes.get("href", "")]
    form = unit.get(f"{address}/decide/acknowledge").form("/decide/acknowledge")
    assert unit.send(form).status == 200
    write(reporter, noted.code, "后来的话")
    assert "后来的话" not in unit.get(address).text
    seen = intake.get(address).text
    assert "后来的话" in seen
    form = unit.get(f"{address}/decide/hand-back").form("/decide/hand-back")
    assert unit.send(form.fill(why="not_ours", text="当事人已调离")).status == 200
    assert "当事人已调离" in intake.get(address).text
    assert read(officers, noted.number).status is Status.OPENED


def test_unit_gets_the_extract_and_nothing_else(
    officers: Officers, number: str, zones: Zones
) -> None:
    forward(officers, number)
    theirs = read(officers, number, UNIT_OFFICER)
    mine = read(officers, number)
    assert theirs.received is not None
    assert (theirs.received.extract, theirs.category, theirs.status) == (
        EXTRACT,
        mine.category,
        Status.RECEIVED,
    )
    assert {step.account for step in theirs.steps} == {GROUP}
    assert not theirs.decisions
    assert mine.status is Status.FORWARDED
    with zones[0].read() as session:
        assert list_holders(session, number) == [GROUP]
    # Nothing waits to be "opened" there, and the next unit has no part in it.
    assert list_sealed(officers.desk, UNIT) == []
    with pytest.raises(CaseNotHeldError):
        read(officers, number, "unit201")


def test_units_key_opens_its_own_record_and_no_other_header(
    officers: Officers, number: str, zones: Zones
) -> None:
    forward(officers, number)
    [key] = officers.keys(UNIT_OFFICER)
    headers = headers_of(zones, number)
    own = [header for header in headers if opens(key, header)]
    held, _ = open_record(officers.desk, officers.acting(UNIT_OFFICER), number)
    assert own == [held.header]
    client, token = officers.desk.key_holder, officers.token(UNIT_OFFICER)
    for header in set(headers) - set(own):
        for purpose in ("read", "write", "messages"):
            with pytest.raises(RecordChangedError):
                client.unwrap(token, purpose, [(number, header)])


@pytest.mark.rows
def test_the_unit_tells_and_is_told(officers: Officers, number: str) -> None:
    desk = officers.desk
    forward(officers, number)
    acknowledge(desk, officers.acting(UNIT_OFFICER), number)
    read_queue(desk, officers.acting())
    mine = read(officers, number)
    assert mine.with_unit is not None
    assert mine.with_unit.acknowledged_on == mine.done_on[ClockName.FORWARDING] == desk.today()
    due = desk.today() + timedelta(days=5)
    press_unit(desk, officers.acting(APPROVER), number, text="请报进展", due_on=due)
    with pytest.raises(DecisionError, match="repeats_reporter"):
        propose_supplement(desk, officers.acting(), number, text=STORY, reason="补充")
    propose_supplement(desk, officers.acting(), number, text="又聚过一次", reason="补充")
    with pytest.raises(DecisionError, match="own_proposal"):
        agree(officers, number, INTAKE_OFFICER)
    agree(officers, number)
    read_queue(desk, officers.acting(UNIT_OFFICER))
    theirs = read(officers, number, UNIT_OFFICER)
    assert theirs.received is not None
    assert [one.text for one in theirs.received.supplements] == ["又聚过一次"]
    assert [(one.asked, one.due_on) for one in theirs.pressings] == [("请报进展", due)]
    with desk.casework.read() as session:
        assert not list_notes(session, UNIT)


def test_a_finished_lead_comes_back_with_its_result(officers: Officers, number: str) -> None:
    desk, unit = officers.desk, officers.acting(UNIT_OFFICER)
    forward(officers, number)
    acknowledge(desk, unit, number)
    result = Result(HandBackReason.FINISHED, "查证属实，已处理", Conclusion.SUBSTANTIATED)
    with pytest.raises(DecisionError, match="not_concluded"):
        hand_back(desk, unit, number, result)
    held, theirs = open_record(desk, unit, number)
    ended = theirs.moved(Status.CONCLUDED, desk.today())
    change_record(desk, unit, held, ended, act=None)
    # Alone in its unit, so nobody has to agree.
    assert hand_back(desk, unit, number, result)
    read_queue(desk, officers.acting())
    mine = read(officers, number)
    assert mine.status is Status.DISPOSITION_PROPOSED
    back = mine.forwarded[-1].handed_back
    assert back is not None
    assert (back.text, back.conclusion) == ("查证属实，已处理", Conclusion.SUBSTANTIATED)
    with pytest.raises(DecisionError, match="no_such_move"):
        hand_back(desk, unit, number, result)
    with pytest.raises(DecisionError, match="no_such_move"):
        propose(officers, number)


def test_who_can_write_the_database_tells_nobody_anything(
    officers: Officers, number: str, zones: Zones
) -> None:
    """A note that was made without the key of this forwarding is dropped, and so is a copy."""
    forward(officers, number)
    unit = officers.acting(UNIT_OFFICER)
    acknowledge(officers.desk, unit, number)
    with zones[1].begin() as session:
        [note] = list_notes(session, GROUP)
        kept = {c.name: getattr(note, c.name) for c in OrganNote.__table__.columns}
        put_note(session, OrganNote(**kept | {"note_id": "ab" * 16}))
    read_queue(officers.desk, officers.acting())
    acts = [step.act for step in read(officers, number).steps]
    assert acts.count("unit_acknowledged") == 1
    with zones[1].read() as session:
        assert not list_notes(session, GROUP)


def test_extract_and_proposal_come_from_two(officers: Officers, number: str) -> None:
    desk = officers.desk
    with pytest.raises(DecisionError, match="route_not_said"):
        propose(officers, number)
    concern(officers, number)
    with pytest.raises(ExtractRefusedError):
        write_extract(desk, officers.acting(), number, STORY, sign=True)
    write_extract(desk, officers.acting(), number, EXTRACT, sign=True)
    with pytest.raises(DecisionError, match="own_extract"):
        propose(officers, number)
    write_extract(desk, officers.acting(APPROVER), number, EXTRACT, sign=False)
    propose(officers, number)
    with pytest.raises(DecisionError, match="own_extract"):
        write_extract(desk, officers.acting(), number, EXTRACT, sign=True)
    with pytest.raises(DecisionError, match="no_extract"):
        agree(officers, number)
    with pytest.raises(CaseNotHeldError):
        read(officers, number, UNIT_OFFICER)
    with pytest.raises(CaseNotHeldError):
        write_extract(desk, officers.acting(CASE_OFFICER), number, EXTRACT, sign=True)


@pytest.mark.parametrize(
    ("about", "unit", "reason"),
    [
        (Concern.UNIT_LEADERS, UNIT, "route_unit_leaders"),
        (Concern.OWN_OFFICE, UNIT, "route_own_office"),
        (Concern.DEPARTMENT_LEADERS, OTHER_UNIT, "route_department_leaders"),
    ],
)
def test_rules_refuse_whoever_wants_it(
    officers: Officers, number: str, about: Concern, unit: str, reason: str
) -> None:
    concern(officers, number, about)
    for sent in SentAs:
        with pytest.raises(DecisionError, match=reason):
            propose(officers, number, sent, unit)


def test_original_goes_when_an_approver_lets_it_and_comes_back(
    officers: Officers, noted: Noted, zones: Zones
) -> None:
    number = noted.number
    forward(officers, number, SentAs.ORIGINAL)
    unit = officers.unlock(UNIT_OFFICER)
    page = unit.get(f"/cases/{number}")
    assert STORY in page.text
    link = next(a["href"] for a in page.all("a") if "/original" in a.attributes.get("href", ""))
    assert unit.get(link).body == PHOTO
    [key] = officers.keys(UNIT_OFFICER)
    assert any(opens(key, header) for header in headers_of(zones, number))
    result = Result(HandBackReason.CONFLICT, "主要领导是当事人亲属")
    hand_back(officers.desk, officers.acting(UNIT_OFFICER), number, result)
    assert not any(opens(key, header) for header in headers_of(zones, number))
    assert unit.get(f"/cases/{number}").status == 404
    mine = read(officers, number)
    assert (mine.status, mine.with_unit) == (Status.OPENED, None)
    with pytest.raises(DecisionError, match="route_had_it_before"):
        propose(officers, number, SentAs.ORIGINAL)


def test_route_that_a_colleague_overtook_leaves_nothing_at_the_unit(
    officers: Officers, number: str
) -> None:
    concern(officers, number)
    write_extract(officers.desk, officers.acting(APPROVER), number, EXTRACT, sign=True)
    propose(officers, number)
    held, record = open_record(officers.desk, officers.acting(), number)
    changed = replace(record, danger=True)
    agree_late = officers.acting(APPROVER)
    change_record(officers.desk, officers.acting(), held, changed, act=None)
    with pytest.raises(StaleCaseError):
        approve(officers.desk, agree_late, number, seen=decision_mark(record))
    with pytest.raises(CaseNotHeldError):
        read(officers, number, UNIT_OFFICER)
