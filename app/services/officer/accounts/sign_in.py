"""Sign in, be recognised, sign out. A token of 256 bits; only its hash is kept."""

import secrets
from datetime import timedelta
from hashlib import sha256

from app.domain.roles import Role
from app.services.officer.accounts.passwords import WrongPasswordError, check_password
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.storage.audit import append_entry
from app.storage.casework import SignIn
from app.storage.officers import (
    end_old_sign_ins,
    end_sign_in,
    find_officer,
    find_signed_in_officer,
)


class SignInRefusedError(Exception):
    """The account or the password is not right; nobody is told which."""


def sign_in(desk: OfficeDesk, *, account: str, password: str, hours: int) -> str:
    """Begin a sign-in and give its token.

    Raises:
        SignInRefusedError: after the same work, whether or not there is such an account.
    """
    with desk.casework.read() as session:
        officer = find_officer(session, account)
    try:
        check_password(password, officer.password_hash if officer else None)
    except WrongPasswordError as error:
        _record(desk, account if officer else "", "sign_in_refused")
        raise SignInRefusedError from error
    token = secrets.token_urlsafe(32)
    now = desk.clock()
    with desk.casework.begin() as session:
        end_old_sign_ins(session, now)
        session.add(
            SignIn(token_hash=_hash(token), account=account, ends_at=now + timedelta(hours=hours))
        )
        append_entry(session, at=now, account=account, act="signed_in")
    return token


def find_acting_officer(desk: OfficeDesk, token: str, unlock_token: str) -> ActingOfficer | None:
    """Who acts under a sign-in's token; None where it has ended or never was."""
    with desk.casework.read() as session:
        officer = find_signed_in_officer(session, _hash(token), desk.clock())
    if officer is None:
        return None
    return ActingOfficer(
        officer.account, officer.name, Role(officer.role), officer.organ_id, unlock_token
    )


def sign_out(desk: OfficeDesk, token: str, account: str) -> None:
    """End a sign-in: its cookie opens nothing any more."""
    with desk.casework.begin() as session:
        end_sign_in(session, _hash(token))
        append_entry(session, at=desk.clock(), account=account, act="signed_out")


def _record(desk: OfficeDesk, account: str, act: str) -> None:
    with desk.casework.begin() as session:
        append_entry(session, at=desk.clock(), account=account, act=act)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
