"""What an administrator does to an account: change its role, block, unblock, remove it.

Never to their own, so that one administrator always stays; never so that a part of a key comes to
an account or leaves it, which takes two officers at the key-holder.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.roles import Role, can_become
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk
from app.storage.audit import append_entry
from app.storage.casework import Officer
from app.storage.invitations import list_invitations
from app.storage.moments import in_utc
from app.storage.officers import list_all_officers, lock_officer
from app.storage.second_factors import has_factor, shut_out
from app.storage.sign_ins import end_sign_ins_of


class UnknownAccountError(Exception):
    """There is no such account, or it was removed."""


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """One account, as its administrator sees it.

    Attributes:
        invited_until: until when its invitation counts or counted; None where none is open.
        has_factor: whether a second factor is set up.
        is_own: whether it is the administrator's.
        holds_key: whether it belongs to those who can hold a part of a key.
        roles: what its role may become.
    """

    account: str
    name: str
    role: Role
    organ_id: str
    is_blocked: bool
    invited_until: datetime | None
    has_factor: bool
    is_own: bool
    holds_key: bool
    roles: tuple[Role, ...]


def list_accounts(desk: OfficeDesk, administrator: ActingOfficer) -> tuple[ListedAccount, ...]:
    """Every account that was not removed, by organ.

    Raises:
        NotPermittedError: the officer is no administrator.
    """
    administrator.require(Role.ADMINISTRATOR)
    with desk.casework.read() as session:
        invitations = list_invitations(session)
        return tuple(
            ListedAccount(
                officer.account,
                officer.name,
                Role(officer.role),
                officer.organ_id,
                officer.blocked_on is not None,
                in_utc(invitations[officer.account].ends_at)
                if officer.account in invitations
                else None,
                has_factor(session, officer.account),
                officer.account == administrator.account,
                bool(officer.recipient),
                can_become(Role(officer.role), holds_key=bool(officer.recipient)),
            )
            for officer in list_all_officers(session)
        )


def change_role(desk: OfficeDesk, administrator: ActingOfficer, account: str, role: Role) -> None:
    """Give an account another role, and sign it out.

    Raises:
        NotPermittedError: no administrator, their own account, or a role that needs a key.
        UnknownAccountError: there is no such account.
    """
    with desk.casework.begin() as session:
        officer = check_other(administrator, lock_officer(session, account))
        if role not in can_become(Role(officer.role), holds_key=bool(officer.recipient)):
            raise NotPermittedError
        detail = f"from={officer.role} to={role}"
        officer.role = role
        end_sign_ins_of(session, account)
        record(desk, session, administrator, "account_role_changed", account, detail)


def block_account(desk: OfficeDesk, administrator: ActingOfficer, account: str) -> None:
    """Keep an account out of the console, from now on and where it is signed in.

    Raises:
        NotPermittedError: no administrator, or their own account.
        UnknownAccountError: there is no such account.
    """
    with desk.casework.begin() as session:
        officer = check_other(administrator, lock_officer(session, account))
        officer.blocked_on = officer.blocked_on or desk.today()
        end_sign_ins_of(session, account)
        record(desk, session, administrator, "account_blocked", account)


def unblock_account(desk: OfficeDesk, administrator: ActingOfficer, account: str) -> None:
    """Let a blocked account in again.

    Raises:
        NotPermittedError: no administrator, or their own account.
        UnknownAccountError: there is no such account.
    """
    with desk.casework.begin() as session:
        officer = check_other(administrator, lock_officer(session, account))
        officer.blocked_on = None
        record(desk, session, administrator, "account_unblocked", account)


def remove_account(desk: OfficeDesk, administrator: ActingOfficer, account: str) -> None:
    """Remove an account for good; nobody else ever gets it.

    Raises:
        NotPermittedError: no administrator, their own account, or one that holds a part of a key:
            that takes `qingfeng officer remove`, which makes a new key.
        UnknownAccountError: there is no such account.
    """
    with desk.casework.begin() as session:
        officer = check_other(administrator, lock_officer(session, account))
        if officer.recipient:
            raise NotPermittedError
        officer.removed_on = desk.today()
        shut_out(session, account)
        record(desk, session, administrator, "account_removed", account)


def check_other(administrator: ActingOfficer, officer: Officer | None) -> Officer:
    """The officer, if an administrator may act on that account.

    Raises:
        NotPermittedError: no administrator, or their own account.
        UnknownAccountError: there is none.
    """
    administrator.require(Role.ADMINISTRATOR)
    if officer is None:
        raise UnknownAccountError
    if officer.account == administrator.account:
        raise NotPermittedError
    return officer


def record(
    desk: OfficeDesk,
    session: Session,
    actor: ActingOfficer | None,
    act: str,
    account: str,
    note: str = "",
) -> None:
    """Put an act about an account on record; where nobody is signed in, by the account itself."""
    append_entry(
        session,
        at=desk.clock(),
        account=actor.account if actor else account,
        act=act,
        detail=f"{account} {note}".strip() if actor else "",
    )
