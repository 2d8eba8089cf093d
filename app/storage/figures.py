"""Daily figures and what they are made of: reports and messages by the day on which they came."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.storage.intake import DailyFigure, ItemChange, ItemKind, SealedItem

COUNTED: Final = (ItemKind.REPORT, ItemKind.MESSAGE)
"""What counts as an item that arrived."""
_LEAF: Final = b"qingfeng/v1/arrived-item\0"
_IDS_A_QUERY: Final = 500


class Why(StrEnum):
    """Why an item is not there as it arrived."""

    RESEALED = "resealed"
    """Sealed anew after a compromise."""
    TRANSFERRED = "transferred"
    """Sealed anew for the superior, and deleted here."""
    PURGED = "purged"
    """Deleted when its time was over."""


def leaf_of(item_id: str, payload_digest: bytes) -> bytes:
    """What stands for an item in its day's figure: it says nothing, and only this item gives it."""
    return sha256(_LEAF + item_id.encode() + b"\0" + payload_digest).digest()


def list_leaves_on(session: Session, day: date) -> list[bytes]:
    """What stands for the items of a day that are there now, sorted."""
    query = select(SealedItem.item_id, SealedItem.payload_digest)
    rows = session.execute(query.where(SealedItem.day == day, SealedItem.kind.in_(COUNTED)))
    return sorted(leaf_of(item_id, digest) for item_id, digest in rows)


def note_item_change(
    session: Session, old: SealedItem, why: Why, *, new_digest: bytes | None = None
) -> None:
    """Say what becomes of an item that was counted, so that it is not missed.

    To be called inside the transaction that seals it anew or deletes it, with what was there.

    Args:
        session: a writing transaction of the intake zone.
        old: the item as it was read.
        why: what is done to it.
        new_digest: of its new payload; none where it is deleted.
    """
    if old.kind not in COUNTED:
        return
    becomes = leaf_of(old.item_id, new_digest) if new_digest is not None else None
    leaf = leaf_of(old.item_id, old.payload_digest)
    session.execute(insert(ItemChange), {"leaf": leaf, "becomes": becomes, "why": why})


def note_deletion(session: Session, case_number: str, why: Why) -> None:
    """Say that all items of a case are deleted by the rules, before they are.

    Args:
        session: the transaction of the intake zone that deletes them.
        case_number: whose.
        why: by which rule.
    """
    query = select(SealedItem.item_id, SealedItem.payload_digest)
    own = (SealedItem.case_number == case_number, SealedItem.kind.in_(COUNTED))
    rows = [
        {"leaf": leaf_of(item_id, digest), "becomes": None, "why": why}
        for item_id, digest in session.execute(query.where(*own))
    ]
    if rows:
        session.execute(insert(ItemChange), rows)


def list_changes_of(session: Session, leaves: Collection[bytes]) -> list[ItemChange]:
    """What became of items, by what stood for them."""
    wanted = sorted(leaves)
    found: list[ItemChange] = []
    for start in range(0, len(wanted), _IDS_A_QUERY):
        part = wanted[start : start + _IDS_A_QUERY]
        found += session.scalars(select(ItemChange).where(ItemChange.leaf.in_(part)))
    return found


def find_newest_figure(session: Session) -> DailyFigure | None:
    """The figure of the last day that has one."""
    return session.scalar(select(DailyFigure).order_by(DailyFigure.day.desc()).limit(1))


def find_figure(session: Session, day: date) -> DailyFigure | None:
    """The figure of one day."""
    return session.get(DailyFigure, day)


def find_first_day(session: Session) -> date | None:
    """The first day on which something arrived that is still there."""
    return session.scalar(select(func.min(SealedItem.day)))


def add_figures(session: Session, figures: Iterable[DailyFigure]) -> None:
    """Add figures, each of a later day than all that are there."""
    for figure in figures:
        session.add(figure)
        session.flush()


def list_figures_before(session: Session, day: date | None, limit: int) -> Sequence[DailyFigure]:
    """Figures of days before one, the newest first."""
    query = select(DailyFigure).order_by(DailyFigure.day.desc()).limit(limit)
    return session.scalars(query.where(DailyFigure.day < day) if day else query).all()


def list_figures_after(session: Session, day: date | None, limit: int) -> Sequence[DailyFigure]:
    """Figures of days after one, the oldest first."""
    query = select(DailyFigure).order_by(DailyFigure.day).limit(limit)
    return session.scalars(query.where(DailyFigure.day > day) if day else query).all()
