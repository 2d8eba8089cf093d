"""Fingerprints: a public key in eight words, so that people can compare it by eye or by phone.

88 bits of SHA-256: finding another key with the same words takes 2^88 tries.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from crypto import bip39

FINGERPRINT_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One fingerprint in its two spellings."""

    characters: tuple[str, ...]
    words: tuple[str, ...]


def fingerprint(recipient: str) -> Fingerprint:
    """Return the fingerprint of a recipient's text (`age1pq1...`): its SHA-256's first 88 bits."""
    digest = hashlib.sha256(recipient.encode()).digest()
    bits = FINGERPRINT_WORDS * bip39.BITS
    indexes = bip39.split_bits(
        int.from_bytes(digest, "big") >> len(digest) * 8 - bits, FINGERPRINT_WORDS
    )
    return Fingerprint(bip39.to_characters(indexes), bip39.to_words(indexes))
