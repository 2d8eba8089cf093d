"""Officers, their sign-ins, and the organ keys sealed to them."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.storage.casework import Officer, SignIn


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


def find_signed_in_officer(session: Session, token_hash: bytes, now: datetime) -> Officer | None:
    """Who is signed in under a token that has not ended."""
    return session.scalar(
        select(Officer)
        .join(SignIn, SignIn.account == Officer.account)
        .where(SignIn.token_hash == token_hash, SignIn.ends_at > now, Officer.removed_on.is_(None))
    )


def end_sign_in(session: Session, token_hash: bytes) -> None:
    """Make a token worthless."""
    session.execute(delete(SignIn).where(SignIn.token_hash == token_hash))


def end_sign_ins_of(session: Session, account: str) -> None:
    """Sign an officer out everywhere."""
    session.execute(delete(SignIn).where(SignIn.account == account))


def end_old_sign_ins(session: Session, now: datetime) -> None:
    """Drop what has run out."""
    session.execute(delete(SignIn).where(SignIn.ends_at <= now))
