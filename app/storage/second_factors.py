"""Second factors: authenticator apps, passkeys, recovery codes; devices that showed one."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.storage.sign_ins import end_sign_ins_of
from app.storage.signing_in import Authenticator, Device, Invitation, Passkey, RecoveryCode


def find_authenticator(session: Session, account: str) -> Authenticator | None:
    """An officer's authenticator app."""
    return session.get(Authenticator, account)


def put_authenticator(session: Session, authenticator: Authenticator) -> None:
    """Keep an authenticator app, in the place of the one before."""
    session.execute(delete(Authenticator).where(Authenticator.account == authenticator.account))
    session.add(authenticator)


def use_step(session: Session, account: str, step: int) -> bool:
    """Take a step of time for used, once; False where it or a later one was used before."""
    used = (
        update(Authenticator)
        .where(Authenticator.account == account, Authenticator.last_step < step)
        .values(last_step=step)
        .returning(Authenticator.account)
    )
    return session.scalar(used) is not None


def list_passkeys(session: Session, account: str) -> list[Passkey]:
    """An officer's passkeys, by name."""
    return list(
        session.scalars(select(Passkey).where(Passkey.account == account).order_by(Passkey.name))
    )


def find_passkey(session: Session, account: str, credential_id: bytes) -> Passkey | None:
    """A passkey of this officer; another officer's is none."""
    passkey = session.get(Passkey, credential_id)
    return passkey if passkey and passkey.account == account else None


def has_factor(session: Session, account: str) -> bool:
    """Whether an officer has an authenticator app or a passkey."""
    return bool(find_authenticator(session, account) or list_passkeys(session, account))


def put_recovery_codes(session: Session, account: str, hashes: Iterable[bytes]) -> None:
    """Keep new recovery codes; the ones before count no more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account == account))
    session.add_all(RecoveryCode(account=account, code_hash=one) for one in hashes)


def use_recovery_code(session: Session, account: str, code_hash: bytes) -> bool:
    """Use a recovery code up; False where it is none."""
    used = (
        delete(RecoveryCode)
        .where(RecoveryCode.account == account, RecoveryCode.code_hash == code_hash)
        .returning(RecoveryCode.account)
    )
    return session.scalar(used) is not None


def count_recovery_codes(session: Session, account: str) -> int:
    """How many recovery codes are left."""
    left = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.account == account)
    return session.scalar(left) or 0


def is_known_device(session: Session, account: str, device_hash: bytes) -> bool:
    """Whether this officer signed in in this browser before."""
    # PostgreSQL's text holds no NUL, and refuses to look for one.
    return "\0" not in account and session.get(Device, (device_hash, account)) is not None


def list_devices(session: Session, account: str) -> list[Device]:
    """The browsers in which an officer signed in, the last one first."""
    return list(
        session.scalars(
            select(Device)
            .where(Device.account == account)
            .order_by(Device.last_on.desc(), Device.first_on.desc())
        )
    )


def remember_device(
    session: Session, account: str, old_hash: bytes, new_hash: bytes, today: date
) -> None:
    """Know a browser under a new secret from now on, for everybody who signed in in it."""
    session.execute(
        update(Device).where(Device.device_hash == old_hash).values(device_hash=new_hash)
    )
    device = session.get(Device, (new_hash, account))
    if device:
        device.last_on = today
    else:
        session.add(Device(device_hash=new_hash, account=account, first_on=today, last_on=today))


def forget_devices(session: Session, account: str, *, unused_since: date | None = None) -> None:
    """Forget an officer's browsers: all, or those not used for long."""
    gone = delete(Device).where(Device.account == account)
    if unused_since:
        gone = gone.where(Device.last_on < unused_since)
    session.execute(gone)


def shut_out(session: Session, account: str) -> None:
    """End an officer's sign-ins, and forget factors, codes, devices and an open invitation."""
    end_sign_ins_of(session, account)
    for table in (Authenticator, Passkey, RecoveryCode, Device, Invitation):
        session.execute(delete(table).where(table.account == account))
