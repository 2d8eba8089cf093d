"""Officers' notes on a lead: added, retracted with a reason, never deleted."""

from dataclasses import dataclass, field, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Hand:
    """Who did something, and on which day.

    Attributes:
        on: the office's day.
        account: whose hands.
        name: as it stood on that day.
    """

    on: date
    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Note:
    """What an officer wrote down.

    Attributes:
        note_id: by which pages name it.
        by: who wrote it.
        text: the words; they stay when it is retracted.
        retracted: who retracted it, None while it stands.
        reason: why it was retracted.
    """

    note_id: str
    by: Hand
    text: str = field(repr=False)
    retracted: Hand | None = None
    reason: str = field(default="", repr=False)


class NoSuchEntryError(Exception):
    """A lead has no entry of that id, or it is closed already."""


def retract(notes: tuple[Note, ...], note_id: str, by: Hand, reason: str) -> tuple[Note, ...]:
    """Return the notes with one of them retracted; the first reason stays.

    Raises:
        NoSuchEntryError: there is no such note, or it was retracted before.
    """
    if not any(note.note_id == note_id and note.retracted is None for note in notes):
        raise NoSuchEntryError
    return tuple(
        replace(note, retracted=by, reason=reason) if note.note_id == note_id else note
        for note in notes
    )
