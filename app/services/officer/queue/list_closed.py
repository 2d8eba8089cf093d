"""Closed leads, a page at a time: from the index's own part, which the work list never touches."""

from dataclasses import dataclass
from typing import Final

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.index.segments import BrokenIndexError, open_entry
from app.services.officer.lead.record import may_see
from app.services.officer.queue.lead_index import KIND, lead_index
from app.services.officer.queue.summary import Summary, read_entry, without_recused
from app.storage.case_records import list_recorded

PAGE_LEADS: Final = 50
_PIECE: Final = 200
"""Entries opened at once; who sees only what is assigned to them may need several such pieces."""
_PIECES: Final = 10


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """Some closed leads, the last closed first, and where to go on."""

    leads: tuple[Summary, ...]
    total: int
    """How many the organ has, whether or not this officer sees them."""
    after: int | None
    """How many were passed by now; None at the end."""


def list_closed(desk: OfficeDesk, officer: ActingOfficer, after: int = 0) -> ClosedPage:
    """Closed leads that the officer may see.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who looks; has unlocked, and the work list was put together.
        after: how many to pass by.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
    """
    away = desk.key_holder.kept_away(officer.unlock_token)
    index = lead_index(desk, officer)
    entries = list(reversed(index.closed_entries(desk, officer).items()))
    leads: list[Summary] = []
    place = max(after, 0)
    for _ in range(_PIECES):
        piece = entries[place : place + _PIECE]
        numbers = [number for number, _ in piece]
        keys = desk.key_holder.index_keys(officer.unlock_token, KIND, numbers)
        with desk.casework.read() as session:
            held = list_recorded(session, officer.organ_id, numbers)
        for number, (_version, sealed) in piece:
            place += 1
            # The records are the truth: what the organ holds no more is not shown.
            if number not in keys.cases or number not in held:
                continue
            summary = _open(sealed, keys.cases[number])
            if summary and may_see(officer, shown := without_recused(summary, away)):
                leads.append(shown)
            if len(leads) == PAGE_LEADS:
                return ClosedPage(tuple(leads), len(entries), _next(place, len(entries)))
        if place >= len(entries):
            break
    return ClosedPage(tuple(leads), len(entries), _next(place, len(entries)))


def _next(place: int, total: int) -> int | None:
    return place if place < total else None


def _open(sealed: bytes, key: bytes) -> Summary | None:
    try:
        return read_entry(open_entry(sealed, key)).summary
    except (BrokenIndexError, ValueError):
        return None
