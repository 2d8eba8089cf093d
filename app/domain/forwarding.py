"""What a record keeps of a lead's way to another organ and back: values only.

Each organ that got no more than an extract has a record of its own. So what is kept stands twice:
as `Forwarding` with who passed it on, as `Received` with who got it.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.sentences import Conclusion


class SentAs(StrEnum):
    """What went to the unit."""

    EXTRACT = "extract"
    ORIGINAL = "original"


class HandBackReason(StrEnum):
    """Why a unit gives a lead back."""

    NOT_OURS = "not_ours"
    CONFLICT = "conflict"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Extract:
    """A redacted extract; a draft until who wrote it signs it off."""

    text: str = field(repr=False)
    by: str
    """The account of who wrote it."""
    name: str
    on: date
    signed: bool = False


@dataclass(frozen=True, slots=True)
class HandBack:
    """What a unit said when it gave a lead back."""

    reason: HandBackReason
    on: date
    text: str = field(repr=False)
    """The result, or why not."""
    conclusion: Conclusion | None = None


@dataclass(frozen=True, slots=True)
class Forwarding:
    """A lead with a unit, as the organ keeps it that passed it on."""

    organ_id: str
    on: date
    sent: SentAs
    link_key: str = field(default="", repr=False)
    """32 bytes in hexadecimal, in this record and in the unit's: what either tells the other is
    signed with it, since anybody can seal to a public key. Empty where they share a record."""
    acknowledged_on: date | None = None
    handed_back: HandBack | None = None


@dataclass(frozen=True, slots=True)
class Supplement:
    """What came after the extract."""

    note_id: str
    on: date
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Received:
    """What a unit got in a report's place."""

    organ_id: str
    """Who passed it on."""
    on: date
    extract: str = field(repr=False)
    link_key: str = field(repr=False)
    acknowledged_on: date | None = None
    supplements: tuple[Supplement, ...] = ()
    pressed_on: tuple[date, ...] = ()
    """On which days the organ that passed it on asked how it stands."""
    handed_back: HandBack | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """A lead on its way to the superior; begun, it is gone through with by whoever looks next."""

    organ_id: str
    """Who gets it."""
    on: date
    proposed_by: str
    approved_by: str
    old_payloads: tuple[str, ...] = ()
    """What is to be deleted in the payload store, until it is done."""
    is_done: bool = False
    """Nothing of the lead is left here but this."""
