"""Deciding as pure changes of a record: who may, what it becomes. The services seal and send.

Here the rules of `app/domain/decisions.py` and `lifecycle.py` meet a lead; nothing is read or
written, so that every walk through them can be tried.
"""

from dataclasses import replace
from datetime import date

from app.domain.deadlines import ClockName, add_span, spans_in_force
from app.domain.decisions import (
    Decision,
    DecisionError,
    Facts,
    Matter,
    Outcome,
    Person,
    Proposal,
    Study,
    basis_of,
    check_other_person,
    check_proposal,
    check_second,
    is_whole_study,
    target_of,
)
from app.domain.lifecycle import MOVES, Status, list_moves
from app.services.officer.deciding.performers import PERFORMERS
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.record import Record
from app.storage.case_records import StaleCaseError


def person_of(officer: ActingOfficer) -> Person:
    """Who acts, as a record keeps it."""
    return Person(officer.account, officer.name, officer.role, officer.organ_id)


def propose_on(
    record: Record, officer: ActingOfficer, today: date, matter: Matter, facts: Facts
) -> Record:
    """The record with an open proposal.

    Raises:
        DecisionError: the rules do not allow it, or another proposal is open.
    """
    if record.proposal is not None:
        raise DecisionError("open_already")
    proposal = Proposal(matter, person_of(officer), today, facts)
    check_proposal(proposal, record.status, asked_from=record.asked_from)
    _check_matter(record, proposal, today)
    step = f"proposed_{matter}"
    return replace(record, proposal=proposal).with_step(officer, today, step, facts.reason)


def propose_disposition_on(
    record: Record, officer: ActingOfficer, today: date, matter: Matter, facts: Facts
) -> Record:
    """The record with a proposal how the lead is dealt with; collective study comes before it.

    Raises:
        DecisionError: the rules do not allow it, as `study`: no whole collective study.
    """
    if matter not in (Matter.DISPOSE, Matter.CONCLUDE):
        raise DecisionError("no_such_move")
    if Status.DISPOSITION_PROPOSED not in MOVES[record.status]:
        if record.status is Status.DISPOSITION_PROPOSED:
            # An earlier proposal was refused or taken back: what was studied stands.
            facts = replace(facts, study=facts.study or last_study(record))
        return propose_on(record, officer, today, matter, facts)
    check_alone(record, officer, Status.DISPOSITION_PROPOSED)
    if facts.study is None or not is_whole_study(facts.study, today):
        raise DecisionError("study")
    moved = record.moved(Status.DISPOSITION_PROPOSED, today).with_step(officer, today, "studied")
    return propose_on(moved, officer, today, matter, facts)


def approve_on(
    record: Record,
    officer: ActingOfficer,
    today: date,
    *,
    kept_away: frozenset[str] = frozenset(),
    again: bool = False,
) -> Record:
    """The record once somebody has agreed to its proposal, and it has happened.

    Raises:
        DecisionError: the rules do not allow it to this officer; `again` where the second factor
            has to be typed first.
        StaleCaseError: nothing waits to be decided.
    """
    proposal = open_proposal(record)
    performer = PERFORMERS[proposal.matter]
    if performer.again and not again:
        raise DecisionError("again")
    check_second(
        proposal,
        person_of(officer),
        record.status,
        asked_from=record.asked_from,
        kept_away=kept_away,
    )
    _check_matter(record, proposal, today)
    changed = performer.change(record, proposal, today) if performer.change else record
    target = target_of(proposal.matter, proposal.facts)
    if target is not None:
        changed = changed.moved(target, today)
    return _decided(changed, officer, today, Outcome.APPROVED)


def refuse_on(record: Record, officer: ActingOfficer, today: date, reason: str) -> Record:
    """The record once its proposal is refused; the lead stays where it is.

    Raises:
        DecisionError: not for this officer, or without a reason.
        StaleCaseError: nothing waits to be decided.
    """
    # Who proposed and is kept away by now must not be in the way: it can always be refused.
    check_other_person(open_proposal(record), person_of(officer))
    if not reason.strip():
        raise DecisionError("reason")
    return _decided(record, officer, today, Outcome.REFUSED, reason.strip())


def withdraw_on(record: Record, officer: ActingOfficer, today: date) -> Record:
    """The record once its proposal is taken back by who made it.

    Raises:
        DecisionError: `not_own`: another made it.
        StaleCaseError: nothing waits to be decided.
    """
    if open_proposal(record).by.account != officer.account:
        raise DecisionError("not_own")
    return _decided(record, officer, today, Outcome.WITHDRAWN)


def ask_on(record: Record, officer: ActingOfficer, today: date) -> Record:
    """The record of a lead whose reporter is asked something.

    Raises:
        DecisionError: it stands where it cannot be asked from, or not by this officer.
    """
    check_alone(record, officer, Status.INFO_REQUESTED)
    moved = replace(record.moved(Status.INFO_REQUESTED, today), asked_from=record.status)
    return moved.with_step(officer, today, "asked")


def go_on_from(record: Record, officer: ActingOfficer, today: date) -> Record:
    """The record of a lead that goes on where its reporter was asked.

    Raises:
        DecisionError: `too_early`, or not by this officer.
    """
    asked_from = record.asked_from
    if record.status is not Status.INFO_REQUESTED or asked_from is None:
        raise DecisionError("no_such_move")
    check_alone(record, officer, asked_from)
    if not may_go_on(record, today=today):
        raise DecisionError("too_early")
    # Going on is no new entry: the clocks of where it was asked have run on.
    changed = replace(record, status=asked_from, asked_from=None)
    return changed.with_step(officer, today, "went_on")


def may_go_on(record: Record, *, today: date) -> bool:
    """Whether the reporter has answered (or declined to), or the time for it is over."""
    asked_on = record.entered_on[Status.INFO_REQUESTED]
    span = spans_in_force()[ClockName.CONTINUATION]
    over = today > add_span(asked_on, span.amount, span.unit)
    return over or (record.answered_on is not None and record.answered_on >= asked_on)


def check_alone(record: Record, officer: ActingOfficer, target: Status) -> None:
    """Return only if one officer alone may move the lead there now.

    Raises:
        DecisionError: no_such_move, or open_already: what is proposed is decided first.
    """
    if target not in list_moves(record.status, officer.role, asked_from=record.asked_from):
        raise DecisionError("no_such_move")
    if record.proposal is not None:
        raise DecisionError("open_already")


def open_proposal(record: Record) -> Proposal:
    """What waits to be decided.

    Raises:
        StaleCaseError: nothing does any more.
    """
    if record.proposal is None:
        raise StaleCaseError(record.case_number)
    return record.proposal


def last_study(record: Record) -> Study | None:
    """The collective study that the lead's latest proposal rested on."""
    decided = [decision.proposal.facts.study for decision in record.decisions]
    waiting = [record.proposal.facts.study] if record.proposal else []
    return next((study for study in reversed([*decided, *waiting]) if study is not None), None)


def _check_matter(record: Record, proposal: Proposal, today: date) -> None:
    check = PERFORMERS[proposal.matter].check
    if check:
        check(record, proposal, today)


def _decided(
    record: Record, officer: ActingOfficer, today: date, outcome: Outcome, reason: str = ""
) -> Record:
    proposal = open_proposal(record)
    basis = basis_of(proposal.matter)
    decision = Decision(proposal, outcome, person_of(officer), today, basis, reason)
    closed = replace(record, proposal=None, decisions=(*record.decisions, decision))
    return closed.with_step(officer, today, f"{outcome}_{proposal.matter}", reason)
