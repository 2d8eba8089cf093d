"""The archive while an organ's key is exchanged: what only its older keys open, a batch at a time.

Four tables hold headers for organs. Each is gone through by its key, so that no more than a batch
is ever in memory, and each header is replaced only where it still is what was read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.settings import Zone
from app.storage.case_records import StaleCaseError
from app.storage.casework import CaseRecord, IndexKey, OrganNote, RecordHeader, Recusal
from app.storage.intake import ItemHeader, ItemKind, SealedItem


@dataclass(frozen=True, slots=True)
class HeaderTable:
    """A table with headers for organs."""

    zone: Zone
    row: type[ItemHeader | RecordHeader | Recusal | OrganNote | IndexKey]
    row_id: InstrumentedAttribute[str]
    organ_id: InstrumentedAttribute[str]

    def older(self, organ_id: str, generation: int) -> ColumnElement[bool]:
        """The rows that only keys older than a generation open."""
        return and_(self.organ_id == organ_id, self.row.key_generation < generation)


ITEM_HEADERS: Final = HeaderTable("intake", ItemHeader, ItemHeader.item_id, ItemHeader.holder)
RECORD_HEADERS: Final = HeaderTable(
    "casework", RecordHeader, RecordHeader.case_number, RecordHeader.organ_id
)
RECUSALS: Final = HeaderTable("casework", Recusal, Recusal.recusal_id, Recusal.organ_id)
ORGAN_NOTES: Final = HeaderTable("casework", OrganNote, OrganNote.note_id, OrganNote.organ_id)
INDEX_KEYS: Final = HeaderTable("casework", IndexKey, IndexKey.organ_id, IndexKey.organ_id)
SIGNED: Final = (RECUSALS, INDEX_KEYS)
"""What the key-holder signed too, and so writes anew itself."""
HEADER_TABLES: Final = (ITEM_HEADERS, RECORD_HEADERS, ORGAN_NOTES, *SIGNED)


@dataclass(frozen=True, slots=True)
class OldHeader:
    """A header of an older key: the id of its item, case, recusal or note, and its bytes."""

    row_id: str
    header: bytes


@dataclass(frozen=True, slots=True)
class CaseHeader:
    """One organ's header of one item of a case."""

    case_number: str
    item_id: str
    kind: ItemKind
    generation: int
    header: bytes


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A sealed item with every header that it has, by holder."""

    item: SealedItem
    headers: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """An organ's record of a case with every header that it has, by organ."""

    case_number: str
    owner: str
    version: int
    payload: bytes
    headers: dict[str, bytes]


@dataclass(frozen=True, slots=True)
class NewHeader:
    """A header that takes an older one's place."""

    holder: str
    generation: int
    header: bytes


def count_old_headers(session: Session, table: HeaderTable, organ_id: str, generation: int) -> int:
    """How many headers of an organ only keys older than `generation` open."""
    query = select(func.count()).where(table.older(organ_id, generation))
    return session.scalar(query) or 0


def list_old_headers(
    session: Session, table: HeaderTable, organ_id: str, generation: int, page: tuple[str, int]
) -> list[OldHeader]:
    """The next headers that only older keys open, in the order of their rows' ids.

    Args:
        session: a transaction of the table's zone.
        table: where they stand.
        organ_id: whose they are.
        generation: the key from which on they are new.
        page: the id to go on after, empty for the beginning; and how many.
    """
    after, limit = page
    query = select(table.row_id, table.row.header).where(
        table.older(organ_id, generation), table.row_id > after
    )
    rows = session.execute(query.order_by(table.row_id).limit(limit))
    return [OldHeader(row_id, header) for row_id, header in rows]


def exchange_headers(
    session: Session,
    table: HeaderTable,
    organ_id: str,
    generation: int,
    exchanged: Iterable[tuple[OldHeader, bytes]],
) -> None:
    """Put new headers in the place of old ones; who replaced one meanwhile was right to."""
    exchange = (
        update(table.row)
        .where(
            table.row_id == bindparam("row"),
            table.organ_id == organ_id,
            table.row.header == bindparam("old"),
        )
        .values(header=bindparam("new"), key_generation=generation)
    )
    rows = [{"row": old.row_id, "old": old.header, "new": new} for old, new in exchanged]
    if rows:
        # On the connection, which compiles it once for all rows.
        session.connection().execute(exchange, rows)


def hold_off_writers(session: Session, *tables: HeaderTable) -> None:
    """Wait for every transaction that has written to these tables, and let no other write.

    Until the end of this transaction. On SQLite whoever writes is alone already.
    """
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(table.row.__tablename__ for table in tables)
        session.execute(text(f"LOCK TABLE {names} IN SHARE MODE"))


def list_generations_in_use(session: Session, table: HeaderTable) -> dict[tuple[str, int], int]:
    """How many headers there are of each organ (or the reporter) and generation."""
    query = select(table.organ_id, table.row.key_generation, func.count())
    rows = session.execute(query.group_by(table.organ_id, table.row.key_generation))
    return {(organ_id, generation): count for organ_id, generation, count in rows}


def list_cases_with_old_headers(
    session: Session, organ_id: str, generation: int, page: tuple[str, int]
) -> list[str]:
    """The next cases with an item that only an organ's older keys open, in order; as above."""
    after, limit = page
    query = (
        select(SealedItem.case_number)
        .join(ItemHeader, ItemHeader.item_id == SealedItem.item_id)
        .where(ITEM_HEADERS.older(organ_id, generation), SealedItem.case_number > after)
    )
    return list(session.scalars(query.distinct().order_by(SealedItem.case_number).limit(limit)))


def list_case_headers(
    session: Session, case_numbers: Sequence[str], organ_id: str
) -> list[CaseHeader]:
    """The headers of all items of some cases for one organ."""
    query = (
        select(
            SealedItem.case_number,
            SealedItem.item_id,
            SealedItem.kind,
            ItemHeader.key_generation,
            ItemHeader.header,
        )
        .join(ItemHeader, ItemHeader.item_id == SealedItem.item_id)
        .where(SealedItem.case_number.in_(case_numbers), ItemHeader.holder == organ_id)
    )
    rows = session.execute(query.order_by(SealedItem.case_number, SealedItem.item_id))
    return [CaseHeader(*row) for row in rows]


def find_stored_item(session: Session, item_id: str) -> StoredItem | None:
    """An item with all its headers."""
    item = session.get(SealedItem, item_id)
    if item is None:
        return None
    headers = session.execute(
        select(ItemHeader.holder, ItemHeader.header).where(ItemHeader.item_id == item_id)
    )
    return StoredItem(item, dict(headers.all()))


def find_stored_record(session: Session, case_number: str, organ_id: str) -> StoredRecord | None:
    """The record of a case that an organ opens, with all its headers."""
    own = session.get(RecordHeader, (case_number, organ_id))
    if own is None:
        return None
    record = session.get_one(CaseRecord, (case_number, own.owner))
    headers = session.execute(
        select(RecordHeader.organ_id, RecordHeader.header).where(
            RecordHeader.case_number == case_number, RecordHeader.owner == own.owner
        )
    )
    return StoredRecord(case_number, own.owner, record.version, record.payload, dict(headers.all()))


def replace_item(
    session: Session, old: StoredItem, values: dict[str, Any], headers: Sequence[NewHeader]
) -> None:
    """Put a payload that was sealed anew, and all its headers, in the place of what was read.

    Args:
        session: a transaction that has locked the item's case.
        old: what was read.
        values: the columns of the new payload.
        headers: one for each holder; none where nobody shall open it.

    Raises:
        StaleCaseError: the item has another payload or other headers by now.
    """
    item_id = old.item.item_id
    changed = session.execute(
        update(SealedItem)
        .where(SealedItem.item_id == item_id, SealedItem.payload_digest == old.item.payload_digest)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    there = session.execute(
        select(ItemHeader.holder, ItemHeader.header).where(ItemHeader.item_id == item_id)
    )
    if not _changed_one(changed) or dict(there.all()) != old.headers:
        raise StaleCaseError(old.item.case_number)
    session.execute(delete(ItemHeader).where(ItemHeader.item_id == item_id))
    rows = [
        {
            "item_id": item_id,
            "holder": new.holder,
            "key_generation": new.generation,
            "header": new.header,
        }
        for new in headers
    ]
    if rows:
        session.execute(insert(ItemHeader), rows)


def _changed_one(result: object) -> bool:
    return isinstance(result, CursorResult) and result.rowcount == 1
