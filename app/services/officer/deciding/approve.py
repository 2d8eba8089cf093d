"""Agree to what another person proposed: then it happens, in one act."""

from dataclasses import replace

from app.domain.decisions import (
    Decision,
    DecisionError,
    Outcome,
    Proposal,
    basis_of,
    check_second,
    target_of,
)
from app.domain.lifecycle import Status
from app.domain.sentences import decline_code
from app.services.officer.deciding.performers import PERFORMERS, Approving, Work
from app.services.officer.deciding.propose import log_detail, open_seen, person_of
from app.services.officer.deciding.say_word import say_word
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record
from app.services.officer.recusal.recuse import list_kept_away
from app.storage.case_records import HeldRecord, StaleCaseError


def approve(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, seen: str, again: bool = False
) -> None:
    """Do what was proposed.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who agrees.
        case_number: about which lead.
        seen: the mark (`decision_mark`) of what the officer had before their eyes.
        again: the officer has just typed the second factor again.

    Raises:
        DecisionError: the rules do not allow it to this officer; `again` where the second factor
            has to be typed first.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime; nothing was done.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    approve_open(desk, officer, held, record, again=again)


def approve_open(
    desk: OfficeDesk,
    officer: ActingOfficer,
    held: HeldRecord,
    record: Record,
    *,
    again: bool = False,
) -> None:
    """The same for a record that is open already.

    Raises:
        DecisionError: as for `approve`.
        StaleCaseError: the same.
    """
    proposal = open_proposal(record)
    performer = PERFORMERS[proposal.matter]
    if performer.again and not again:
        raise DecisionError("again")
    _check(desk, officer, record, proposal)
    today = desk.today()
    changed = performer.change(record, proposal, today) if performer.change else record
    target = target_of(proposal.matter, proposal.facts)
    if target is not None:
        changed = changed.moved(target, today)
    changed = decided(desk, officer, changed, Outcome.APPROVED)
    prepared = (
        performer.prepare(Approving(desk, officer, record, changed, proposal))
        if performer.prepare
        else Work()
    )
    _commit(desk, officer, held, changed, proposal, prepared)


def open_proposal(record: Record) -> Proposal:
    """What waits to be decided.

    Raises:
        StaleCaseError: nothing does any more.
    """
    if record.proposal is None:
        raise StaleCaseError(record.case_number)
    return record.proposal


def decided(
    desk: OfficeDesk,
    officer: ActingOfficer,
    record: Record,
    outcome: Outcome,
    reason: str = "",
) -> Record:
    """The record once its proposal is decided on: closed, kept, and in the timeline."""
    proposal = open_proposal(record)
    today = desk.today()
    basis = basis_of(proposal.matter)
    decision = Decision(proposal, outcome, person_of(officer), today, basis, reason)
    closed = replace(record, proposal=None, decisions=(*record.decisions, decision))
    return closed.with_step(officer, today, f"{outcome}_{proposal.matter}", reason)


def _check(desk: OfficeDesk, officer: ActingOfficer, record: Record, proposal: Proposal) -> None:
    check_second(
        proposal,
        person_of(officer),
        record.status,
        asked_from=record.asked_from,
        kept_away=list_kept_away(desk, officer, record.case_number),
    )
    check = PERFORMERS[proposal.matter].check
    if check:
        check(record, proposal, desk.today())


def _commit(
    desk: OfficeDesk,
    officer: ActingOfficer,
    held: HeldRecord,
    changed: Record,
    proposal: Proposal,
    work: Work,
) -> None:
    target = target_of(proposal.matter, proposal.facts)
    with desk.intake.begin() as session:
        if target is not None:
            say_word(desk, session, changed, target, _sentence(proposal, target))
        if work.within:
            work.within(session)
        # Inside: where a colleague was faster, the reporter reads nothing of it.
        detail = log_detail(proposal.matter)
        change_record(
            desk,
            officer,
            held,
            changed,
            act="approved",
            detail=detail,
            within=session,
            beside=work.beside,
        )
    if work.afterwards:
        work.afterwards()


def _sentence(proposal: Proposal, target: Status) -> str:
    facts = proposal.facts
    if target is Status.NOT_ACCEPTED and facts.decline and facts.turn_to:
        return decline_code(facts.decline, facts.turn_to)
    return str(facts.sentence or "") if target is Status.CONCLUDED else ""
