"""What can come of cleaning a file: the words for it, and nothing of the file itself."""

from dataclasses import dataclass
from enum import StrEnum

from app.cleaning.inside.words import Trace


class Hindrance(StrEnum):
    """Why a file could not be cleaned."""

    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    """Of no kind that can be cleaned, or with something of such a kind inside."""
    BROKEN = "broken"
    """It could not be read to its end, or not within the limits of time and memory."""
    PROTECTED = "protected"
    """By a password."""
    LEFT = "left"
    """Something was still found in it afterwards."""
    BUSY = "busy"
    UNAVAILABLE = "unavailable"
    """The sandbox cannot be set up on this machine."""


class NotCleanedError(Exception):
    """A file could not be cleaned; `hindrance` says why, and nothing says more."""

    def __init__(self, hindrance: Hindrance) -> None:
        self.hindrance = hindrance
        super().__init__(hindrance.value)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a clean file is, and what it was rid of."""

    ending: str
    media_type: str
    removed: tuple[Trace, ...]
    length_bytes: int
