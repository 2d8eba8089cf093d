"""Where an organ's age headers stand: which header belongs to which case."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.storage.casework import OrganNote, RecordHeader
from app.storage.intake import ItemHeader, ItemKind, SealedItem

_AT_ONCE = 500
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
    wanted = [SealedItem.kind.in_(kinds)] if kinds else []
    return _list_headers(session, organ_id, case_numbers, *wanted)


def list_unread_headers(
    session: Session, organ_id: str, case_numbers: Collection[str]
) -> set[Place]:
    """The headers of these cases' messages that no officer has read, and of their reports.

    In a report stands the key by which its author's messages are known from forged ones; where a
    one-time code was replaced, in the exchange.
    """
    unread = (SealedItem.kind == ItemKind.MESSAGE, SealedItem.read_on.is_(None))
    messages = _list_headers(session, organ_id, case_numbers, *unread)
    numbers = {number for number, _ in messages}
    kinds = (ItemKind.REPORT, ItemKind.CODE_EXCHANGE)
    return messages | list_item_headers(session, organ_id, numbers, *kinds)


def list_read_headers(session: Session, organ_id: str, case_numbers: Collection[str]) -> set[Place]:
    """The headers of these cases' reports, replies, and messages that an officer has read."""
    return _list_headers(session, organ_id, case_numbers, was_read())


def _list_headers(
    session: Session,
    organ_id: str,
    case_numbers: Collection[str],
    *wanted: ColumnElement[bool],
) -> set[Place]:
    # Items first: asked for both at once, SQLite goes through all headers of the organ.
    query = select(SealedItem.item_id, SealedItem.case_number)
    query = query.where(SealedItem.case_number.in_(case_numbers), *wanted)
    numbers = dict(session.execute(query).all())
    headers = list_headers_of(session, organ_id, numbers)
    return {(numbers[item_id], header) for item_id, header in headers.items()}


def list_headers_of(session: Session, holder: str, item_ids: Collection[str]) -> dict[str, bytes]:
    """The headers by which a holder opens these items, by item."""
    wanted, found = list(item_ids), dict[str, bytes]()
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(ItemHeader.item_id, ItemHeader.header).where(
            ItemHeader.item_id.in_(wanted[start : start + _AT_ONCE]), ItemHeader.holder == holder
        )
        found.update(session.execute(query).all())
    return found


def was_read() -> ColumnElement[bool]:
    """What of an opened case a search looks through: no file, and no message that nobody read."""
    words = (ItemKind.REPORT, ItemKind.REPLY, ItemKind.CODE_EXCHANGE)
    read = and_(SealedItem.kind == ItemKind.MESSAGE, SealedItem.read_on.is_not(None))
    return or_(SealedItem.kind.in_(words), read)
