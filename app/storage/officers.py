"""Officers: who has an account."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.casework import Officer


def find_officer(session: Session, account: str) -> Officer | None:
    """The officer of an account; none where the officer was removed."""
    # PostgreSQL's text holds no NUL, and refuses to look for one.
    officer = session.get(Officer, account) if "\0" not in account else None
    return officer if officer and officer.removed_on is None else None


def list_officers(session: Session, organ_id: str) -> list[Officer]:
    """The officers of an organ, by account."""
    return list(
        session.scalars(
            select(Officer)
            .where(Officer.organ_id == organ_id, Officer.removed_on.is_(None))
            .order_by(Officer.account)
        )
    )


def list_all_officers(session: Session) -> list[Officer]:
    """Every officer who was not removed, by organ and account."""
    return list(
        session.scalars(
            select(Officer)
            .where(Officer.removed_on.is_(None))
            .order_by(Officer.organ_id, Officer.account)
        )
    )


def lock_officer(session: Session, account: str) -> Officer | None:
    """The officer of an account, held until this transaction ends; none where it was removed."""
    # SQLite's writer holds the only write lock already, and ignores this one.
    officer = session.get(Officer, account, with_for_update=True) if "\0" not in account else None
    return officer if officer and officer.removed_on is None else None
