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
class HeldRecord:
    """A sealed record with the header that one organ opens it by."""

    case_number: str
    version: int
    payload: bytes
    header: bytes


@dataclass(frozen=True, slots=True)
class Change:
    """That a record was written, or is no more."""

    case_number: str
    changed: int
    version: int | None
    """As it is now; None where the organ does not hold it (any more)."""
    deleted: bool = False
    """There is no record at all any more."""


_AT_ONCE = 500


def list_changes(session: Session, organ_id: str, since: int) -> list[Change]:
    """Whose records were written since a count of changes, that one included, in their order.

    Of every case: one that the organ holds no more is among them, and one that it never held.
    """
    mine = and_(
        RecordHeader.case_number == RecordChange.case_number, RecordHeader.organ_id == organ_id
    )
    query = (
        select(
            RecordChange.case_number,
            RecordChange.changed,
            CaseRecord.version,
            RecordHeader.organ_id,
        )
        .outerjoin(CaseRecord, CaseRecord.case_number == RecordChange.case_number)
        .outerjoin(RecordHeader, mine)
        .where(RecordChange.changed >= since)
        .order_by(RecordChange.changed)
    )
    return [
        Change(number, changed, version if holder else None, version is None)
        for number, changed, version, holder in session.execute(query)
    ]


def list_held_records(
    session: Session, organ_id: str, case_numbers: Collection[str]
) -> list[HeldRecord]:
    """The records of these cases that an organ can open."""
    return [
        HeldRecord(*row)
        for piece in _pieces(case_numbers)
        for row in session.execute(_held_by(organ_id).where(CaseRecord.case_number.in_(piece)))
    ]


def list_record_holders(session: Session, case_numbers: Collection[str]) -> dict[str, list[str]]:
    """Which organs hold the records of these cases, in the order of their ids."""
    holders: dict[str, list[str]] = {}
    for piece in _pieces(case_numbers):
        query = select(RecordHeader.case_number, RecordHeader.organ_id).where(
            RecordHeader.case_number.in_(piece)
        )
        for number, organ_id in session.execute(query.order_by(RecordHeader.organ_id)):
            holders.setdefault(number, []).append(organ_id)
    return holders


def list_digests(
    session: Session, organ_id: str, case_numbers: Collection[str]
) -> dict[str, tuple[int, bytes]]:
    """Version and SHA-256 of the sealed records of these cases, where the organ holds them."""
    return {
        row.case_number: (row.version, sha256(row.payload).digest())
        for piece in _pieces(case_numbers)
        for row in session.execute(_held_by(organ_id).where(CaseRecord.case_number.in_(piece)))
    }


def find_version(session: Session, case_number: str) -> int | None:
    """The version of a case's record."""
    return session.scalar(select(CaseRecord.version).where(CaseRecord.case_number == case_number))


def find_held_record(session: Session, organ_id: str, case_number: str) -> HeldRecord | None:
    """The record of a case, where the organ holds it."""
    if "\0" in case_number:
        # PostgreSQL's text holds none, and refuses to look for it.
        return None
    row = session.execute(
        _held_by(organ_id).where(CaseRecord.case_number == case_number)
    ).one_or_none()
    return HeldRecord(*row) if row else None


def list_recorded(session: Session, case_numbers: Collection[str]) -> set[str]:
    """Which of these cases have a record, whoever holds it: they were opened."""
    return {
        number
        for piece in _pieces(case_numbers)
        for number in session.scalars(
            select(CaseRecord.case_number).where(CaseRecord.case_number.in_(piece))
        )
    }


def add_record(
    session: Session, case_number: str, payload: bytes, headers: Iterable[RecordHeader]
) -> None:
    """Begin the record of a case.

    Raises:
        StaleCaseError: one of the keys that it was sealed to is gone by now.
    """
    session.add(CaseRecord(case_number=case_number, version=1, payload=payload))
    session.flush()
    _add_headers(session, case_number, headers)
    note_change(session, case_number)


def note_change(session: Session, case_number: str) -> None:
    """Say that a case's record was written, or deleted, in this transaction.

    Two that meet may get the same count, and a later one may be seen first: who reads on looks at
    the last few hundred again, which costs nothing.
    """
    last = session.scalar(select(func.max(RecordChange.changed))) or 0
    session.merge(RecordChange(case_number=case_number, changed=last + 1))
    session.flush()


def replace_record(
    session: Session, old: HeldRecord, payload: bytes, headers: Iterable[RecordHeader]
) -> None:
    """Put a new version of a record in the place of the one that was read.

    Raises:
        StaleCaseError: another version came between, or one of the keys is gone by now.
    """
    changed = session.execute(
        update(CaseRecord)
        .where(CaseRecord.case_number == old.case_number, CaseRecord.version == old.version)
        .values(version=old.version + 1, payload=payload)
    )
    if not isinstance(changed, CursorResult) or changed.rowcount != 1:
        raise StaleCaseError(old.case_number)
    session.execute(delete(RecordHeader).where(RecordHeader.case_number == old.case_number))
    _add_headers(session, old.case_number, headers)
    note_change(session, old.case_number)


def _pieces(case_numbers: Collection[str]) -> Iterable[list[str]]:
    wanted = list(case_numbers)
    return (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))


def _add_headers(session: Session, case_number: str, headers: Iterable[RecordHeader]) -> None:
    headers = list(headers)
    session.add_all(headers)
    session.flush()
    # After they were written: a key is deleted only once all who had written have committed.
    live = find_live_generations(session, {header.organ_id for header in headers})
    if any(h.key_generation not in live.get(h.organ_id, {h.key_generation}) for h in headers):
        raise StaleCaseError(case_number)


def _held_by(organ_id: str) -> Select[str, int, bytes, bytes]:
    return (
        select(CaseRecord.case_number, CaseRecord.version, CaseRecord.payload, RecordHeader.header)
        .join(RecordHeader, RecordHeader.case_number == CaseRecord.case_number)
        .where(RecordHeader.organ_id == organ_id)
    )
