"""Secrets that a person writes down: how their places are shown, and typed back as a proof."""

import unicodedata
from typing import Final

from crypto.unlock_phrase import UnlockPhrase

# With four letters every word of both lists, BIP 39's and SLIP-39's, is told apart.
_SHORT_LETTERS: Final = 4

Spellings = tuple[str, ...]
"""One place of a secret, as it can be written: a word, or a word and a character."""


def spell_phrase(phrase: UnlockPhrase) -> tuple[Spellings, ...]:
    """Both spellings of each of its eight places."""
    return tuple(zip(phrase.words, phrase.characters, strict=True))


def is_typed_right(typed: str, spellings: Spellings) -> bool:
    """Whether somebody typed one place of a secret: a spelling, or a word's first four letters."""
    text = unicodedata.normalize("NFKC", typed).strip().lower()
    return any(
        text == spelling or (len(text) >= _SHORT_LETTERS and spelling.startswith(text))
        for spelling in spellings
    )
