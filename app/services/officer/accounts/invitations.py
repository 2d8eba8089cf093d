"""Invitations: an account waits for its person, who comes with a code that was handed over.

The code is shown once, counts once and for seven days. Until then no password opens the account.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app.domain.names import is_account, is_name
from app.domain.roles import INVITED_ROLES, Role
from app.services.officer.accounts.administer import check_other, record
from app.services.officer.accounts.one_time_codes import hash_code, new_code
from app.services.officer.accounts.password_rules import PasswordFault, find_password_fault
from app.services.officer.accounts.passwords import hash_password
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk
from app.storage.casework import Officer
from app.storage.invitations import find_invitation, use_invitation
from app.storage.moments import in_utc
from app.storage.officers import find_officer, lock_officer
from app.storage.second_factors import shut_out
from app.storage.signing_in import Invitation

INVITATION_DAYS: Final = 7


class AccountTakenError(Exception):
    """Somebody has or had this account; it is never given twice."""


class NoInvitationError(Exception):
    """The code is none, was used, or has run out; nobody is told which."""


class PasswordRefusedError(Exception):
    """A password may not be chosen; `fault` says why."""

    def __init__(self, fault: PasswordFault) -> None:
        self.fault = fault
        super().__init__()


@dataclass(frozen=True, slots=True)
class Invited:
    """Whom an invitation is for."""

    account: str
    name: str
    role: Role
    organ_id: str


def invite(desk: OfficeDesk, administrator: ActingOfficer, who: Invited) -> str:
    """Make an account that waits for its person; give the code, which is kept nowhere.

    Raises:
        AccountTakenError: the account is or was somebody's.
        NotPermittedError: the officer is no administrator, or these values are none that an
            invitation may have: officers who hold a part of a key are added by two others.
        RosterError: there is no roster, or no such organ in it.
    """
    administrator.require(Role.ADMINISTRATOR)
    if who.role not in INVITED_ROLES or not is_account(who.account) or not is_name(who.name):
        raise NotPermittedError
    desk.roster().organ(who.organ_id)
    code = new_code()
    with desk.casework.begin() as session:
        if session.get(Officer, who.account) is not None:
            raise AccountTakenError
        session.add(
            Officer(
                account=who.account,
                name=who.name,
                role=who.role,
                organ_id=who.organ_id,
                # No password is this one's, no key is sealed to the account, no roster names it.
                password_hash="",
                recipient="",
                sealed_identity=b"",
            )
        )
        session.flush()
        session.add(_invitation(desk, who.account, code))
        record(desk, session, administrator, "account_invited", who.account, f"role={who.role}")
    return code


def invite_anew(desk: OfficeDesk, administrator: ActingOfficer, account: str) -> str:
    """Take password and second factor from an account, and give a code to set both up anew.

    Raises:
        NotPermittedError: no administrator, or their own account.
        UnknownAccountError: there is no such account.
    """
    code = new_code()
    with desk.casework.begin() as session:
        officer = check_other(administrator, lock_officer(session, account))
        shut_out(session, account)
        officer.password_hash = ""
        session.add(_invitation(desk, account, code))
        record(desk, session, administrator, "account_invited_anew", account)
    return code


def read_invitation(desk: OfficeDesk, code: str) -> Invited:
    """Whom a code is for.

    Raises:
        NoInvitationError: it is none.
    """
    with desk.casework.read() as session:
        found = find_invitation(session, hash_code("invitation", code))
        officer = find_officer(session, found.account) if found else None
    if not found or not officer or officer.blocked_on or in_utc(found.ends_at) <= desk.clock():
        raise NoInvitationError
    return Invited(officer.account, officer.name, Role(officer.role), officer.organ_id)


def accept_invitation(desk: OfficeDesk, code: str, password: str) -> None:
    """Set the account's password and use the code up: what follows is a first sign-in.

    Raises:
        NoInvitationError: the code is none (any more).
        PasswordRefusedError: the password may not be chosen; the code still counts.
    """
    who = read_invitation(desk, code)
    if fault := find_password_fault(password, who.account, who.name):
        raise PasswordRefusedError(fault)
    password_hash = hash_password(password)
    with desk.casework.begin() as session:
        officer = lock_officer(session, who.account)
        if officer is None or use_invitation(session, hash_code("invitation", code)) is None:
            raise NoInvitationError
        officer.password_hash = password_hash
        record(desk, session, None, "invitation_used", who.account)


def _invitation(desk: OfficeDesk, account: str, code: str) -> Invitation:
    return Invitation(
        account=account,
        code_hash=hash_code("invitation", code),
        ends_at=desk.clock() + timedelta(days=INVITATION_DAYS),
    )
