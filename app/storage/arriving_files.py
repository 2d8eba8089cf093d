"""Files that browsers sealed and send in pieces: rows that say how far each one is."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, func, or_, select, tuple_, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app.storage.intake import ArrivingFile, SealedItem, WaitingFile


def find_arriving_file(session: Session, item_id: str) -> ArrivingFile | None:
    """How far a file is."""
    return session.get(ArrivingFile, item_id)


def list_arrived_files(
    session: Session, verifier_hash: bytes, item_ids: Collection[str]
) -> list[ArrivingFile]:
    """Those of the files that are whole and belong to one access code."""
    query = select(ArrivingFile).where(
        ArrivingFile.item_id.in_(item_ids),
        ArrivingFile.verifier_hash == verifier_hash,
        ArrivingFile.payload_digest.is_not(None),
    )
    return list(session.scalars(query))


def count_arriving_files(session: Session, verifier_hash: bytes) -> int:
    """How many files arrive for one access code, or have arrived and wait."""
    query = select(func.count()).where(ArrivingFile.verifier_hash == verifier_hash)
    return session.scalar(query) or 0


def sum_arriving_bytes(session: Session) -> int:
    """How much room all of them take."""
    return session.scalar(select(func.coalesce(func.sum(ArrivingFile.payload_bytes), 0))) or 0


def advance_arriving_file(session: Session, before: ArrivingFile, after: dict[str, object]) -> bool:
    """Say how far a file is now; False where it was swept, claimed or let go meanwhile."""
    changed = session.execute(
        update(ArrivingFile)
        .where(
            ArrivingFile.item_id == before.item_id,
            ArrivingFile.payload_bytes == before.payload_bytes,
            ArrivingFile.payload_digest.is_(None),
        )
        .values(after)
        .execution_options(synchronize_session=False)
    )
    return isinstance(changed, CursorResult) and changed.rowcount == 1


def forget_arriving_files(session: Session, item_ids: Collection[str]) -> set[str]:
    """Drop the rows of files that were let go, and say which were there to drop.

    Another transaction may have taken one first: only what this one dropped is the caller's.
    """
    gone = delete(ArrivingFile).where(ArrivingFile.item_id.in_(item_ids))
    return set(session.scalars(gone.returning(ArrivingFile.item_id)))


def claim_arrived_files(session: Session, files: Collection[ArrivingFile]) -> set[str]:
    """Drop the rows of files that a report takes, and say which were still as they had been read.

    Under the same id other bytes may have come meanwhile: those are not what was sealed.
    """
    read = [(file.item_id, file.verifier_hash, file.payload_digest) for file in files]
    row = tuple_(ArrivingFile.item_id, ArrivingFile.verifier_hash, ArrivingFile.payload_digest)
    claimed = delete(ArrivingFile).where(row.in_(read)).returning(ArrivingFile.item_id)
    return set(session.scalars(claimed))


def forget_arriving_files_before(session: Session, day: date) -> list[str]:
    """Drop the rows of files whose last piece came before a day, and say which payloads they leave.

    A piece that comes just now moves its file's day on, and takes it out of this.
    """
    gone = delete(ArrivingFile).where(ArrivingFile.received_on < day)
    return list(session.scalars(gone.returning(ArrivingFile.item_id)))


def is_id_taken(session: Session, item_id: str) -> bool:
    """Whether an item of a case, its payload or a waiting file has this id."""
    items = select(SealedItem.item_id).where(
        or_(SealedItem.item_id == item_id, SealedItem.payload_id == item_id)
    )
    waiting = select(WaitingFile.item_id).where(WaitingFile.item_id == item_id)
    return any(session.scalar(query.limit(1)) is not None for query in (items, waiting))
