"""Say whether what a lead's words suggest is a drinking circle (疑似酒局圈)."""

from dataclasses import replace

from app.domain.categories import Category, CircleType
from app.domain.circle_suspicion import CircleSuspicion, SuspicionState
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.amend_record import amend_record, hand_of
from app.services.officer.lead.record import Record
from app.storage.case_records import StaleCaseError


def decide_suspicion(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    *,
    circle_type: CircleType | None,
    reason: str,
) -> None:
    """Confirm it, which makes it the lead's category, or refuse it.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who says so.
        case_number: of which lead.
        circle_type: which kind it is; None refuses.
        reason: why.

    Raises:
        StaleCaseError: nothing is suggested any more.
        As `amend_record` does.
    """
    by = hand_of(desk, officer)
    state = SuspicionState.CONFIRMED if circle_type else SuspicionState.REFUSED

    def change(record: Record) -> Record:
        suggested = record.circle_suspicion
        if suggested.state is not SuspicionState.SUGGESTED:
            raise StaleCaseError(case_number)
        decided = CircleSuspicion(state, suggested.words, suggested.why, by, reason)
        changed = replace(record, circle_suspicion=decided)
        if circle_type:
            changed = replace(changed, category=Category.DRINKING_CIRCLE, circle_type=circle_type)
        return changed.with_step(officer, by.on, f"circle_{state}", reason)

    amend_record(desk, officer, case_number, change, act="circle_suspicion")
