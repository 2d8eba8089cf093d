"""Record what could happen to the reporter of a lead, and what is done against it."""

from dataclasses import replace

from app.domain.reporter_risk import ReporterRisk
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.amend_record import amend_record, hand_of
from app.services.officer.lead.record import Record
from app.services.officer.lead.seen_mark import mark_of


def record_risk(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, risk: ReporterRisk, *, seen: str
) -> None:
    """Record it, in the place of what was recorded before; today is the day it was looked at.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who looked at it.
        case_number: of which lead.
        risk: what was thought; whose hand it is, is put in here.
        seen: the mark (`risk_mark`) of what the officer had before their eyes.

    Raises:
        As `amend_record` does.
    """
    now = replace(risk, by=hand_of(desk, officer))

    def change(record: Record) -> Record:
        changed = replace(record, reporter_risk=now)
        return changed.with_step(officer, now.by.on, f"risk_{now.level}")

    marked = (seen, risk_mark)
    amend_record(desk, officer, case_number, change, act="reporter_risk", seen=marked)


def risk_mark(record: Record) -> str:
    """What a new look at the risk would replace."""
    return mark_of(record.reporter_risk)
