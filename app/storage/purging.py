"""Destroy what a case holds and keep a stub: rows of both zones, names of payload files."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.storage.casework import PurgedCase
from app.storage.figures import Why, note_deletion
from app.storage.intake import (
    Case,
    CaseHolder,
    CodeState,
    ItemHeader,
    ItemKind,
    PublicWordChange,
    SealedItem,
)


def count_unread(session: Session, case_number: str) -> int:
    """How many of a reporter's messages no officer has read."""
    query = select(func.count()).where(
        SealedItem.case_number == case_number,
        SealedItem.kind == ItemKind.MESSAGE,
        SealedItem.read_on.is_(None),
    )
    return session.scalar(query) or 0


def destroy_content(session: Session, case_number: str) -> list[str]:
    """Drop every item, header and holder of a case, and all that was said but the last word.

    The case's own row stays, so that its reporter finds out; the recipient in it goes.

    Returns:
        The payload files that no row names any more: delete them once this has committed.
    """
    # So that the superior, whose figures counted them, reads that they were not lost.
    note_deletion(session, case_number, Why.PURGED)
    items = select(SealedItem.item_id).where(SealedItem.case_number == case_number)
    files = list(
        session.scalars(
            select(SealedItem.payload_id).where(
                SealedItem.case_number == case_number, SealedItem.payload_id.is_not(None)
            )
        )
    )
    session.execute(delete(ItemHeader).where(ItemHeader.item_id.in_(items)))
    # Attachments first: they name the item that they belong to.
    own = SealedItem.case_number == case_number
    session.execute(delete(SealedItem).where(own, SealedItem.parent_id.is_not(None)))
    session.execute(delete(SealedItem).where(own))
    session.execute(delete(CaseHolder).where(CaseHolder.case_number == case_number))
    session.execute(
        # Nothing is left of it that a new code could open.
        update(Case)
        .where(Case.case_number == case_number)
        .values(reporter_recipient="", code_state=CodeState.OWN)
    )
    _forget_words(session, case_number)
    return [file for file in files if file is not None]


def add_stub(session: Session, stub: PurgedCase) -> None:
    """Keep what is left of a case."""
    session.add(stub)
    session.flush()


def _forget_words(session: Session, case_number: str) -> None:
    said = PublicWordChange.case_number == case_number
    newest = session.scalar(select(func.max(PublicWordChange.shown_from)).where(said))
    session.execute(delete(PublicWordChange).where(said, PublicWordChange.shown_from != newest))
