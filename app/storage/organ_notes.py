"""Notes between organs as rows: put, listed for who is told, gone once they are taken in."""

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app.storage.case_records import StaleCaseError
from app.storage.casework import OrganNote
from app.storage.organ_keys import find_live_generations


def put_note(session: Session, note: OrganNote) -> None:
    """Leave a note for an organ.

    Raises:
        StaleCaseError: the key that it was sealed to is gone by now.
    """
    session.add(note)
    session.flush()
    # After it was written: a key is deleted only once all who had written have committed.
    live = find_live_generations(session, {note.organ_id})
    if note.key_generation not in live.get(note.organ_id, {note.key_generation}):
        raise StaleCaseError(note.case_number)


def list_notes(session: Session, organ_id: str) -> list[OrganNote]:
    """The notes that wait for an organ, in the order of their ids."""
    query = select(OrganNote).where(OrganNote.organ_id == organ_id)
    return list(session.scalars(query.order_by(OrganNote.note_id)))


def forget_notes(session: Session, note_ids: Collection[str]) -> None:
    """Drop notes that were taken in."""
    session.execute(delete(OrganNote).where(OrganNote.note_id.in_(note_ids)))


def forget_notes_of_case(session: Session, case_number: str) -> None:
    """Drop all notes about a case, whoever they wait for."""
    session.execute(delete(OrganNote).where(OrganNote.case_number == case_number))


def replace_note(session: Session, old_header: bytes, new: OrganNote) -> bool:
    """Put a note, sealed anew, in the place of the one that was read; False: it is gone."""
    changed = session.execute(
        update(OrganNote)
        .where(OrganNote.note_id == new.note_id, OrganNote.header == old_header)
        .values(key_generation=new.key_generation, header=new.header, payload=new.payload)
    )
    return isinstance(changed, CursorResult) and changed.rowcount == 1
