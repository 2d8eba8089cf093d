"""The log a page at a time: found by sequence, so that the millionth page costs as the first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.storage.audit import Entry
from app.storage.casework import AuditEntry, Officer


@dataclass(frozen=True, slots=True)
class LogQuestion:
    """Which entries are asked for; what is empty asks nothing."""

    organ_id: str
    """Whose officers' acts."""
    of_nobody: bool
    """Also what the program did by itself, or nobody known by name."""
    account: str = ""
    act: str = ""
    case_number: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """From the first moment up to, and without, the last; aware."""


def list_newest_before(
    session: Session, question: LogQuestion, before: int | None, limit: int
) -> list[Entry]:
    """Entries of a lower sequence than one, the newest first."""
    query = _asked(question).order_by(AuditEntry.sequence.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.sequence < before)
    return [Entry(*row) for row in session.execute(query)]


def list_oldest_after(
    session: Session, question: LogQuestion, after: int, limit: int
) -> list[Entry]:
    """Entries of a higher sequence than one, the oldest first."""
    query = _asked(question).where(AuditEntry.sequence > after)
    rows = session.execute(query.order_by(AuditEntry.sequence).limit(limit))
    return [Entry(*row) for row in rows]


def find_newest_of(session: Session, acts: Collection[str]) -> Entry | None:
    """The newest entry of some acts, whoever did them."""
    query = select(*AuditEntry.__table__.c).where(AuditEntry.act.in_(acts))
    row = session.execute(query.order_by(AuditEntry.sequence.desc()).limit(1)).one_or_none()
    return Entry(*row) if row else None


def list_details_of(session: Session, act: str, account: str) -> list[str]:
    """What the log says beside an act of an account, each time."""
    query = select(AuditEntry.detail).where(AuditEntry.act == act, AuditEntry.account == account)
    return list(session.scalars(query))


def list_accounts_of(session: Session, organ_id: str) -> list[tuple[str, str]]:
    """Accounts and names of an organ, of those too who were removed."""
    query = select(Officer.account, Officer.name).where(Officer.organ_id == organ_id)
    return [(account, name) for account, name in session.execute(query.order_by(Officer.account))]


def _asked(question: LogQuestion) -> Select[Any]:
    accounts = select(Officer.account).where(Officer.organ_id == question.organ_id)
    theirs = AuditEntry.account.in_(accounts)
    query = select(*AuditEntry.__table__.c)
    query = query.where(or_(theirs, AuditEntry.account == "") if question.of_nobody else theirs)
    for column, value in (
        (AuditEntry.account, question.account),
        (AuditEntry.act, question.act),
        (AuditEntry.case_number, question.case_number),
    ):
        if value:
            query = query.where(column == value)
    if question.since is not None:
        query = query.where(AuditEntry.at >= question.since.astimezone(UTC))
    if question.until is not None:
        query = query.where(AuditEntry.at < question.until.astimezone(UTC))
    return query
