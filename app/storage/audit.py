"""The audit log: append-only, each entry bound to the one before by its hash."""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Final, NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.storage.casework import AuditEntry
from app.storage.database import Database
from app.storage.moments import in_utc

BEFORE_THE_FIRST: Final = bytes(32)
"""What the first entry holds in the place of a hash."""
_ENCODE: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_PAGE: Final = 5_000
"""Entries read at once: the memory that a walk takes does not grow with the log."""


class Entry(NamedTuple):
    """One entry as it was read."""

    sequence: int
    at: datetime
    account: str
    act: str
    case_number: str
    detail: str
    previous_hash: bytes
    entry_hash: bytes


def append_entry(
    session: Session,
    *,
    at: datetime,
    account: str,
    act: str,
    case_number: str = "",
    detail: str = "",
) -> None:
    """Add one act to the log, inside the transaction of the act itself.

    Args:
        session: a writing transaction of the casework zone.
        at: the moment, aware; kept to the second.
        account: who acted.
        act: what was done, one of the program's own words.
        case_number: to which case; empty where to none.
        detail: ids, counts, codes; never a word of a report.
    """
    hold_log(session)
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1))
    entry = AuditEntry(
        sequence=last.sequence + 1 if last else 1,
        # What is finer would not be under the hash.
        at=in_utc(at).replace(microsecond=0),
        account=account,
        act=act,
        case_number=case_number,
        detail=detail,
        previous_hash=last.entry_hash if last else BEFORE_THE_FIRST,
    )
    entry.entry_hash = entry_hash(entry)
    session.add(entry)
    session.flush()


def list_entries_of(
    session: Session, account: str, *, before: int | None, limit: int
) -> list[AuditEntry]:
    """What one account did, newest first.

    Args:
        session: a transaction of the casework zone.
        account: whose acts.
        before: only entries older than this number.
        limit: how many at most.
    """
    wanted = select(AuditEntry).where(AuditEntry.account == account)
    if before is not None:
        wanted = wanted.where(AuditEntry.sequence < before)
    return list(session.scalars(wanted.order_by(AuditEntry.sequence.desc()).limit(limit)))


def find_last_entry(
    session: Session, account: str, act: str, before: datetime
) -> AuditEntry | None:
    """The newest entry of one account and act from before a moment."""
    return session.scalar(
        select(AuditEntry)
        .where(AuditEntry.account == account, AuditEntry.act == act, AuditEntry.at < before)
        .order_by(AuditEntry.sequence.desc())
        .limit(1)
    )


def entry_hash(entry: AuditEntry | Entry) -> bytes:
    """SHA-256 over an entry's canonical JSON, the hash of the entry before included."""
    return hash_at(entry.sequence, _after_its_place(entry))


def find_place(entry: Entry, near: int, last: int) -> int | None:
    """The sequence under which an entry has the hash that stands with it; None where under none.

    Args:
        entry: one that has another hash where it stands.
        near: where to look first.
        last: how far to look.
    """
    rest = _after_its_place(entry)
    candidates = (near, *range(1, last + 1))
    return next((at for at in candidates if hash_at(at, rest) == entry.entry_hash), None)


def hash_at(sequence: int, rest: bytes) -> bytes:
    """The hash that an entry has at a place."""
    return sha256(b"[%d," % sequence + rest).digest()


def hold_log(session: Session) -> None:
    """Let nobody else write to the log before the transaction ends."""
    # SQLite's writer holds the only write lock already.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE audit_entries IN SHARE ROW EXCLUSIVE MODE"))


def last_sequence(session: Session) -> int:
    """The number of the newest entry; 0 where there is none."""
    return session.scalar(select(func.max(AuditEntry.sequence))) or 0


def list_entries_after(session: Session, sequence: int, limit: int | None = None) -> list[Entry]:
    """The entries behind one, in their order."""
    query = select(*AuditEntry.__table__.c).where(AuditEntry.sequence > sequence)
    rows = session.execute(query.order_by(AuditEntry.sequence).limit(limit))
    return [Entry(*row) for row in rows]


def read_entries_after(casework: Database, sequence: int) -> Iterator[Entry]:
    """The same, in short transactions, so that a walk over a long log keeps nobody waiting."""
    while True:
        with casework.read() as session:
            page = list_entries_after(session, sequence, _PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        sequence = page[-1].sequence


def _after_its_place(entry: AuditEntry | Entry) -> bytes:
    values = [
        int(in_utc(entry.at).timestamp()),
        entry.account,
        entry.act,
        entry.case_number,
        entry.detail,
        entry.previous_hash.hex(),
    ]
    return _ENCODE(values).encode()[1:]
