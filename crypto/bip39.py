"""The two word lists that secrets are written down with: 2,048 characters, 2,048 English words.

A number of 11 bits is a character and a word, so one secret can be written in either.

Source: BIP 39; the lists come with the package `mnemonic`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from mnemonic import Mnemonic

BITS: Final = 11
ENGLISH: Final[tuple[str, ...]] = tuple(Mnemonic("english").wordlist)
CHINESE: Final[tuple[str, ...]] = tuple(Mnemonic("chinese_simplified").wordlist)
# Longer than anything that a person copies from a receipt; more is not looked at.
MAX_TEXT_CHARACTERS: Final = 1000

_TRADITIONAL: Final[tuple[str, ...]] = tuple(Mnemonic("chinese_traditional").wordlist)
# The first four letters tell every word of the English list apart.
_SHORT_LETTERS: Final = 4
# A run of Latin letters is a word, any other letter a character; numbers ("1. abandon"),
# punctuation and line breaks only separate.
_TOKEN: Final = re.compile(r"[a-z]+|[^\W\d_]")


def _index_tokens() -> dict[str, int]:
    # Later lists win, so that no convenience can shadow what was printed.
    found: dict[str, int] = {}
    for tokens in (_TRADITIONAL, [word[:_SHORT_LETTERS] for word in ENGLISH], ENGLISH, CHINESE):
        found.update({token: index for index, token in enumerate(tokens)})
    return found


_INDEXES: Final = _index_tokens()


def read_indexes(text: str) -> list[int | None]:
    """Return the number of each word or character in a text; None for what is in no list.

    Forgiving: full width, capitals, spaces or none between characters, punctuation, line breaks,
    numbering, traditional characters, the first four letters of a word.
    """
    folded = unicodedata.normalize("NFKC", text[:MAX_TEXT_CHARACTERS]).lower()
    return [_INDEXES.get(token) for token in _TOKEN.findall(folded)]


def unknown_positions(indexes: Sequence[int | None]) -> tuple[int, ...]:
    """Return which words, counted from 1, are in no list."""
    return tuple(place for place, index in enumerate(indexes, start=1) if index is None)


def split_bits(value: int, count: int) -> tuple[int, ...]:
    """Return `count` numbers of 11 bits, the most significant first."""
    return tuple(value >> BITS * place & (1 << BITS) - 1 for place in reversed(range(count)))


def join_bits(indexes: Iterable[int]) -> int:
    """Return the number that `split_bits` took apart."""
    value = 0
    for index in indexes:
        value = value << BITS | index
    return value


def to_characters(indexes: Iterable[int]) -> tuple[str, ...]:
    """Return the Chinese character of each number."""
    return tuple(CHINESE[index] for index in indexes)


def to_words(indexes: Iterable[int]) -> tuple[str, ...]:
    """Return the English word of each number."""
    return tuple(ENGLISH[index] for index in indexes)
