"""Files that wait, sealed to their reporter, for a form that is being corrected."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.storage.intake import ArrivingFile, SealedItem, WaitingFile


def list_waiting_files(
    session: Session, verifier_hash: bytes, item_ids: Collection[str] | None = None
) -> list[WaitingFile]:
    """All files that wait for one access code; or those of these ids."""
    query = select(WaitingFile).where(WaitingFile.verifier_hash == verifier_hash)
    if item_ids is not None:
        query = query.where(WaitingFile.item_id.in_(item_ids))
    return list(session.scalars(query.order_by(WaitingFile.item_id)))


def forget_waiting_files(session: Session, item_ids: Collection[str]) -> set[str]:
    """Drop the rows of files that were claimed or let go, and say which were there to drop.

    Another transaction may have taken one first: only what this one dropped is the caller's.
    """
    gone = delete(WaitingFile).where(WaitingFile.item_id.in_(item_ids))
    return set(session.scalars(gone.returning(WaitingFile.item_id)))


def sum_waiting_bytes(session: Session) -> int:
    """How much room all waiting files take."""
    return session.scalar(select(func.coalesce(func.sum(WaitingFile.payload_bytes), 0))) or 0


def forget_waiting_files_before(session: Session, day: date) -> list[str]:
    """Drop the rows of files received before a day, and say which payloads they leave."""
    old = WaitingFile.received_on < day
    item_ids = list(session.scalars(select(WaitingFile.item_id).where(old)))
    session.execute(delete(WaitingFile).where(old))
    return item_ids


def list_named_payloads(session: Session, payload_ids: Collection[str]) -> set[str]:
    """Those of the payloads that a row names, of whatever kind."""
    # In this order: a file that is claimed in between is found at its new place.
    arriving = select(ArrivingFile.item_id).where(ArrivingFile.item_id.in_(payload_ids))
    named = set(session.scalars(arriving))
    waiting = select(WaitingFile.item_id).where(WaitingFile.item_id.in_(payload_ids))
    named |= set(session.scalars(waiting))
    sealed = select(SealedItem.payload_id).where(SealedItem.payload_id.in_(payload_ids))
    return named | {payload_id for payload_id in session.scalars(sealed) if payload_id}
