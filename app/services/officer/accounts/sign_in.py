"""Sign in, be recognised, sign out. A token of 256 bits; only its hash is kept.

A right password begins a sign-in; nothing is open before the second factor was shown in it.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.services.officer.accounts.passwords import WrongPasswordError, check_password
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.storage.audit import append_entry
from app.storage.casework import Officer
from app.storage.invitations import find_invitation_of
from app.storage.moments import in_utc
from app.storage.officers import find_officer
from app.storage.sign_ins import (
    end_old_sign_ins,
    end_sign_in,
    end_sign_ins_of,
    find_sign_in,
    note_use,
)
from app.storage.signing_in import SignIn

_FOR_THE_SECOND_FACTOR: Final = timedelta(minutes=15)
"""How long a right password waits for it."""
_NOTED_EVERY: Final = timedelta(minutes=1)


class SignInRefusedError(Exception):
    """The account or the password is not right; nobody is told which."""


class SignInEndedError(Exception):
    """The sign-in has ended meanwhile, or was ended elsewhere."""


@dataclass(frozen=True, slots=True)
class FoundSignIn:
    """A sign-in that has not ended.

    Attributes:
        officer: whose.
        began_at: when the password was right.
        shown_at: when the second factor was shown last; None where it was not yet.
    """

    officer: ActingOfficer
    began_at: datetime
    shown_at: datetime | None

    def was_shown_within(self, time: timedelta, now: datetime) -> bool:
        """Whether the second factor was shown a short time ago."""
        return self.shown_at is not None and now - self.shown_at < time


def sign_in(desk: OfficeDesk, *, account: str, password: str) -> str:
    """Begin a sign-in and give its token, which opens the page for the second factor alone.

    Raises:
        SignInRefusedError: after the same work, whether or not there is such an account.
    """
    with desk.casework.read() as session:
        officer = find_officer(session, account)
        open_hash = officer.password_hash if officer and _may_sign_in(session, officer) else None
    try:
        check_password(password, open_hash)
    except WrongPasswordError as error:
        with desk.casework.begin() as session:
            append_entry(
                session,
                at=desk.clock(),
                account=account if officer else "",
                act="sign_in_refused",
            )
        raise SignInRefusedError from error
    token, now = new_token(), desk.clock()
    with desk.casework.begin() as session:
        end_old_sign_ins(session, now, desk.sign_in_terms.idle)
        session.add(
            SignIn(
                token_hash=hash_token(token),
                account=account,
                began_at=now,
                used_at=now,
                ends_at=now + _FOR_THE_SECOND_FACTOR,
            )
        )
    return token


def find_own_sign_in(desk: OfficeDesk, token: str, unlock_token: str) -> FoundSignIn | None:
    """Who acts under a sign-in's token; None where it has ended or never was."""
    now = desk.clock()
    with desk.casework.read() as session:
        found = find_sign_in(session, hash_token(token), now, desk.sign_in_terms.idle)
    if found is None:
        return None
    row, officer = found
    if now - in_utc(row.used_at) >= _NOTED_EVERY:
        with desk.casework.begin() as session:
            note_use(session, row.token_hash, now)
    return FoundSignIn(
        ActingOfficer(
            officer.account, officer.name, Role(officer.role), officer.organ_id, unlock_token
        ),
        in_utc(row.began_at),
        in_utc(row.shown_at) if row.shown_at else None,
    )


def sign_out(desk: OfficeDesk, token: str, account: str) -> None:
    """End a sign-in: its cookie opens nothing any more."""
    with desk.casework.begin() as session:
        end_sign_in(session, hash_token(token))
        append_entry(session, at=desk.clock(), account=account, act="signed_out")


def sign_out_elsewhere(desk: OfficeDesk, token: str, account: str) -> int:
    """End all sign-ins of an account but this one; say how many."""
    with desk.casework.begin() as session:
        ended = end_sign_ins_of(session, account, but=hash_token(token))
        append_entry(
            session,
            at=desk.clock(),
            account=account,
            act="signed_out_elsewhere",
            detail=f"sign_ins={ended}",
        )
    return ended


def new_token() -> str:
    """A new secret for a cookie."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """What is kept of a cookie's secret."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


def _may_sign_in(session: Session, officer: Officer) -> bool:
    # Who was invited anew comes by the invitation, whatever password was known before.
    return (
        officer.blocked_on is None
        and bool(officer.password_hash)
        and find_invitation_of(session, officer.account) is None
    )
