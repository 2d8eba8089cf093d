"""Which leads may be about the same matter: by facts that were given, never by how they are told.

1. Compared are names of subjects, unit with place, day with place, digests of files, and who comes
   as a rule. No sentence is compared, and no way of writing: that would be a means of telling which
   reports come from one hand.
2. A day alone, a place alone or a unit alone is no likeness: many dine at one place.
3. Of those who come as a rule it takes two. Alone, somebody merely mentioned is not followed from
   lead to lead.
4. It suggests, and an officer reads and decides. There is no score.

Source: the office's rules, section 6 (1) and (11).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from app.domain.people import names_in
from app.domain.searching import fold

Key = tuple[str, str]
"""A kind of fact, and the fact: leads that share none need not be compared."""


class Likeness(StrEnum):
    """Why two leads may be about the same, the strongest first."""

    FILE = "file"
    SUBJECT = "subject"
    DAY_AND_PLACE = "day_and_place"
    UNIT_AND_PLACE = "unit_and_place"
    REGULARS = "regulars"


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """All of a lead that is compared: names, places, days and digests, folded."""

    subjects: frozenset[str] = field(default=frozenset(), repr=False)
    unit: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    days: frozenset[date] = field(default=frozenset(), repr=False)
    regulars: frozenset[str] = field(default=frozenset(), repr=False)
    files: frozenset[str] = field(default=frozenset(), repr=False)
    """SHA-256 of each, in hexadecimal."""


def compare(one: MatterFacts, other: MatterFacts) -> tuple[Likeness, ...]:
    """Return why two leads may be about the same; nothing where nothing suggests it."""
    same_place = bool(one.place) and one.place == other.place
    shared = {
        Likeness.FILE: one.files & other.files,
        Likeness.SUBJECT: one.subjects & other.subjects,
        Likeness.DAY_AND_PLACE: same_place and one.days & other.days,
        Likeness.UNIT_AND_PLACE: same_place and one.unit and one.unit == other.unit,
        Likeness.REGULARS: len(one.regulars & other.regulars) >= REGULARS_NEEDED,
    }
    return tuple(likeness for likeness in Likeness if shared[likeness])


def keys_of(facts: MatterFacts) -> frozenset[Key]:
    """Return what two leads that are alike have at least one of in common."""
    keys = {("file", digest) for digest in facts.files}
    keys |= {("subject", name) for name in facts.subjects}
    keys |= {("regular", name) for name in facts.regulars}
    if facts.place:
        keys |= {(f"day {day}", facts.place) for day in facts.days}
    if facts.place and facts.unit:
        keys.add((f"unit {facts.unit}", facts.place))
    return frozenset(keys)


def fold_names(answers: Iterable[str]) -> frozenset[str]:
    """Return the names in answers that list several, without what stands in brackets."""
    names = (fold(_BRACKETS.sub("", name)) for name in names_in(answers))
    return frozenset(name for name in names if _says_something(name))


def fold_place(answer: str) -> str:
    """Return the name of a place or a unit as it is compared; empty for one that says nothing."""
    name = fold(answer)
    return name if _says_something(name) else ""


def days_in(text: str) -> frozenset[date]:
    """Return the days that a text names in full, with year, month and day."""
    return frozenset(day for found in _DAY.findall(text) if (day := _day(*map(int, found))))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _says_something(name: str) -> bool:
    return len(name) >= _SHORTEST_NAME and name not in _NOTHING


REGULARS_NEEDED: Final = 2
_SHORTEST_NAME: Final = 2
_BRACKETS: Final = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_DAY: Final = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})(?!\d)", re.ASCII
)
_NOTHING: Final = frozenset(
    fold(word)
    for word in (
        *(
            "不知道",
            "不清楚",
            "不详",
            "未知",
            "没有",
            "不明",
            "说不清",
            "其他",
            "等人",
            "多人",
            "本人",
        ),
        *(
            "他们",
            "领导",
            "处长",
            "局长",
            "科长",
            "同事",
            "老板",
            "unknown",
            "none",
            "n/a",
            "other",
        ),
    )
)
"""Answers that are no name."""
