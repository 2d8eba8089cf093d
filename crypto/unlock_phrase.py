"""Unlock phrases: generated, never chosen, for officers' identities and for paper backups.

Eight words of 11 random bits. 88 bits behind scrypt are out of reach for anybody who stole the
sealed file, which no password that people choose would be.
"""

import secrets
from dataclasses import dataclass, field
from typing import Final, Literal

from crypto import bip39

PHRASE_WORDS: Final = 8
PHRASE_BITS: Final = PHRASE_WORDS * bip39.BITS


class UnlockPhraseError(ValueError):
    """A text is not an unlock phrase.

    Attributes:
        reason: "words": some are in no list; "length": not eight.
        unknown_positions: which words are in no list, counted from 1.
    """

    def __init__(
        self, reason: Literal["words", "length"], unknown_positions: tuple[int, ...] = ()
    ) -> None:
        super().__init__(f"not an unlock phrase: {reason}")
        self.reason = reason
        self.unknown_positions = unknown_positions


@dataclass(frozen=True, slots=True)
class UnlockPhrase:
    """88 secret bits in their three spellings; printing the object does not show them."""

    words: tuple[str, ...] = field(repr=False)
    characters: tuple[str, ...] = field(repr=False)

    @property
    def passphrase(self) -> str:
        """The spelling that goes into scrypt: the English words with hyphens, as age's own."""
        return "-".join(self.words)


def generate_unlock_phrase() -> UnlockPhrase:
    """Return a new phrase from the system's random numbers."""
    return _spell(bip39.split_bits(secrets.randbits(PHRASE_BITS), PHRASE_WORDS))


def parse_unlock_phrase(text: str) -> UnlockPhrase:
    """Read what a person typed: characters or words, as forgiving as `bip39.read_indexes`.

    Raises:
        UnlockPhraseError: it says what is wrong without repeating the text.
    """
    indexes = bip39.read_indexes(text)
    unknown = bip39.unknown_positions(indexes)
    if unknown:
        raise UnlockPhraseError("words", unknown)
    if len(indexes) != PHRASE_WORDS:
        raise UnlockPhraseError("length")
    return _spell(tuple(index for index in indexes if index is not None))


def normalise_unlock_phrase(text: str) -> str:
    """Return the passphrase that a typed phrase stands for, `word-word-...`.

    Raises:
        UnlockPhraseError: the text is not an unlock phrase.
    """
    return parse_unlock_phrase(text).passphrase


def _spell(indexes: tuple[int, ...]) -> UnlockPhrase:
    return UnlockPhrase(bip39.to_words(indexes), bip39.to_characters(indexes))
