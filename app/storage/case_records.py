"""The office's sealed case records: read for one organ, replaced whole, never edited in place."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, delete, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from app.storage.casework import CaseRecord, RecordHeader
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


def list_held_records(session: Session, organ_id: str) -> list[HeldRecord]:
    """All records that an organ can open."""
    return [HeldRecord(*row) for row in session.execute(_held_by(organ_id))]


def find_held_record(session: Session, organ_id: str, case_number: str) -> HeldRecord | None:
    """The record of a case, where the organ holds it."""
    if "\0" in case_number:
        # PostgreSQL's text holds none, and refuses to look for it.
        return None
    row = session.execute(
        _held_by(organ_id).where(CaseRecord.case_number == case_number)
    ).one_or_none()
    return HeldRecord(*row) if row else None


def list_recorded_case_numbers(session: Session) -> set[str]:
    """The numbers of all cases that have a record, whoever holds them."""
    return set(session.scalars(select(CaseRecord.case_number)))


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


def drop_record(session: Session, old: HeldRecord) -> None:
    """Destroy a record as it was read, with every header.

    Raises:
        StaleCaseError: another version came between.
    """
    session.execute(delete(RecordHeader).where(RecordHeader.case_number == old.case_number))
    dropped = session.execute(
        delete(CaseRecord).where(
            CaseRecord.case_number == old.case_number, CaseRecord.version == old.version
        )
    )
    if not isinstance(dropped, CursorResult) or dropped.rowcount != 1:
        raise StaleCaseError(old.case_number)


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
