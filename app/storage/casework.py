"""The tables of the `casework` zone: officers, their sealed keys, sealed case records, the log.

What is known of a case (status, level, clocks, category, assignment) is inside `CaseRecord`'s
payload, sealed to the organs that hold it. The tables of signing in stand in `signing_in.py`.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
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
    blocked_on: Mapped[date | None] = mapped_column(Date)
    """Kept out of the console by an administrator, until unblocked."""


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


class SuperiorPressing(CaseworkBase):
    """That the superior organ asked how a lead stands that it does not hold (督办).

    In clear, since it has no words: a number, days and whose hand. What is answered stays sealed
    with who holds the lead.
    """

    __tablename__ = "superior_pressings"

    press_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_number: Mapped[str] = mapped_column(String(15), index=True)
    organ_id: Mapped[str] = mapped_column(String(32), index=True)
    """Who is asked."""
    by_organ: Mapped[str] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(64))
    pressed_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    taken_on: Mapped[date | None] = mapped_column(Date)
    """When it came into the lead's record, with the clock that runs for it."""
    answered_on: Mapped[date | None] = mapped_column(Date)


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


class PurgedCase(CaseworkBase):
    """All that is left of a purged case: its number, its days, and by whose hands it went."""

    __tablename__ = "purged_cases"

    case_number: Mapped[str] = mapped_column(String(15), primary_key=True)
    received_on: Mapped[date] = mapped_column(Date)
    archived_on: Mapped[date] = mapped_column(Date)
    """The day on which it was over: archived, or not accepted."""
    purged_on: Mapped[date] = mapped_column(Date)
    proposed_by: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[str] = mapped_column(String(64))


class RecordChange(CaseworkBase):
    """When the record by which an organ knows a case was last written, as the organ's own count.

    Who reads on reads what came since. Without a foreign key: a record that was deleted leaves its
    row, which tells so.
    """

    __tablename__ = "record_changes"
    __table_args__ = (Index("ix_record_changes_changed", "organ_id", "changed"),)

    case_number: Mapped[str] = mapped_column(String(15), primary_key=True)
    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    changed: Mapped[int] = mapped_column(BigInteger)
    """Grows with each change of any record of the organ; two that meet may have the same."""


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
    """One act of one officer. Each entry holds the hash of the one before.

    The database itself refuses to change or delete one (triggers of the migrations).
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_account", "account", "sequence"),
        Index(None, "act", "sequence"),
        Index(None, "case_number", "sequence"),
        Index(None, "at"),
    )

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


class Checkpoint(CaseworkBase):
    """How far the log was, signed by an organ; refused to be changed or deleted like an entry."""

    __tablename__ = "checkpoints"

    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 1 upward, for each organ by itself."""
    entries: Mapped[int]
    """How many entries it stands for: the sequence of the last one."""
    statement: Mapped[str] = mapped_column(Text)
    """What is signed, as text."""
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class KeptFigure(CaseworkBase):
    """A daily figure as an organ's officers saw and kept it; only ever added."""

    __tablename__ = "kept_figures"

    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    items: Mapped[int]
    figure_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Over the figure's text, and so over its root and all figures before."""


class MailAddress(CaseworkBase):
    """Where an officer gets notices by e-mail; no row, no mail."""

    __tablename__ = "mail_addresses"

    account: Mapped[str] = mapped_column(ForeignKey("officers.account"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(16))


class OutgoingMail(CaseworkBase):
    """A notice on its way: what kind, how many, to whom; never of which lead."""

    __tablename__ = "outgoing_mails"
    __table_args__ = (
        # The same is told once a day.
        UniqueConstraint("account", "kind", "day", "count"),
        Index(None, "next_try_at"),
    )

    mail_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    """Empty for the superior organ, whose address is a setting."""
    kind: Mapped[str] = mapped_column(String(16))
    day: Mapped[date] = mapped_column(Date)
    count: Mapped[int]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """None once it was sent, or given up."""
    sent: Mapped[bool] = mapped_column(default=False)


class Sample(CaseworkBase):
    """A drawn sample of closed leads for the auditor; only ever added."""

    __tablename__ = "samples"

    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drawn_on: Mapped[date] = mapped_column(Date)
    account: Mapped[str] = mapped_column(String(64))
    """The auditor who drew it, and alone may read it."""
    reason: Mapped[str] = mapped_column(String(16))
    checkpoint: Mapped[int]
    """The number of the checkpoint that the draw comes from."""
    closed: Mapped[int]
    """How many closed leads it was drawn from."""


class SampleLead(CaseworkBase):
    """A lead in a sample; only ever added."""

    __tablename__ = "sample_leads"
    __table_args__ = (
        ForeignKeyConstraint(["organ_id", "number"], ["samples.organ_id", "samples.number"]),
    )

    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_number: Mapped[str] = mapped_column(String(15), primary_key=True)
