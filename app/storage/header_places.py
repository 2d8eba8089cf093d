"""Where an organ's age headers stand: which header belongs to which case."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.storage.casework import OrganNote, RecordHeader
from app.storage.intake import ItemHeader, ItemKind, SealedItem

Place = tuple[str, bytes]
"""A case number, and an age header of that case."""


def list_record_headers(
    session: Session, organ_id: str, case_numbers: Collection[str]
) -> set[Place]:
    """The headers of these cases' records for an organ, in the casework zone."""
    query = select(RecordHeader.case_number, RecordHeader.header).where(
        RecordHeader.organ_id == organ_id, RecordHeader.case_number.in_(case_numbers)
    )
    return {(number, header) for number, header in session.execute(query)}


def list_note_headers(session: Session, organ_id: str, case_numbers: Collection[str]) -> set[Place]:
    """The headers of notes about these cases that wait for an organ, in the casework zone."""
    query = select(OrganNote.case_number, OrganNote.header).where(
        OrganNote.organ_id == organ_id, OrganNote.case_number.in_(case_numbers)
    )
    return {(number, header) for number, header in session.execute(query)}


def list_item_headers(
    session: Session, organ_id: str, case_numbers: Collection[str], *kinds: ItemKind
) -> set[Place]:
    """The headers of these cases' items of the given kinds (or all) for an organ, in intake."""
    query = (
        select(SealedItem.case_number, ItemHeader.header)
        .join(ItemHeader, ItemHeader.item_id == SealedItem.item_id)
        .where(ItemHeader.holder == organ_id, SealedItem.case_number.in_(case_numbers))
    )
    if kinds:
        query = query.where(SealedItem.kind.in_(kinds))
    return {(number, header) for number, header in session.execute(query)}


def list_unread_headers(
    session: Session, organ_id: str, case_numbers: Collection[str]
) -> set[Place]:
    """The headers of these cases' messages that no officer has read, and of their reports.

    In a report stands the key by which its author's messages are known from forged ones.
    """
    query = (
        select(SealedItem.case_number, ItemHeader.header)
        .join(ItemHeader, ItemHeader.item_id == SealedItem.item_id)
        .where(ItemHeader.holder == organ_id, SealedItem.case_number.in_(case_numbers))
        .where(SealedItem.kind == ItemKind.MESSAGE, SealedItem.read_on.is_(None))
    )
    messages = {(number, header) for number, header in session.execute(query)}
    numbers = {number for number, _ in messages}
    return messages | list_item_headers(session, organ_id, numbers, ItemKind.REPORT)


def list_read_headers(session: Session, organ_id: str, case_numbers: Collection[str]) -> set[Place]:
    """The headers of these cases' reports, replies, and messages that an officer has read."""
    query = (
        select(SealedItem.case_number, ItemHeader.header)
        .join(ItemHeader, ItemHeader.item_id == SealedItem.item_id)
        .where(ItemHeader.holder == organ_id, SealedItem.case_number.in_(case_numbers))
        .where(was_read())
    )
    return {(number, header) for number, header in session.execute(query)}


def was_read() -> ColumnElement[bool]:
    """What of an opened case a search looks through: no file, and no message that nobody read."""
    words = (ItemKind.REPORT, ItemKind.REPLY)
    read = and_(SealedItem.kind == ItemKind.MESSAGE, SealedItem.read_on.is_not(None))
    return or_(SealedItem.kind.in_(words), read)
