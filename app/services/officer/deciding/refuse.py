"""Refuse what another person proposed, or take back what one proposed oneself."""

from app.services.officer.deciding.changes import open_proposal, refuse_on, withdraw_on
from app.services.officer.deciding.propose import log_detail, open_seen
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record


def refuse(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, seen: str, reason: str
) -> None:
    """Refuse a proposal; the lead stays where it is, and another may be made.

    Raises:
        DecisionError: not for this officer, or without a reason.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    changed = refuse_on(record, officer, desk.today(), reason)
    detail = log_detail(open_proposal(record).matter)
    change_record(desk, officer, held, changed, act="refused", detail=detail)


def withdraw(desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, seen: str) -> None:
    """Take back one's own proposal.

    Raises:
        DecisionError: `not_own`: another proposed it.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    changed = withdraw_on(record, officer, desk.today())
    detail = log_detail(open_proposal(record).matter)
    change_record(desk, officer, held, changed, act="withdrawn", detail=detail)
