"""The tables of the `casework` zone: officers, their sealed keys, sealed case records, the log.

What is known of a case (status, level, clocks, category, assignment) is inside `CaseRecord`'s
payload, sealed to the organs that hold it.
"""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, LargeBinary, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class CaseworkBase(DeclarativeBase):
    """The metadata of the `casework` zone."""


class Officer(CaseworkBase):
    """One person who signs in to the console."""

    __tablename__ = "officers"

    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(32))
    organ_id: Mapped[str] = mapped_column(String(32), index=True)
    password_hash: Mapped[str] = mapped_column(String(256))
    recipient: Mapped[str] = mapped_column(String(2048))
    sealed_identity: Mapped[bytes] = mapped_column(LargeBinary)
    """The officer's own age identity, sealed to the unlock phrase."""


class SealedOrganKey(CaseworkBase):
    """An organ's key, sealed to one officer's own identity."""

    __tablename__ = "sealed_organ_keys"

    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("officers.account"), primary_key=True)
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)


class SignIn(CaseworkBase):
    """One signed-in officer; gone at sign-out, so that an old cookie opens nothing."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("officers.account"))
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CaseRecord(CaseworkBase):
    """The office's own record of a case, whole and sealed; `version` guards against lost edits."""

    __tablename__ = "case_records"

    case_number: Mapped[str] = mapped_column(String(15), primary_key=True)
    version: Mapped[int]
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class RecordHeader(CaseworkBase):
    """The age header of a case record for one organ that holds the case."""

    __tablename__ = "record_headers"

    case_number: Mapped[str] = mapped_column(
        ForeignKey("case_records.case_number"), primary_key=True
    )
    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    header: Mapped[bytes] = mapped_column(LargeBinary)


class AuditEntry(CaseworkBase):
    """One act of one officer. Each entry holds the hash of the one before."""

    __tablename__ = "audit_entries"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    account: Mapped[str] = mapped_column(String(64))
    act: Mapped[str] = mapped_column(String(64))
    case_number: Mapped[str] = mapped_column(String(15))
    """Empty where the act concerns no single case."""
    detail: Mapped[str] = mapped_column(String(256))
    """Ids, counts and codes; never a word of a report."""
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    entry_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
