"""Officers' addresses, and notices on their way: rows that wait until they are sent."""

import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.storage.casework import MailAddress, Officer, OutgoingMail

KEPT_DAYS = 30
"""How long a row says that something was told; then the same number may be told anew."""


def find_address(session: Session, account: str) -> MailAddress | None:
    """Where an officer gets notices."""
    return session.get(MailAddress, account)


def put_address(session: Session, account: str, address: str, language: str) -> None:
    """Say where an officer gets notices; an empty address is none."""
    if address:
        session.merge(MailAddress(account=account, address=address, language=language))
        return
    session.execute(delete(MailAddress).where(MailAddress.account == account))


def list_reachable(session: Session, organ_id: str) -> list[Officer]:
    """The officers of an organ who have an address."""
    query = select(Officer).join(MailAddress, MailAddress.account == Officer.account)
    query = query.where(Officer.organ_id == organ_id, Officer.removed_on.is_(None))
    return list(session.scalars(query.order_by(Officer.account)))


def list_told_on(
    session: Session, day: date, accounts: Collection[str]
) -> set[tuple[str, str, int]]:
    """What was told to accounts on a day, or waits: account, kind, count."""
    query = select(OutgoingMail.account, OutgoingMail.kind, OutgoingMail.count)
    query = query.where(OutgoingMail.day == day, OutgoingMail.account.in_(accounts))
    return {(account, kind, count) for account, kind, count in session.execute(query)}


def add_mails(
    session: Session, told: Iterable[tuple[str, str, int]], day: date, now: datetime
) -> None:
    """Put notices on their way: account, kind, count."""
    session.add_all(
        OutgoingMail(
            mail_id=secrets.token_hex(16),
            account=account,
            kind=kind,
            day=day,
            count=count,
            next_try_at=now,
        )
        for account, kind, count in told
    )
    session.flush()


def list_due(session: Session, now: datetime, limit: int) -> list[OutgoingMail]:
    """What is to be tried now, the oldest first."""
    query = select(OutgoingMail).where(OutgoingMail.next_try_at <= now)
    return list(session.scalars(query.order_by(OutgoingMail.next_try_at).limit(limit)))


def note_try(session: Session, mail_id: str, *, sent: bool, next_try_at: datetime | None) -> None:
    """Say what became of a try."""
    mail = session.get_one(OutgoingMail, mail_id)
    mail.tries, mail.sent, mail.next_try_at = mail.tries + 1, sent, next_try_at


def forget_old_mails(session: Session, today: date) -> None:
    """Drop what was sent or given up long ago; a superior's figure is told once for ever."""
    session.execute(
        delete(OutgoingMail).where(
            OutgoingMail.day < today - timedelta(days=KEPT_DAYS),
            OutgoingMail.next_try_at.is_(None),
            OutgoingMail.account != "",
        )
    )


def find_last_told_figure(session: Session, kind: str) -> date | None:
    """The newest day whose figure was put on its way to the superior."""
    query = select(OutgoingMail.day).where(OutgoingMail.account == "", OutgoingMail.kind == kind)
    return session.scalar(query.order_by(OutgoingMail.day.desc()).limit(1))
