"""The log a page at a time: found by sequence, so that the millionth page costs as the first.

Asked for all accounts of an organ at once, a database collects and sorts half the log first; so
each account's page is fetched by itself, along the index of accounts, and the pages are joined.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Select, UnaryExpression, select
from sqlalchemy.orm import Session

from app.storage.audit import Entry, last_sequence
from app.storage.casework import AuditEntry, Officer

_ROOM: Final = 1_000
"""Entries beyond the first and last of some days that are looked at too."""


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
    first, last = _bounds(session, question)
    last = last if before is None else min(last, before - 1)
    order = AuditEntry.sequence.desc()
    found = _each(session, question, (first, last), order, limit)
    return sorted(found, reverse=True)[:limit]


def list_oldest_after(
    session: Session, question: LogQuestion, after: int, limit: int
) -> list[Entry]:
    """Entries of a higher sequence than one, the oldest first."""
    first, last = _bounds(session, question)
    place = (max(first, after + 1), last)
    found = _each(session, question, place, AuditEntry.sequence.asc(), limit)
    return sorted(found)[:limit]


def _each(
    session: Session,
    question: LogQuestion,
    place: tuple[int, int],
    order: UnaryExpression[int],
    limit: int,
) -> list[Entry]:
    """A page of every account that is asked for: each is a short way along an index."""
    query = _asked(question).where(AuditEntry.sequence.between(*place))
    query = query.order_by(order).limit(limit)
    accounts = _accounts(session, question)
    if question.act or question.case_number:
        # Of these there are few, or a page is soon full.
        rows = session.execute(query.where(AuditEntry.account.in_(accounts)))
        return [Entry(*row) for row in rows]
    return [
        Entry(*row)
        for account in accounts
        for row in session.execute(query.where(AuditEntry.account == account))
    ]


def _accounts(session: Session, question: LogQuestion) -> list[str]:
    accounts = [account for account, _name in list_accounts_of(session, question.organ_id)]
    if question.account:
        return [question.account] if question.account in accounts else []
    return [*accounts, ""] if question.of_nobody else accounts


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


def _bounds(session: Session, question: LogQuestion) -> tuple[int, int]:
    """Between which sequences the days that are asked for lie, with some room on both sides.

    Moments rise with the numbers, but for entries that were written at once, or a clock that was
    set back: what lies further off than the room is found without days.
    """
    last = last_sequence(session)
    first = 1
    if question.since is not None:
        first = max(_first_from(session, question.since, last) - _ROOM, 1)
    if question.until is not None:
        last = min(_first_from(session, question.until, last) + _ROOM, last)
    return first, last


def _first_from(session: Session, moment: datetime, last: int) -> int:
    query = select(AuditEntry.sequence).where(AuditEntry.at >= moment.astimezone(UTC))
    return session.scalar(query.order_by(AuditEntry.at).limit(1)) or last


def _asked(question: LogQuestion) -> Select[Any]:
    query = select(*AuditEntry.__table__.c)
    if question.act:
        query = query.where(AuditEntry.act == question.act)
    if question.case_number:
        query = query.where(AuditEntry.case_number == question.case_number)
    if question.since is not None:
        query = query.where(AuditEntry.at >= question.since.astimezone(UTC))
    if question.until is not None:
        query = query.where(AuditEntry.at < question.until.astimezone(UTC))
    return query
