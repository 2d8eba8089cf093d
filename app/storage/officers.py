"""Officers, their sign-ins, and the organ keys sealed to them."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.storage.casework import Officer, SealedOrganKey, SignIn


def find_officer(session: Session, account: str) -> Officer | None:
    """The officer of an account."""
    # PostgreSQL's text holds no NUL, and refuses to look for one.
    return session.get(Officer, account) if "\0" not in account else None


def list_officers(session: Session, organ_id: str) -> list[Officer]:
    """The officers of an organ, by account."""
    return list(
        session.scalars(
            select(Officer).where(Officer.organ_id == organ_id).order_by(Officer.account)
        )
    )


def find_sealed_organ_key(session: Session, organ_id: str, account: str) -> SealedOrganKey | None:
    """The organ's key as it is sealed to one officer."""
    return session.get(SealedOrganKey, (organ_id, account))


def find_signed_in_officer(session: Session, token_hash: bytes, now: datetime) -> Officer | None:
    """Who is signed in under a token that has not ended."""
    return session.scalar(
        select(Officer)
        .join(SignIn, SignIn.account == Officer.account)
        .where(SignIn.token_hash == token_hash, SignIn.ends_at > now)
    )


def end_sign_in(session: Session, token_hash: bytes) -> None:
    """Make a token worthless."""
    session.execute(delete(SignIn).where(SignIn.token_hash == token_hash))


def end_old_sign_ins(session: Session, now: datetime) -> None:
    """Drop what has run out."""
    session.execute(delete(SignIn).where(SignIn.ends_at <= now))
