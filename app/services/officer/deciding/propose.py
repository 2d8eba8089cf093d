"""Propose a decision: it waits in the lead's record for another person."""

from app.domain.decisions import Facts, Matter
from app.domain.lifecycle import Status
from app.services.officer.deciding.changes import propose_disposition_on, propose_on
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.deciding.performers import PERFORMERS
from app.services.officer.deciding.say_word import say_word
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
    changed = propose_on(record, officer, desk.today(), matter, facts)
    change_record(desk, officer, held, changed, act="proposed", detail=log_detail(matter))


def propose_disposition(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    matter: Matter,
    facts: Facts,
    *,
    seen: str | None = None,
) -> None:
    """Record what collective study came to, and put it before an approver, in one act.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who proposes.
        case_number: about which lead.
        matter: `dispose` or `conclude`.
        facts: what is proposed; with the study, where the lead has none yet.
        seen: the mark (`decision_mark`) of what the officer had before their eyes.

    Raises:
        DecisionError: the rules do not allow it, as `study`: no whole collective study.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    changed = propose_disposition_on(record, officer, desk.today(), matter, facts)
    with desk.intake.begin() as session:
        if changed.status is not record.status:
            say_word(desk, session, changed, Status.DISPOSITION_PROPOSED)
        change_record(desk, officer, held, changed, act="proposed", within=session)


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


def log_detail(matter: Matter) -> str:
    """The matter, where the log may name it: most would tell how a case stands."""
    return str(matter) if PERFORMERS[matter].named_in_log else ""
