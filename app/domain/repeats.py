"""What a reply to a reporter repeats of the report: a reply may be read over a shoulder.

1. A run is repeated where it stands in both texts, spaces, punctuation and case aside, and weighs
   six or more. A Chinese character weighs one; a word of letters a third of its length, rounded
   up, so that it takes a few of them; digits one each.
2. A name is repeated where it stands in the reply at all.

A help for whoever writes, and no proof: other words for the same thing pass.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

_HEAVY: Final = 6
_SHORTEST_NAME: Final = 2


def find_repeats(reply: str, texts: Iterable[str], names: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what a reply repeats, as it stands in the reply, each once.

    Args:
        reply: what is to be sent.
        texts: what the reporter wrote.
        names: of people, units and places in the lead, of two characters or more.
    """
    units = list(_units(reply))
    known = {window for text in texts for _, _, window in _windows(list(_units(text)))}
    ranges = [(start, end) for start, end, window in _windows(units) if window in known]
    runs = [_cut(reply, units, start, end) for start, end in _merged(ranges)]
    flat = _flat(reply)
    said = [name for name in names if len(_flat(name)) >= _SHORTEST_NAME and _flat(name) in flat]
    return tuple(dict.fromkeys([*runs, *said]))


_Unit = tuple[str, int, int]
"""A character or a word, folded, and where it begins and ends in its text."""


def _units(text: str) -> Iterator[_Unit]:
    start: int | None = None
    for place, character in enumerate(text):
        if character.isalnum() and not _stands_alone(character):
            start = place if start is None else start
            continue
        if start is not None:
            yield _folded(text[start:place]), start, place
            start = None
        if character.isalnum():
            yield _folded(character), place, place + 1
    if start is not None:
        yield _folded(text[start:]), start, len(text)


def _stands_alone(character: str) -> bool:
    return unicodedata.category(character) == "Lo" or character.isdigit()


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _windows(units: Sequence[_Unit]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The shortest heavy run from each place on: first unit, the one after the last, the words."""
    end = weight = 0
    for start in range(len(units)):
        while weight < _HEAVY and end < len(units):
            weight += _weight(units[end][0])
            end += 1
        if weight < _HEAVY:
            return
        yield start, end, tuple(word for word, _, _ in units[start:end])
        weight -= _weight(units[start][0])


def _weight(unit: str) -> int:
    return -(-len(unit) // 3)


def _merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in ranges:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _cut(text: str, units: Sequence[_Unit], start: int, end: int) -> str:
    return " ".join(text[units[start][1] : units[end - 1][2]].split())


def _flat(text: str) -> str:
    return "".join(character for character in _folded(text) if character.isalnum())
