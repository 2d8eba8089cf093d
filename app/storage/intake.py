"""The tables of the `intake` zone: all that the public process may open.

In clear stand only the case number, the verifier's hash, the reporter's public recipient, the
organ, days, the public word, and the ids, digests and lengths of what is sealed. Keys are random,
and on SQLite no table has a hidden row number: nothing tells in which order reports came.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Date,
    Enum,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    TextClause,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_UNORDERED = {"sqlite_with_rowid": False}


class ItemKind(StrEnum):
    """What a sealed item is."""

    REPORT = "report"
    MESSAGE = "message"
    """From the reporter."""
    REPLY = "reply"
    """From the team."""
    ATTACHMENT = "attachment"
    CODE_EXCHANGE = "code_exchange"
    """From the reporter: by which key messages are known since the one-time code was replaced."""


class CodeState(StrEnum):
    """Who may know a case's access code."""

    OWN = "own"
    """Its reporter alone: made when the public form was opened."""
    ONE_TIME = "one_time"
    """An officer who entered the case, too: its first use replaces it."""
    NONE = "none"
    """Nobody: nobody came with the lead, so none was given out. It opens and replaces nothing."""
    REPLACED = "replaced"
    """Its reporter alone, since the one-time code was replaced."""


def _stored_as_value(kind: type[StrEnum]) -> Enum:
    return Enum(
        kind, native_enum=False, length=16, values_callable=lambda kinds: [k.value for k in kinds]
    )


def _only(name: str, column: str, *, where: TextClause) -> Index:
    """An index over the few rows that wait for somebody: its cost stays flat as the rest grows."""
    return Index(name, column, sqlite_where=where, postgresql_where=where)


class IntakeBase(DeclarativeBase):
    """The metadata of the `intake` zone."""


class Case(IntakeBase):
    """One report's entry, found by the hash of its verifier."""

    __tablename__ = "cases"
    __table_args__ = (_UNORDERED,)

    case_number: Mapped[str] = mapped_column(String(15), primary_key=True)
    verifier_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    reporter_recipient: Mapped[str] = mapped_column(String(2048))
    organ_id: Mapped[str] = mapped_column(String(32), index=True)
    received_on: Mapped[date] = mapped_column(Date)
    code_confirmed: Mapped[bool] = mapped_column(default=False)
    """The reporter has typed part of the access code back: no page shows it again."""
    code_state: Mapped[CodeState] = mapped_column(
        _stored_as_value(CodeState), default=CodeState.OWN, server_default=CodeState.OWN.value
    )


class CaseHolder(IntakeBase):
    """An organ that holds a case: later messages are sealed to each."""

    __tablename__ = "case_holders"
    __table_args__ = (
        _only("ix_case_holders_sealed", "organ_id", where=text("NOT recorded")),
        _UNORDERED,
    )

    case_number: Mapped[str] = mapped_column(ForeignKey("cases.case_number"), primary_key=True)
    organ_id: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    recorded: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The case was opened and has a record. Never true too early; told a look later at most."""


class SealedItem(IntakeBase):
    """One age file: its payload here (small ones) or in the payload store, its headers apart."""

    __tablename__ = "sealed_items"
    __table_args__ = (
        UniqueConstraint("case_number", "content_mac"),
        # All that a day's figure is made of; in the order of random digests.
        Index(None, "day", "kind", "payload_digest"),
        _only(
            "ix_sealed_items_unread",
            "item_id",
            where=text("kind = 'message' AND read_on IS NULL"),
        ),
        _UNORDERED,
    )

    item_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_number: Mapped[str] = mapped_column(ForeignKey("cases.case_number"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("sealed_items.item_id"))
    """The report or message that an attachment belongs to."""
    kind: Mapped[ItemKind] = mapped_column(_stored_as_value(ItemKind))
    content_mac: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Under a key of the reporter's: the same content sent again is known, and nothing else."""
    day: Mapped[date] = mapped_column(Date)
    shown_from: Mapped[int | None] = mapped_column(BigInteger)
    """The release, in seconds since 1970 UTC, from which the reporter sees a reply."""
    read_on: Mapped[date | None] = mapped_column(Date)
    """The day on which an officer first opened a reporter's message."""
    read_shown_from: Mapped[int | None] = mapped_column(BigInteger)
    """The release from which the reporter sees that day."""
    payload: Mapped[bytes | None] = mapped_column(LargeBinary)
    payload_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """SHA-256 of the sealed payload as it was received, or sealed anew."""
    payload_bytes: Mapped[int] = mapped_column(BigInteger)
    payload_id: Mapped[str | None] = mapped_column(String(32), index=True)
    """Its name in the payload store; none where the payload is here."""


class ItemHeader(IntakeBase):
    """The age header of one item for one holder: an organ's id, or `reporter`."""

    __tablename__ = "item_headers"
    __table_args__ = (Index(None, "holder", "key_generation"), _UNORDERED)

    item_id: Mapped[str] = mapped_column(ForeignKey("sealed_items.item_id"), primary_key=True)
    holder: Mapped[str] = mapped_column(String(32), primary_key=True)
    key_generation: Mapped[int]
    """Which of the organ's keys opens it; 0 for the reporter, who has one key only."""
    header: Mapped[bytes] = mapped_column(LargeBinary)


class PublicWordChange(IntakeBase):
    """What the reporter may read from a release on; the newest release that is over counts."""

    __tablename__ = "public_word_changes"
    __table_args__ = (_UNORDERED,)

    case_number: Mapped[str] = mapped_column(ForeignKey("cases.case_number"), primary_key=True)
    shown_from: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    """A release, in seconds since 1970 UTC: the same for all cases, never the click."""
    word: Mapped[str] = mapped_column(String(16))
    opened_on: Mapped[date | None] = mapped_column(Date)
    sentence: Mapped[str] = mapped_column(String(32), default="", server_default="")
    """The code of what is told with the word; never a word of an officer's own."""


class WaitingFile(IntakeBase):
    """A file that came with a form that needs correcting; sealed to the reporter, swept by age."""

    __tablename__ = "waiting_files"
    __table_args__ = (_UNORDERED,)

    item_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    verifier_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    received_on: Mapped[date] = mapped_column(Date)
    header: Mapped[bytes] = mapped_column(LargeBinary)
    """The file key, sealed to the reporter's own recipient."""
    note_header: Mapped[bytes] = mapped_column(LargeBinary)
    note_payload: Mapped[bytes] = mapped_column(LargeBinary)
    """Name, type, length and digest, sealed to the same."""
    payload_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    payload_bytes: Mapped[int] = mapped_column(BigInteger)


class ArrivingFile(IntakeBase):
    """A file that a browser sealed and sends in pieces; it waits for its report, swept by age."""

    __tablename__ = "arriving_files"
    __table_args__ = (_UNORDERED,)

    item_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    verifier_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    received_on: Mapped[date] = mapped_column(Date)
    """The day of its last piece."""
    payload_bytes: Mapped[int] = mapped_column(BigInteger)
    """How much of it was acknowledged; what its payload has beyond that was half a piece."""
    payload_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """SHA-256 of all of it; none while pieces are missing."""


class Roster(IntakeBase):
    """The organs' recipients as an organ signed them; outside the newest, nothing is sealed."""

    __tablename__ = "rosters"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class Notice(IntakeBase):
    """The texts of the first page that an office words itself; one row, public by nature."""

    __tablename__ = "notices"

    notice_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    document: Mapped[str] = mapped_column(Text)


class DailyFigure(IntakeBase):
    """How many reports and messages arrived on a day, and one root over them; only ever added."""

    __tablename__ = "daily_figures"
    __table_args__ = (_UNORDERED,)

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    items: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of the figure of the day before."""
    leaves: Mapped[bytes] = mapped_column(LargeBinary)
    """32 bytes for each item, sorted: what the root is made of."""


class ItemChange(IntakeBase):
    """What became of an item that was counted, where it is not there as it arrived; only added."""

    __tablename__ = "item_changes"
    __table_args__ = (_UNORDERED,)

    leaf: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """What stood for it."""
    becomes: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """What stands for it since it was sealed anew; none where it was deleted."""
    why: Mapped[str] = mapped_column(String(16))
