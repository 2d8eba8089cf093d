"""The office's sealed case records: read for one organ, replaced whole, never edited in place."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Select, and_, delete, func, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app.storage.casework import CaseRecord, RecordChange, RecordHeader
from app.storage.organ_keys import find_live_generations


class StaleCaseError(Exception):
    """Somebody else changed the record since it was read: read it again."""


@dataclass(frozen=True, slots=True)
class SealedHeader:
    """The header by which one organ opens a record."""

    organ_id: str
    key_generation: int
    header: bytes


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """A sealed record with the header that one organ opens it by."""

    case_number: str
    owner: str
    """The organ whose record it is."""
    version: int
    payload: bytes
    header: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """That the record by which an organ knows a case was written, or is no more."""

    case_number: str
    changed: int
    version: int | None
    """As it is now; None where the organ holds none any more."""


_AT_ONCE = 500


def list_changes(session: Session, organ_id: str, since: int) -> list[Change]:
    """Which of an organ's records were written since a count, that one included, in their order."""
    mine = and_(
        RecordHeader.case_number == RecordChange.case_number, RecordHeader.organ_id == organ_id
    )
    same = and_(
        CaseRecord.case_number == RecordHeader.case_number, CaseRecord.owner == RecordHeader.owner
    )
    query = (
        select(RecordChange.case_number, RecordChange.changed, CaseRecord.version)
        .outerjoin(RecordHeader, mine)
        .outerjoin(CaseRecord, same)
        .where(RecordChange.organ_id == organ_id, RecordChange.changed >= since)
        .order_by(RecordChange.changed)
    )
    return [Change(*row) for row in session.execute(query)]


def list_held_records(
    session: Session, organ_id: str, case_numbers: Collection[str]
) -> list[HeldRecord]:
    """The records of these cases that an organ can open."""
    return [
        HeldRecord(*row)
        for piece in _pieces(case_numbers)
        for row in session.execute(_held_by(organ_id).where(CaseRecord.case_number.in_(piece)))
    ]


def list_digests(
    session: Session, organ_id: str, case_numbers: Collection[str]
) -> dict[str, tuple[int, bytes]]:
    """Version and SHA-256 of the sealed records of these cases, where the organ holds them."""
    return {
        row.case_number: (row.version, sha256(row.payload).digest())
        for piece in _pieces(case_numbers)
        for row in session.execute(_held_by(organ_id).where(CaseRecord.case_number.in_(piece)))
    }


def find_held_record(session: Session, organ_id: str, case_number: str) -> HeldRecord | None:
    """The record of a case, where the organ holds it."""
    if "\0" in case_number:
        # PostgreSQL's text holds none, and refuses to look for it.
        return None
    row = session.execute(
        _held_by(organ_id).where(CaseRecord.case_number == case_number)
    ).one_or_none()
    return HeldRecord(*row) if row else None


def list_recorded(session: Session, organ_id: str, case_numbers: Collection[str]) -> set[str]:
    """Of which of these cases an organ can open a record: they were opened."""
    return {
        number
        for piece in _pieces(case_numbers)
        for number in session.scalars(
            select(RecordHeader.case_number).where(
                RecordHeader.organ_id == organ_id, RecordHeader.case_number.in_(piece)
            )
        )
    }


def list_record_owners(session: Session, case_number: str) -> set[str]:
    """The organs that have a record of a case of their own."""
    query = select(CaseRecord.owner).where(CaseRecord.case_number == case_number)
    return set(session.scalars(query))


def add_record(
    session: Session, case_number: str, owner: str, payload: bytes, headers: Iterable[SealedHeader]
) -> None:
    """Begin an organ's record of a case.

    Raises:
        StaleCaseError: one of the keys that it was sealed to is gone by now.
    """
    row = CaseRecord(case_number=case_number, owner=owner, version=1, payload=payload)
    session.add(row)
    session.flush()
    _add_headers(session, case_number, owner, headers)
    note_change(session, case_number)


def note_change(session: Session, case_number: str, *, besides: Collection[str] = ()) -> None:
    """Say that a record of a case was written, or deleted, in this transaction.

    Two that meet may get the same count, and a later one may be seen first: who reads on looks at
    the last few hundred again, which costs nothing.

    Args:
        session: a transaction of the casework zone.
        case_number: whose record.
        besides: the organs that could open one before; beside those that can now.
    """
    query = select(RecordHeader.organ_id).where(RecordHeader.case_number == case_number)
    for organ_id in {*session.scalars(query), *besides}:
        counts = select(func.max(RecordChange.changed)).where(RecordChange.organ_id == organ_id)
        last = session.scalar(counts) or 0
        change = RecordChange(case_number=case_number, organ_id=organ_id, changed=last + 1)
        session.merge(change)
    session.flush()


def _organs_of(session: Session, case_number: str) -> list[str]:
    query = select(RecordHeader.organ_id).where(RecordHeader.case_number == case_number)
    return list(session.scalars(query))


def replace_record(
    session: Session, old: HeldRecord, payload: bytes, headers: Iterable[SealedHeader]
) -> None:
    """Put a new version of a record in the place of the one that was read.

    Raises:
        StaleCaseError: another version came between, or one of the keys is gone by now.
    """
    changed = session.execute(
        update(CaseRecord)
        .where(CaseRecord.case_number == old.case_number, CaseRecord.owner == old.owner)
        .where(CaseRecord.version == old.version)
        .values(version=old.version + 1, payload=payload)
    )
    if not isinstance(changed, CursorResult) or changed.rowcount != 1:
        raise StaleCaseError(old.case_number)
    before = _organs_of(session, old.case_number)
    session.execute(
        delete(RecordHeader).where(
            RecordHeader.case_number == old.case_number, RecordHeader.owner == old.owner
        )
    )
    _add_headers(session, old.case_number, old.owner, headers)
    note_change(session, old.case_number, besides=before)


def _pieces(case_numbers: Collection[str]) -> Iterable[list[str]]:
    wanted = list(case_numbers)
    return (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))


def drop_record(session: Session, old: HeldRecord) -> None:
    """Destroy a record as it was read, with every header.

    Raises:
        StaleCaseError: another version came between.
    """
    before = _organs_of(session, old.case_number)
    this = (RecordHeader.case_number == old.case_number, RecordHeader.owner == old.owner)
    session.execute(delete(RecordHeader).where(*this))
    dropped = session.execute(
        delete(CaseRecord)
        .where(CaseRecord.case_number == old.case_number, CaseRecord.owner == old.owner)
        .where(CaseRecord.version == old.version)
    )
    if not isinstance(dropped, CursorResult) or dropped.rowcount != 1:
        raise StaleCaseError(old.case_number)
    note_change(session, old.case_number, besides=before)


def drop_other_records(session: Session, case_number: str, owner: str) -> None:
    """Forget what organs but one have of a case in records of their own."""
    before = _organs_of(session, case_number)
    for table in (RecordHeader, CaseRecord):
        session.execute(delete(table).where(table.case_number == case_number, table.owner != owner))
    note_change(session, case_number, besides=before)


def _add_headers(
    session: Session, case_number: str, owner: str, headers: Iterable[SealedHeader]
) -> None:
    rows = [
        RecordHeader(
            case_number=case_number,
            organ_id=one.organ_id,
            owner=owner,
            key_generation=one.key_generation,
            header=one.header,
        )
        for one in headers
    ]
    session.add_all(rows)
    session.flush()
    # After they were written: a key is deleted only once all who had written have committed.
    live = find_live_generations(session, {row.organ_id for row in rows})
    if any(r.key_generation not in live.get(r.organ_id, {r.key_generation}) for r in rows):
        raise StaleCaseError(case_number)


def _held_by(organ_id: str) -> Select[str, str, int, bytes, bytes]:
    return (
        select(
            CaseRecord.case_number,
            CaseRecord.owner,
            CaseRecord.version,
            CaseRecord.payload,
            RecordHeader.header,
        )
        .join(
            RecordHeader,
            (RecordHeader.case_number == CaseRecord.case_number)
            & (RecordHeader.owner == CaseRecord.owner),
        )
        .where(RecordHeader.organ_id == organ_id)
    )
