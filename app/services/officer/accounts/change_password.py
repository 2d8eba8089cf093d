"""Change one's own password."""

from app.services.officer.accounts.invitations import PasswordRefusedError
from app.services.officer.accounts.password_rules import find_password_fault
from app.services.officer.accounts.passwords import (
    WrongPasswordError,
    check_password,
    hash_password,
)
from app.services.officer.accounts.sign_in import hash_token
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.log_act import log_act
from app.storage.officers import find_officer, lock_officer
from app.storage.sign_ins import end_sign_ins_of


def change_password(
    desk: OfficeDesk, officer: ActingOfficer, token: str, present: str, new: str
) -> None:
    """Put a new password in the place of the present one; all other sign-ins end.

    Raises:
        WrongPasswordError: the present one is not right.
        PasswordRefusedError: the new one may not be chosen.
    """
    if fault := find_password_fault(new, officer.account, officer.name):
        raise PasswordRefusedError(fault)
    with desk.casework.read() as session:
        row = find_officer(session, officer.account)
        known = row.password_hash if row else None
    check_password(present, known)
    new_hash = hash_password(new)
    with desk.casework.begin() as session:
        row = lock_officer(session, officer.account)
        # Changed meanwhile: what was typed is the present one no more.
        if row is None or row.password_hash != known:
            raise WrongPasswordError
        row.password_hash = new_hash
        end_sign_ins_of(session, officer.account, but=hash_token(token))
        log_act(desk, session, officer, act="password_changed")
