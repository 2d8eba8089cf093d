"""A unit hands a lead back: it is not its own to handle, a conflict, or finished with a result.

By two people where two are there. What it had as an extract it hands back by a note, since nobody
can write another organ's record; what it shares, in the record that both have.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from app.domain.deadlines import ClockName
from app.domain.decisions import DecisionError, Facts, Matter, Proposal
from app.domain.forwarding import HandBack, HandBackReason, SentAs
from app.domain.lifecycle import MOVES, Status
from app.domain.roles import KEY_ROLES
from app.domain.sentences import Conclusion
from app.services.officer.deciding.changes import person_of
from app.services.officer.deciding.performers import Approving, Performer, Work, register
from app.services.officer.deciding.propose import open_seen, propose
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record
from app.services.officer.recusal.recuse import list_who_could_be_recused
from app.services.officer.routing.organ_note import What, new_note, seal_note
from app.services.officer.routing.take_notes import BACK_TO
from app.services.roster import OrganKind
from app.storage.cases import drop_holder, lock_case
from app.storage.organ_notes import put_note

WHY = "why"
"""In a proposal's details: for what reason."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the unit says."""

    reason: HandBackReason
    text: str = field(repr=False)
    conclusion: Conclusion | None = None


def hand_back(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    result: Result,
    *,
    seen: str | None = None,
) -> bool:
    """Propose it to a colleague; who is alone in the unit does it.

    Returns:
        Whether it was done, and not only proposed.

    Raises:
        NotPermittedError: the officer's organ is no unit.
        DecisionError: it cannot be handed back (yet), or something is missing.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(*KEY_ROLES)
    if desk.roster().organ(officer.organ_id).kind is not OrganKind.UNIT:
        raise NotPermittedError
    facts = Facts(
        reason=result.text, conclusion=result.conclusion, details={WHY: str(result.reason)}
    )
    if list_who_could_be_recused(desk, officer):
        propose(desk, officer, case_number, Matter.HAND_BACK, facts, seen=seen)
        return False
    held, record = open_seen(desk, officer, case_number, seen)
    today = desk.today()
    proposal = Proposal(Matter.HAND_BACK, person_of(officer), today, facts)
    _check(record, proposal, today)
    changed = _change(record, proposal, today).with_step(
        officer, today, "handed_back", facts.reason
    )
    work = _prepare(Approving(desk, officer, record, changed, proposal))
    with desk.intake.begin() as session:
        if work.within:
            work.within(session)
        change_record(
            desk, officer, held, changed, act="handed_back", within=session, beside=work.beside
        )
    return True


def hand_back_of(proposal: Proposal, day: date) -> HandBack:
    """What a proposal to hand back says.

    Raises:
        DecisionError: `why`: it does not say for what reason.
    """
    try:
        reason = HandBackReason(proposal.facts.details.get(WHY, ""))
    except ValueError:
        raise DecisionError("why") from None
    return HandBack(reason, day, proposal.facts.reason, proposal.facts.conclusion)


def _check(record: Record, proposal: Proposal, today: date) -> None:
    back = hand_back_of(proposal, today)
    if not back.text.strip():
        raise DecisionError("reason")
    finished = back.reason is HandBackReason.FINISHED
    if finished and back.conclusion is None:
        raise DecisionError("conclusion")
    if record.received is None:
        shared = record.with_unit
        if shared is None or shared.organ_id != proposal.by.organ_id:
            raise DecisionError("no_such_move")
        return
    if record.received.handed_back is not None:
        raise DecisionError("no_such_move")
    if finished and record.status is not Status.CONCLUDED:
        raise DecisionError("not_concluded")
    if not finished and Status.FORWARDED not in MOVES[record.status]:
        raise DecisionError("no_such_move")


def _change(record: Record, proposal: Proposal, today: date) -> Record:
    back = hand_back_of(proposal, today)
    if record.received is None:
        shared = record.forwarded[-1]
        known = (*record.forwarded[:-1], replace(shared, handed_back=back))
        moved = record.moved(BACK_TO[back.reason], today)
        return replace(moved, forwarded=known, assigned_to=None)
    kept = replace(record, received=replace(record.received, handed_back=back))
    if back.reason is HandBackReason.FINISHED:
        return kept
    # Passed on to who has the authority, who knows of it with this very act.
    moved = kept.moved(Status.FORWARDED, today)
    return replace(moved, done_on={**moved.done_on, ClockName.FORWARDING: today})


def _prepare(approving: Approving) -> Work:
    desk, officer, record = approving.desk, approving.officer, approving.record
    if record.received is None:
        return Work(within=lambda session: _let_go(session, record))
    back = hand_back_of(approving.proposal, desk.today())
    note = new_note(
        desk,
        officer,
        record.case_number,
        record.received.organ_id,
        What.HANDED_BACK,
        hand_back=back,
    )
    row = seal_note(desk, note, record.received.link_key)
    return Work(beside=lambda session: put_note(session, row))


def _let_go(session: Session, record: Record) -> None:
    # What it has seen it has seen; what comes from now on is not for it.
    shared = record.forwarded[-1]
    if shared.sent is SentAs.ORIGINAL:
        lock_case(session, record.case_number)
        drop_holder(session, record.case_number, shared.organ_id)


register(Matter.HAND_BACK, Performer(change=_change, prepare=_prepare, check=_check))
