"""Propose a decision: it waits in the lead's record for another person."""

from dataclasses import replace

from app.domain.decisions import DecisionError, Facts, Matter, Person, Proposal, check_proposal
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.deciding.performers import PERFORMERS
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record, open_record
from app.storage.case_records import HeldRecord, StaleCaseError


def propose(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    matter: Matter,
    facts: Facts,
    *,
    seen: str | None = None,
) -> None:
    """Put a proposal into the lead's record.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who proposes.
        case_number: about which lead.
        matter: what is to be decided.
        facts: what is proposed.
        seen: the mark (`decision_mark`) of what the officer had before their eyes.

    Raises:
        DecisionError: the rules do not allow it, or another proposal is open.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    changed = with_proposal(desk, officer, record, matter, facts)
    log_proposed(desk, officer, held, changed, matter)


def open_seen(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, seen: str | None
) -> tuple[HeldRecord, Record]:
    """Open a lead to change it, as it was seen; None takes it as it is.

    Raises:
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: it is not as it was seen any more.
    """
    held, record = open_record(desk, officer, case_number, purpose="write")
    if seen not in (None, decision_mark(record)):
        raise StaleCaseError(case_number)
    return held, record


def with_proposal(
    desk: OfficeDesk, officer: ActingOfficer, record: Record, matter: Matter, facts: Facts
) -> Record:
    """The record with an open proposal, after all checks.

    Raises:
        DecisionError: the rules do not allow it, or another proposal is open.
    """
    if record.proposal is not None:
        raise DecisionError("open_already")
    today = desk.today()
    proposal = Proposal(matter, person_of(officer), today, facts)
    check_proposal(proposal, record.status, asked_from=record.asked_from)
    check = PERFORMERS[matter].check
    if check:
        check(record, proposal, today)
    step = f"proposed_{matter}"
    return replace(record, proposal=proposal).with_step(officer, today, step, facts.reason)


def log_proposed(
    desk: OfficeDesk, officer: ActingOfficer, held: HeldRecord, changed: Record, matter: Matter
) -> None:
    """Save the record, and say in the log that something was proposed."""
    change_record(desk, officer, held, changed, act="proposed", detail=log_detail(matter))


def log_detail(matter: Matter) -> str:
    """The matter, where the log may name it: most would tell how a case stands."""
    return str(matter) if PERFORMERS[matter].named_in_log else ""


def person_of(officer: ActingOfficer) -> Person:
    """Who acts, as a record keeps it."""
    return Person(officer.account, officer.name, officer.role, officer.organ_id)
