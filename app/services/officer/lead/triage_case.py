"""Triage a lead: what it is about, how urgent, and whose work it becomes."""

from dataclasses import dataclass, field, replace

from app.domain.categories import Category, CircleType
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record, open_record
from app.services.officer.recusal.recuse import list_kept_away
from app.storage.case_records import StaleCaseError
from app.storage.casework import Officer
from app.storage.officers import find_officer, list_officers


@dataclass(frozen=True, slots=True)
class Triage:
    """What an intake officer found on reading."""

    category: Category | None
    circle_type: CircleType | None
    danger: bool
    evidence_at_risk: bool
    assigned_to: str | None
    """An account of the same organ."""
    note: str = field(default="", repr=False)
    retaliation: bool = False


def triage_case(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    triage: Triage,
    *,
    seen: str | None = None,
) -> None:
    """Save what was found; the lead takes its new place in the queue.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who screens.
        case_number: which lead.
        triage: what was found.
        seen: the mark (`triage_mark`) of what the officer had before their eyes.

    Raises:
        NotPermittedError: no intake officer, or an assignment outside the organ or to somebody who
            is kept away from the lead.
        CaseNotHeldError: not this organ's case.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(Role.INTAKE_OFFICER)
    if triage.assigned_to is not None:
        with desk.casework.read() as session:
            colleague = find_officer(session, triage.assigned_to)
        if colleague is None or colleague.organ_id != officer.organ_id:
            raise NotPermittedError
        if triage.assigned_to in list_kept_away(desk, officer, case_number):
            raise NotPermittedError
    held, record = open_record(desk, officer, case_number, purpose="write")
    if seen not in (None, triage_mark(record)):
        raise StaleCaseError(case_number)
    changed = replace(
        record,
        category=triage.category,
        circle_type=triage.circle_type,
        danger=triage.danger,
        evidence_at_risk=triage.evidence_at_risk,
        retaliation=triage.retaliation,
        assigned_to=triage.assigned_to,
    ).with_step(officer, desk.today(), "triaged", triage.note)
    change_record(desk, officer, held, changed, act="triaged")


def triage_mark(record: Record) -> str:
    """What a screening would replace: another than was seen means that a colleague was faster."""
    values = (
        record.category,
        record.circle_type,
        record.danger,
        record.evidence_at_risk,
        record.retaliation,
        record.assigned_to,
    )
    return " ".join(str(value) for value in values)


def list_colleagues(desk: OfficeDesk, officer: ActingOfficer) -> list[Officer]:
    """The officers of the same organ who work on leads."""
    with desk.casework.read() as session:
        officers = list_officers(session, officer.organ_id)
    return [o for o in officers if o.role in (Role.INTAKE_OFFICER, Role.CASE_OFFICER)]
