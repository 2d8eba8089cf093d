"""Recusals as rows: which there are, and a row in another's place."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app.storage.casework import Recusal


def list_recusal_ids(session: Session, organ_id: str) -> set[str]:
    """The ids of an organ's recusals."""
    query = select(Recusal.recusal_id).where(Recusal.organ_id == organ_id)
    return set(session.scalars(query))


def list_recusals(session: Session, recusal_ids: Collection[str]) -> list[Recusal]:
    """The recusals with these ids, in the order of their ids."""
    query = select(Recusal).where(Recusal.recusal_id.in_(recusal_ids))
    return list(session.scalars(query.order_by(Recusal.recusal_id)))


def replace_recusal(session: Session, old_header: bytes, new: Recusal) -> bool:
    """Put a recusal, sealed anew, in the place of the one that was read; False: it changed."""
    changed = session.execute(
        update(Recusal)
        .where(Recusal.recusal_id == new.recusal_id, Recusal.header == old_header)
        .values(key_generation=new.key_generation, header=new.header, payload=new.payload)
    )
    return isinstance(changed, CursorResult) and changed.rowcount == 1
