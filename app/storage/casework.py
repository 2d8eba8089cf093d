"""The tables of the `casework` zone: officers, their sealed keys, sealed case records, the log.

What is known of a case (status, level, clocks, category, assignment) is inside `CaseRecord`'s
payload, sealed to the organs that hold it.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
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
    key_generation: Mapped[int]
    """Which of the organ's keys opens it."""
    header: Mapped[bytes] = mapped_column(LargeBinary)


class RecordChange(CaseworkBase):
    """When a case's record was last written, as a count: who reads on reads what came since.

    Without a foreign key: a record that was deleted leaves its row, which tells so.
    """

    __tablename__ = "record_changes"

    case_number: Mapped[str] = mapped_column(String(15), primary_key=True)
    changed: Mapped[int] = mapped_column(BigInteger, index=True)
    """Grows with each change of any record; two that meet may have the same."""


class IndexKey(CaseworkBase):
    """The secret under which an organ's index lies: signed by the organ's key, and sealed to it.

    Made by the key-holder and opened by nobody else; segments and what is in them lie under keys
    that it derives from this one.
    """

    __tablename__ = "index_keys"

    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key_generation: Mapped[int]
    header: Mapped[bytes] = mapped_column(LargeBinary)
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class IndexManifest(CaseworkBase):
    """Which segments an organ's index of one kind has now; sealed."""

    __tablename__ = "index_manifests"

    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    version: Mapped[int]
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class IndexSegment(CaseworkBase):
    """A piece of an organ's index, sealed: never changed, only replaced by another one."""

    __tablename__ = "index_segments"

    segment_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organ_id: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class SeenMark(CaseworkBase):
    """The version of an open lead's record that an officer saw last."""

    __tablename__ = "seen_marks"

    account: Mapped[str] = mapped_column(ForeignKey("officers.account"), primary_key=True)
    case_number: Mapped[str] = mapped_column(String(15), primary_key=True, index=True)
    version: Mapped[int]


class OfficerPreferences(CaseworkBase):
    """What an officer keeps for themself, as saved views: sealed under a key of their own."""

    __tablename__ = "officer_preferences"

    account: Mapped[str] = mapped_column(ForeignKey("officers.account"), primary_key=True)
    payload: Mapped[bytes] = mapped_column(LargeBinary)


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
