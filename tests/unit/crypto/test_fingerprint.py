"""Fingerprints: eight words that stand for one recipient."""

from crypto import bip39
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.fingerprint import fingerprint


def test_a_known_fingerprint() -> None:
    # SHA-256 of "abc" begins ba7816bf 8f01cfea 414140 (FIPS 180-4): 88 bits in groups of eleven.
    bits = f"{0xBA7816BF8F01CFEA414140:088b}"
    indexes = [int(bits[start : start + 11], 2) for start in range(0, 88, 11)]
    assert fingerprint("abc").words == bip39.to_words(indexes)
    assert fingerprint("abc").characters == bip39.to_characters(indexes)


def test_recipients_differ() -> None:
    first, second = (HybridIdentity.generate().recipient.encode() for _ in range(2))
    assert fingerprint(first) != fingerprint(second)
    assert len(fingerprint(first).words) == len(fingerprint(first).characters) == 8
