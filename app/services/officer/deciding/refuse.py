"""Refuse what another person proposed, or take back what one proposed oneself."""

from app.domain.decisions import DecisionError, Outcome, check_other_person
from app.services.officer.deciding.approve import decided, open_proposal
from app.services.officer.deciding.propose import log_detail, open_seen, person_of
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
    proposal = open_proposal(record)
    # Whoever proposed and is kept away by now must not be in the way: it can always be refused.
    check_other_person(proposal, person_of(officer))
    if not reason.strip():
        raise DecisionError("reason")
    changed = decided(desk, officer, record, Outcome.REFUSED, reason)
    change_record(desk, officer, held, changed, act="refused", detail=log_detail(proposal.matter))


def withdraw(desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, seen: str) -> None:
    """Take back one's own proposal.

    Raises:
        DecisionError: `not_own`: another proposed it.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    proposal = open_proposal(record)
    if proposal.by.account != officer.account:
        raise DecisionError("not_own")
    changed = decided(desk, officer, record, Outcome.WITHDRAWN)
    change_record(desk, officer, held, changed, act="withdrawn", detail=log_detail(proposal.matter))
