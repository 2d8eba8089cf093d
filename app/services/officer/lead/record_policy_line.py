"""Record the policy line (政策界限) of a lead: the main criterion and the four axes."""

from dataclasses import replace

from app.domain.policy_line import PolicyLine
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.amend_record import amend_record, hand_of
from app.services.officer.lead.record import Record
from app.services.officer.lead.seen_mark import mark_of


def record_policy_line(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, found: PolicyLine, *, seen: str
) -> None:
    """Record what was found, in the place of what was recorded before.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who records it.
        case_number: of which lead.
        found: what was found; whose hand it is, is put in here.
        seen: the mark (`policy_line_mark`) of what the officer had before their eyes.

    Raises:
        As `amend_record` does.
    """
    now = replace(found, by=hand_of(desk, officer))

    def change(record: Record) -> Record:
        changed = replace(record, policy_line=now)
        return changed.with_step(officer, now.by.on, f"policy_line_{now.criterion}")

    marked = (seen, policy_line_mark)
    amend_record(desk, officer, case_number, change, act="policy_line", seen=marked)


def policy_line_mark(record: Record) -> str:
    """What a new policy line would replace."""
    return mark_of(record.policy_line)
