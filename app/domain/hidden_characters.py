"""Characters that a reader does not see, and that change what is read: made visible, never dropped.

Turned writing shows `gpj.exe` as `exe.jpg`, a zero-width space parts a name that a search then
misses, a terminal's controls overwrite what stood there.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SHOWN_AS_THEY_ARE: Final = "\n\t"
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories: controls, formats, halves of letters, private, none, line ends."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, or one hidden character by its number."""

    text: str
    is_hidden: bool = False


def show_hidden(text: str) -> Iterator[Piece]:
    """The text in pieces; each hidden character is one of its own, as `U+202E`."""
    start = 0
    for place, letter in enumerate(text):
        if letter in _SHOWN_AS_THEY_ARE or unicodedata.category(letter) not in _HIDDEN:
            continue
        if start < place:
            yield Piece(text[start:place])
        yield Piece(f"U+{ord(letter):04X}", is_hidden=True)
        start = place + 1
    if start < len(text):
        yield Piece(text[start:])
