"""Record what was found on a lead: its policy line (政策界限), or what threatens its reporter."""

from dataclasses import replace
from typing import Any

from app.domain.policy_line import PolicyLine
from app.domain.reporter_risk import ReporterRisk
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.amend_record import amend_record, hand_of
from app.services.officer.lead.record import Record
from app.services.officer.lead.seen_mark import mark_of

Finding = PolicyLine | ReporterRisk


def record_finding(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, found: Finding, *, seen: str
) -> None:
    """Record it, in the place of what was recorded before; today is the day it was looked at.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who records it.
        case_number: of which lead.
        found: what was found; whose hand it is, is put in here.
        seen: the mark (`mark_of`) of what the officer had before their eyes.

    Raises:
        As `amend_record` does.
    """
    now = replace(found, by=hand_of(desk, officer))
    if isinstance(now, PolicyLine):
        place, step = "policy_line", f"policy_line_{now.criterion}"
    else:
        place, step = "reporter_risk", f"risk_{now.level}"
    kept: dict[str, Any] = {place: now}

    def change(record: Record) -> Record:
        return replace(record, **kept).with_step(officer, now.by.on, step)

    marked = (seen, lambda record: mark_of(getattr(record, place)))
    amend_record(desk, officer, case_number, change, act=place, seen=marked)
