"""SLIP-39's own vectors: sets of shares that give a secret, and sets that must be refused."""

import json
from pathlib import Path

import pytest

from crypto.secret_sharing import SharesError, join_secret

FILE = Path(__file__).parent / "slip39" / "vectors.json"
# Description, shares, secret in hexadecimal (empty: to be refused), a wallet's key made from it.
VECTORS: list[tuple[str, list[str], str, str]] = [
    tuple(vector) for vector in json.loads(FILE.read_text(encoding="utf-8"))
]
PASSPHRASE = b"TREZOR"

# What a vector's description calls wrong, and the word that we have for it.
REASONS = {
    "invalid checksum": "checksum",
    "invalid padding": "checksum",
    "greater group threshold than group counts": "checksum",
    "insufficient length": "length",
    "invalid master secret length": "length",
    "different identifiers": "mixed",
    "different iteration exponents": "mixed",
    "mismatching": "mixed",
    "duplicate member indices": "mixed",
    "invalid digest": "mixed",
    "Insufficient number of groups": "too_few",
    "insufficient number of members": "too_few",
    "Basic sharing": "too_few",
}


def test_every_vector_is_here() -> None:
    assert [int(vector[0].partition(".")[0]) for vector in VECTORS] == list(range(1, 46))
    assert sum(1 for vector in VECTORS if vector[2]) == 15


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector[0])
def test_vector(vector: tuple[str, list[str], str, str]) -> None:
    description, shares, secret, _ = vector
    if secret:
        assert join_secret(shares, passphrase=PASSPHRASE).hex() == secret
        return
    with pytest.raises(SharesError) as refused:
        join_secret(shares, passphrase=PASSPHRASE)
    [reason] = {reason for words, reason in REASONS.items() if words in description}
    assert refused.value.reason == reason
