"""The tables of the `casework` zone: officers, their sealed keys, sealed case records, the log.

What is known of a case (status, level, clocks, category, assignment) is inside `CaseRecord`'s
payload, sealed to the organs that hold it.
"""

from datetime import date, datetime

from sqlalchemy import (
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
)
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
    removed_on: Mapped[date | None] = mapped_column(Date)
    """The row stays, so that nobody else ever gets the account."""


class KeyGeneration(CaseworkBase):
    """One key of an organ: the newest opens what comes in, an older one what is not re-wrapped yet.

    A generation goes, and its shares with it, when no header is left that it opens.
    """

    __tablename__ = "key_generations"

    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1 upward; the signed roster names the newest."""
    threshold: Mapped[int]
    """How many officers it takes to unlock it."""
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)
    """With a threshold of 2 or more, the key, sealed to what the shares give; else empty."""
    reseals: Mapped[bool] = mapped_column(default=False)
    """Made after a compromise: what older keys opened gets new file keys, not only new headers."""


class KeyShare(CaseworkBase):
    """What one officer has of an organ's key: all of it, or a share, sealed to the officer."""

    __tablename__ = "key_shares"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organ_id", "generation"], ["key_generations.organ_id", "key_generations.generation"]
        ),
    )

    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account: Mapped[str] = mapped_column(ForeignKey("officers.account"), primary_key=True)
    sealed_share: Mapped[bytes] = mapped_column(LargeBinary)


class Recusal(CaseworkBase):
    """Which officer is kept away from which case: sealed to the organ, known to its key-holder."""

    __tablename__ = "recusals"

    recusal_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organ_id: Mapped[str] = mapped_column(String(32), index=True)
    key_generation: Mapped[int]
    header: Mapped[bytes] = mapped_column(LargeBinary)
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class SignIn(CaseworkBase):
    """One signed-in officer; gone at sign-out, so that an old cookie opens nothing."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("officers.account"))
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class CaseRecord(CaseworkBase):
    """An organ's own record of a case, whole and sealed; `version` guards against lost edits.

    Organs that hold a case share the record of the organ addressed. A unit that got no more than
    an extract has a record of its own.
    """

    __tablename__ = "case_records"

    case_number: Mapped[str] = mapped_column(String(15), primary_key=True)
    owner: Mapped[str] = mapped_column(String(32), primary_key=True)
    """The organ whose record it is."""
    version: Mapped[int]
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class RecordHeader(CaseworkBase):
    """The age header of a record for one organ, which opens one record of a case at most."""

    __tablename__ = "record_headers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["case_number", "owner"], ["case_records.case_number", "case_records.owner"]
        ),
    )

    case_number: Mapped[str] = mapped_column(String(15), primary_key=True)
    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    owner: Mapped[str] = mapped_column(String(32))
    """Whose record it opens."""
    key_generation: Mapped[int]
    """Which of the organ's keys opens it."""
    header: Mapped[bytes] = mapped_column(LargeBinary)


class OrganNote(CaseworkBase):
    """What one organ tells another about a lead that it has a record of its own of.

    Sealed to the organ that is told, whose console takes it into its record at its next look:
    nobody can write another organ's record.
    """

    __tablename__ = "organ_notes"

    note_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_number: Mapped[str] = mapped_column(String(15), index=True)
    organ_id: Mapped[str] = mapped_column(String(32), index=True)
    """Who is told."""
    key_generation: Mapped[int]
    header: Mapped[bytes] = mapped_column(LargeBinary)
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class ArchiveSheet(CaseworkBase):
    """A concluded lead on its way to the archive: what the auditor, who has no key, judges by.

    It stands here in clear from the moment an officer puts the lead forward until it is decided;
    that the case is concluded, its reporter may read by then.
    """

    __tablename__ = "archive_sheets"

    case_number: Mapped[str] = mapped_column(String(15), primary_key=True)
    organ_id: Mapped[str] = mapped_column(String(32), index=True)
    received_on: Mapped[date] = mapped_column(Date)
    concluded_on: Mapped[date] = mapped_column(Date)
    feedback_on: Mapped[date] = mapped_column(Date)
    inquiries_answered: Mapped[int]
    """How many of the two: both, or none where nothing was found."""
    put_by: Mapped[str] = mapped_column(String(64))
    put_on: Mapped[date] = mapped_column(Date)
    begun_by: Mapped[str | None] = mapped_column(String(64))
    """The auditor's account."""
    begun_on: Mapped[date | None] = mapped_column(Date)


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
