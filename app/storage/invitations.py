"""Invitations: accounts that wait for their person."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.storage.signing_in import Invitation


def find_invitation(session: Session, code_hash: bytes) -> Invitation | None:
    """The invitation of a code, whether or not it has ended."""
    return session.scalar(select(Invitation).where(Invitation.code_hash == code_hash))


def find_invitation_of(session: Session, account: str) -> Invitation | None:
    """The invitation that an account waits for."""
    return session.get(Invitation, account)


def list_invitations(session: Session) -> dict[str, Invitation]:
    """All of them, by account."""
    return {one.account: one for one in session.scalars(select(Invitation))}


def use_invitation(session: Session, code_hash: bytes) -> str | None:
    """Use an invitation up, once, and give its account."""
    used = delete(Invitation).where(Invitation.code_hash == code_hash)
    return session.scalar(used.returning(Invitation.account))
