"""Looking through leads for a name, beside SQLite looking through the same texts in memory."""

import sqlite3
import time
from collections.abc import Callable
from datetime import date
from hashlib import shake_256

from app.domain.lifecycle import Status
from app.domain.similarity import MatterFacts
from app.services.officer.search.haystack import Haystack
from app.services.officer.search.lead_text import LeadText, Source
from app.services.officer.search.search import Query, find_among, words_of
from app.services.officer.search.searchable import make_searchable
from bench.figure import Figure, middle

_CHARACTERS = 480
_NAME = "王建国"
_EVERY = 50
"""One lead of so many has the name."""


def measure_search(*, leads: int, rounds: int) -> Figure:
    """Search texts of some 500 Chinese characters each, and once with SQLite in our place.

    Args:
        leads: how many.
        rounds: turns of each side.
    """
    rows = [make_searchable(_text(place)) for place in range(leads)]
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE lead (folded TEXT)")
    database.executemany("INSERT INTO lead VALUES (?)", [(row.folded,) for row in rows])
    haystack = Haystack(rows)
    query = "SELECT count(*) FROM lead WHERE instr(folded, ?) > 0"
    turns = [
        (
            _milliseconds(lambda: _find(haystack), leads),
            _milliseconds(lambda: int(database.execute(query, [_NAME]).fetchone()[0]), leads),
        )
        for _ in range(rounds)
    ]
    database.close()
    ours, floor = zip(*turns, strict=True)
    return Figure(
        f"Searching {leads} leads for a name",
        middle(list(ours)),
        middle(list(floor)),
        "ms",
        "SQLite's `instr` over the same texts in memory",
        "at most",
        1.0,
    )


def _find(haystack: Haystack) -> int:
    query = Query(_NAME)
    return len(find_among(haystack.containing(words_of(query)), query)[0])


def _text(place: int) -> LeadText:
    letters = memoryview(shake_256(str(place).encode()).digest(2 * _CHARACTERS)).cast("H")
    story = "".join(chr(0x4E00 + one % 2500) for one in letters)
    words = story + _NAME * (place % _EVERY == 0)
    return LeadText(
        case_number=str(place),
        received_on=date(2026, 1, 1),
        status=Status.OPENED,
        category=None,
        circle_type=None,
        assigned_to=None,
        texts=((Source.REPORT, words),),
        subjects="",
        unit="",
        place="",
        facts=MatterFacts(),
        joined_to="",
        joined=(),
        stated=frozenset(),
    )


def _milliseconds(look: Callable[[], int], leads: int) -> float:
    begun = time.perf_counter()
    found = look()
    spent = time.perf_counter() - begun
    if found != -(-leads // _EVERY):
        raise RuntimeError(found)
    return spent * 1000
