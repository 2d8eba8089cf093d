"""What the superior organ asked about leads that it does not hold: asked, taken in, answered."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.storage.casework import SuperiorPressing

_MOST = 500


def add_pressing(session: Session, pressing: SuperiorPressing) -> None:
    """Ask."""
    session.add(pressing)
    session.flush()


def list_pressed_by(session: Session, by_organ: str) -> Sequence[SuperiorPressing]:
    """What an organ asked, the newest first."""
    query = select(SuperiorPressing).where(SuperiorPressing.by_organ == by_organ)
    newest = (SuperiorPressing.pressed_on.desc(), SuperiorPressing.press_id)
    return session.scalars(query.order_by(*newest).limit(_MOST)).all()


def list_not_taken(session: Session, organ_id: str) -> Sequence[SuperiorPressing]:
    """What an organ was asked and does not have in its records yet, the oldest first."""
    query = select(SuperiorPressing).where(
        SuperiorPressing.organ_id == organ_id, SuperiorPressing.taken_on.is_(None)
    )
    oldest = (SuperiorPressing.pressed_on, SuperiorPressing.press_id)
    return session.scalars(query.order_by(*oldest)).all()


def is_pressed(session: Session, case_number: str) -> bool:
    """Whether something that was asked about a case is not answered yet."""
    query = select(SuperiorPressing.press_id).where(
        SuperiorPressing.case_number == case_number, SuperiorPressing.answered_on.is_(None)
    )
    return session.scalars(query.limit(1)).first() is not None


def note_taken(session: Session, press_ids: Collection[str], day: date) -> None:
    """They are in the record."""
    _set(session, press_ids, taken_on=day)


def note_answered(session: Session, press_ids: Collection[str], day: date) -> None:
    """They were answered."""
    _set(session, press_ids, answered_on=day)


def forget_pressings(session: Session, case_number: str) -> None:
    """Drop all that was asked about a case."""
    session.execute(delete(SuperiorPressing).where(SuperiorPressing.case_number == case_number))


def _set(session: Session, press_ids: Collection[str], **values: date) -> None:
    chosen = SuperiorPressing.press_id.in_(press_ids)
    session.execute(update(SuperiorPressing).where(chosen).values(**values))
