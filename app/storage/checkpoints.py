"""Signed checkpoints of the log: rows that are only ever added."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.casework import Checkpoint


def list_checkpoints(session: Session, *organ_ids: str) -> list[Checkpoint]:
    """All checkpoints, or those of some organs, by organ and number."""
    query = select(Checkpoint).order_by(Checkpoint.organ_id, Checkpoint.number)
    if organ_ids:
        query = query.where(Checkpoint.organ_id.in_(organ_ids))
    return list(session.scalars(query))


def find_newest_checkpoint(session: Session, organ_id: str) -> Checkpoint | None:
    """An organ's newest one."""
    query = select(Checkpoint).where(Checkpoint.organ_id == organ_id)
    return session.scalar(query.order_by(Checkpoint.number.desc()).limit(1))


def find_checkpoint(session: Session, organ_id: str, number: int) -> Checkpoint | None:
    """One of an organ's."""
    return session.get(Checkpoint, (organ_id, number))
