"""The audit log: append-only, each entry bound to the one before by its hash."""

import json
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.storage.casework import AuditEntry
from app.storage.moments import in_utc

_FIRST = bytes(32)


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
        at: the moment, aware.
        account: who acted.
        act: what was done, one of the program's own words.
        case_number: to which case; empty where to none.
        detail: ids, counts, codes; never a word of a report.
    """
    _wait_for_other_writers(session)
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1))
    entry = AuditEntry(
        sequence=last.sequence + 1 if last else 1,
        at=in_utc(at),
        account=account,
        act=act,
        case_number=case_number,
        detail=detail,
        previous_hash=last.entry_hash if last else _FIRST,
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


def entry_hash(entry: AuditEntry) -> bytes:
    """SHA-256 over an entry's canonical JSON, the hash of the entry before included."""
    values = [
        entry.sequence,
        int(in_utc(entry.at).timestamp()),
        entry.account,
        entry.act,
        entry.case_number,
        entry.detail,
        entry.previous_hash.hex(),
    ]
    return sha256(json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()).digest()


def _wait_for_other_writers(session: Session) -> None:
    # SQLite's writer holds the only write lock already.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE audit_entries IN SHARE ROW EXCLUSIVE MODE"))
