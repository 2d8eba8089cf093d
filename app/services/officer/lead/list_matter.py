"""Which leads are one matter with a lead: found without opening any by its number."""

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.record import Record, open_records
from app.storage.case_records import find_held_record


def list_matter(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> frozenset[str]:
    """The other leads of its matter: the one it was joined to, and that one's duplicates.

    Looked up as for the work list, on record by count alone: a reading that stands in the log by
    its number, right beside a recusal, would say of which lead that is.

    Returns:
        Their case numbers; what the officer may not open tells of none.

    Raises:
        KeyHolderError: as for any unwrapping.
    """
    record = _look(desk, officer, case_number)
    if record is None:
        return frozenset()
    main = _look(desk, officer, record.joined_to) if record.joined_to else record
    numbers = {record.joined_to, *record.joined, *(main.joined if main else ())}
    return frozenset(numbers - {"", case_number})


def _look(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> Record | None:
    with desk.casework.read() as session:
        held = find_held_record(session, officer.organ_id, case_number)
    return open_records(desk, officer, [held]).get(case_number) if held else None
