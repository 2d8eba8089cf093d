"""What is noted about the cleaning of a file, for its reporter alone; no envelope carries it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.cleaning.inside.words import Trace
from app.cleaning.outcome import Hindrance


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What became of the wish to have a file cleaned."""

    removed: tuple[Trace, ...] = ()
    hindrance: Hindrance | None = None
    """Why the file is still as it came."""
    ending: str = ""
    """Of the clean file's true kind."""


def write_cleaning(cleaning: Cleaning | None) -> dict[str, Any]:
    """As JSON keeps it beside the file that waits."""
    if cleaning is None:
        return {}
    return {
        "removed": list(cleaning.removed),
        "hindrance": cleaning.hindrance,
        "ending": cleaning.ending,
    }


def read_cleaning(note: Mapping[str, Any]) -> Cleaning | None:
    """The same, read again; None for a file that nobody wanted cleaned."""
    if not note:
        return None
    hindrance = note["hindrance"]
    return Cleaning(
        tuple(Trace(word) for word in note["removed"]),
        Hindrance(hindrance) if hindrance else None,
        note["ending"],
    )
