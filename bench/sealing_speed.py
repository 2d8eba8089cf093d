"""Sealing a 2 KB report, beside one bare HPKE encryption of the same bytes to the same key."""

import secrets
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PublicKey,
    Suite,
)

from bench.figure import Figure, middle
from crypto.age.mlkem768x25519 import HybridRecipient
from crypto.sealing import seal

REPORT_BYTES = 2048


def measure_sealing(*, rounds: int, times: int) -> Figure:
    """Seal a report many times, in turn with the floor.

    Args:
        rounds: how often the two take turns.
        times: how many reports a turn.
    """
    mlkem = MLKEM768PrivateKey.generate().public_key()
    x25519 = X25519PrivateKey.generate().public_key()
    bare_key = MLKEM768X25519PublicKey(mlkem, x25519)
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    recipient = HybridRecipient(mlkem.public_bytes_raw() + x25519.public_bytes_raw())
    report = secrets.token_bytes(REPORT_BYTES)
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(rounds):
        ours.append(_microseconds(lambda: seal(report, [recipient]), times))
        floor.append(_microseconds(lambda: suite.encrypt(report, bare_key, b"bench"), times))
    return Figure(
        "Sealing a 2 KB report",
        middle(ours),
        middle(floor),
        "µs",
        "one HPKE encryption (ML-KEM-768 with X25519)",
        "at most",
        1.5,
    )


def _microseconds(work: Callable[[], object], times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times * 1e6
