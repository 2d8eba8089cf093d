"""The tables of the `casework` zone by which officers sign in: factors, devices, invitations."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.casework import CaseworkBase


class SignIn(CaseworkBase):
    """One sign-in, from the right password on; gone at its end: an old cookie opens nothing."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("officers.account"), index=True)
    began_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """To the minute: not each page is a write."""
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    shown_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the second factor was shown last; None: it was not yet, and nothing else is open."""
    wrong_tries: Mapped[int] = mapped_column(default=0)
    """Since the second factor was last right."""
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """What a passkey has to sign; good for one answer."""


class Authenticator(CaseworkBase):
    """The seed of an officer's authenticator app, sealed under a key outside the database."""

    __tablename__ = "authenticators"

    account: Mapped[str] = mapped_column(ForeignKey("officers.account"), primary_key=True)
    sealed_seed: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The newest step of time whose code was used: no code counts twice."""
    added_on: Mapped[date] = mapped_column(Date)


class Passkey(CaseworkBase):
    """The public half of one passkey of an officer."""

    __tablename__ = "passkeys"

    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("officers.account"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    """What the device counted last; 0 where it counts nothing."""
    added_on: Mapped[date] = mapped_column(Date)
    used_on: Mapped[date | None] = mapped_column(Date)


class RecoveryCode(CaseworkBase):
    """A code that stands in for the second factor, once; the row goes with its use."""

    __tablename__ = "recovery_codes"

    account: Mapped[str] = mapped_column(ForeignKey("officers.account"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)


class Device(CaseworkBase):
    """A browser in which an officer signed in before: strangers' tries do not slow it down."""

    __tablename__ = "devices"

    device_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("officers.account"), primary_key=True)
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)


class Invitation(CaseworkBase):
    """An account that waits for its person: no password opens it before the code was handed in."""

    __tablename__ = "invitations"

    account: Mapped[str] = mapped_column(ForeignKey("officers.account"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
