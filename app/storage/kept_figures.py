"""Daily figures as the superior's officers kept them."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.casework import KeptFigure


def find_kept(session: Session, organ_id: str, days: Collection[date]) -> dict[date, KeptFigure]:
    """What an organ kept of some days."""
    query = select(KeptFigure).where(KeptFigure.organ_id == organ_id, KeptFigure.day.in_(days))
    return {kept.day: kept for kept in session.scalars(query)}


def find_newest_kept_day(session: Session, organ_id: str) -> date | None:
    """Up to which day an organ kept the figures."""
    return session.scalar(select(func.max(KeptFigure.day)).where(KeptFigure.organ_id == organ_id))


def add_kept(session: Session, kept: Iterable[KeptFigure]) -> None:
    """Keep figures, each for good."""
    session.add_all(kept)
    session.flush()
