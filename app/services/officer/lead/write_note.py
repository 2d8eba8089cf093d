"""Write a note on a lead, or retract one with a reason; none is ever deleted."""

from dataclasses import replace

from app.domain.notes import Note, retract
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.amend_record import SEEING, amend_record, hand_of, new_entry_id


def add_note(desk: OfficeDesk, officer: ActingOfficer, case_number: str, text: str) -> None:
    """Write a note.

    Raises:
        As `amend_record` does.
    """
    note = Note(new_entry_id(), hand_of(desk, officer), text)
    amend_record(
        desk,
        officer,
        case_number,
        lambda record: replace(record, notes=(*record.notes, note)),
        act="note_added",
        roles=SEEING,
        detail=note.note_id,
    )


def retract_note(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, note_id: str, reason: str
) -> None:
    """Retract a note: it stays, struck through, with who did it and why.

    Raises:
        NoSuchEntryError: there is no such note, or it was retracted before.
        As `amend_record` does.
    """
    by = hand_of(desk, officer)
    amend_record(
        desk,
        officer,
        case_number,
        lambda record: replace(record, notes=retract(record.notes, note_id, by, reason)),
        act="note_retracted",
        roles=SEEING,
        detail=note_id,
    )
