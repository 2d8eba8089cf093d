"""One officer proposes, another agrees; alone, kept away or too late, nobody decides."""

import pytest

from app.domain.decisions import DecisionError, Facts, Matter, Outcome
from app.domain.lifecycle import Status
from app.domain.sentences import DeclineReason, TurnTo
from app.services.officer.deciding import moves  # noqa: F401  it registers what approving does
from app.services.officer.deciding.approve import approve
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.deciding.propose import propose
from app.services.officer.deciding.refuse import refuse, withdraw
from app.services.officer.key_holder_client import OfficerRecusedError
from app.services.officer.lead.record import Record, open_record
from app.services.officer.lead.triage_case import Triage, triage_case
from app.services.officer.queue.open_batch import list_sealed, open_batch
from app.services.reporter.desk import IntakeDesk
from app.storage.case_records import StaleCaseError
from app.storage.cases import find_newest_word
from app.storage.database import Database
from tests.make import APPROVER, CASE_OFFICER, GROUP, INTAKE_OFFICER, make_case
from tests.officers import Officers

Zones = tuple[Database, Database]


@pytest.fixture
def number(officers: Officers, intake_desk: IntakeDesk) -> str:
    make_case(intake_desk)
    [number] = list_sealed(officers.desk, GROUP)
    open_batch(officers.desk, officers.acting())
    return number


def read(officers: Officers, number: str) -> Record:
    return open_record(officers.desk, officers.acting(), number)[1]


def mark(officers: Officers, number: str) -> str:
    return decision_mark(read(officers, number))


DECLINED = Facts(
    reason="属于劳动仲裁事项", decline=DeclineReason.LITIGATION, turn_to=TurnTo.ARBITRATION
)


def test_a_refusal_takes_two_and_names_both(officers: Officers, number: str, zones: Zones) -> None:
    desk = officers.desk
    propose(desk, officers.acting(), number, Matter.DECLINE, DECLINED)
    with pytest.raises(DecisionError, match="own_proposal"):
        approve(desk, officers.acting(), number, seen=mark(officers, number))
    approve(desk, officers.acting(APPROVER), number, seen=mark(officers, number))
    record = read(officers, number)
    [decision] = record.decisions
    assert record.status is Status.NOT_ACCEPTED
    assert record.proposal is None
    assert (decision.proposal.by.account, decision.by.account) == (INTAKE_OFFICER, APPROVER)
    with zones[0].read() as session:
        word = find_newest_word(session, number)
    assert word is not None
    assert (word.word, word.sentence) == ("not_accepted", "litigation.arbitration")


def test_who_is_kept_away_neither_agrees_nor_is_agreed_with(
    officers: Officers, number: str
) -> None:
    desk = officers.desk
    propose(desk, officers.acting(), number, Matter.ACCEPT, Facts(reason="属实体线索"))
    seen = mark(officers, number)
    desk.key_holder.recuse(officers.token(APPROVER), number, INTAKE_OFFICER)
    with pytest.raises(DecisionError, match="kept_away"):
        approve(desk, officers.acting(APPROVER), number, seen=seen)
    refuse(desk, officers.acting(APPROVER), number, seen=seen, reason="提出人回避")
    desk.key_holder.recuse(officers.token(APPROVER), number, APPROVER)
    with pytest.raises(OfficerRecusedError):
        approve(desk, officers.acting(APPROVER), number, seen=seen)


@pytest.mark.rows
def test_nothing_is_agreed_to_that_was_changed_since(officers: Officers, number: str) -> None:
    desk = officers.desk
    propose(desk, officers.acting(), number, Matter.ACCEPT, Facts(reason="属实体线索"))
    seen = mark(officers, number)
    found = Triage(None, None, danger=True, evidence_at_risk=False, assigned_to=CASE_OFFICER)
    triage_case(desk, officers.acting(), number, found)
    with pytest.raises(StaleCaseError):
        approve(desk, officers.acting(APPROVER), number, seen=seen)
    assert read(officers, number).status is Status.OPENED


def test_a_proposal_is_refused_with_a_reason_or_taken_back_by_who_made_it(
    officers: Officers, number: str
) -> None:
    desk = officers.desk
    propose(desk, officers.acting(), number, Matter.ACCEPT, Facts(reason="属实体线索"))
    with pytest.raises(DecisionError, match="open_already"):
        propose(desk, officers.acting(), number, Matter.DECLINE, DECLINED)
    with pytest.raises(DecisionError, match="reason"):
        refuse(desk, officers.acting(APPROVER), number, seen=mark(officers, number), reason=" ")
    refuse(desk, officers.acting(APPROVER), number, seen=mark(officers, number), reason="再核")
    propose(desk, officers.acting(), number, Matter.ACCEPT, Facts(reason="补充了事实"))
    with pytest.raises(DecisionError, match="not_own"):
        withdraw(desk, officers.acting(APPROVER), number, seen=mark(officers, number))
    withdraw(desk, officers.acting(), number, seen=mark(officers, number))
    outcomes = [decision.outcome for decision in read(officers, number).decisions]
    assert outcomes == [Outcome.REFUSED, Outcome.WITHDRAWN]
