"""Take into the records what the superior asked about leads that it does not hold (督办).

Its rows are in clear, and whoever writes to the database can add one. What no officer of the
superior can have asked is left where it is, and the lead's page says so.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from app.domain.decisions import Person
from app.domain.pressing import Pressing
from app.domain.roles import KEY_ROLES, Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.read_report import Problem
from app.services.officer.lead.record import Record, Step
from app.services.roster import OrganKind
from app.storage.case_records import HeldRecord, StaleCaseError
from app.storage.casework import Officer, SuperiorPressing
from app.storage.superior_pressings import list_not_taken, note_taken


def take_pressings(
    desk: OfficeDesk,
    officer: ActingOfficer,
    held: Iterable[HeldRecord],
    records: Mapping[str, Record | None],
) -> dict[str, Record | None]:
    """Bring what was asked into the records that were read; its clock runs from the day of asking.

    Args:
        desk: both zones.
        officer: who looks; has unlocked.
        held: the organ's records as they were read.
        records: the same, opened; without those from which the officer is kept away.

    Returns:
        The records with what was asked. Where a colleague was in the way, the next look goes on.
    """
    taken: dict[str, Record | None] = dict(records)
    places = {one.case_number: one for one in held}
    for row, by in list_asked(desk, officer):
        number = row.case_number
        record = taken.get(number)
        if record is None or by is None or number not in places:
            continue
        changed = _with(record, row, by)
        with suppress(StaleCaseError):
            _save(desk, officer, places[number], changed, row.press_id)
            taken[number] = changed
    return taken


def list_asked(
    desk: OfficeDesk, officer: ActingOfficer
) -> list[tuple[SuperiorPressing, Officer | None]]:
    """What the officer's organ was asked and does not have in its records yet.

    Returns:
        Each with who asked; None where nobody can have who may.
    """
    above = {organ.organ_id for organ in desk.roster().of_kind(OrganKind.SUPERIOR)}
    with desk.casework.read() as session:
        rows = list_not_taken(session, officer.organ_id)
        asked = [(row, session.get(Officer, row.account)) for row in rows]
    return [(row, by if by and _may_have_asked(by, row, above) else None) for row, by in asked]


def list_forged_pressings(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str
) -> tuple[Problem, ...]:
    """What was put among the superior's pressings about a lead, and is none."""
    return tuple(
        Problem("pressing_forged", row.account)
        for row, by in list_asked(desk, officer)
        if by is None and row.case_number == case_number
    )


def _may_have_asked(by: Officer, row: SuperiorPressing, above: Collection[str]) -> bool:
    return by.organ_id == row.by_organ and by.organ_id in above and by.role in KEY_ROLES


def _with(record: Record, row: SuperiorPressing, by: Officer) -> Record:
    person = Person(by.account, by.name, Role(by.role), by.organ_id)
    pressing = Pressing(person, row.pressed_on, row.due_on, press_id=row.press_id)
    # By another organ's hand: its officers are not among those whom this record names by account.
    step = Step(row.pressed_on, by.account, by.name, "pressed_from_above")
    pressings, steps = (*record.pressings, pressing), (*record.steps, step)
    return replace(record, pressings=pressings, steps=steps)


def _save(
    desk: OfficeDesk, officer: ActingOfficer, held: HeldRecord, record: Record, press_id: str
) -> None:
    change_record(
        desk,
        officer,
        held,
        record,
        act="notes_taken",
        detail="1",
        beside=lambda session: note_taken(session, {press_id}, desk.today()),
    )
