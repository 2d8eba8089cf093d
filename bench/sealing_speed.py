"""Sealing a 2 KB report and opening small headers, beside the bare HPKE operation.

Turns are short, ours and the floor's alternate, and the quickest turn of each counts: whatever else
the machine does can only make a turn longer.
"""

import secrets
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from bench.figure import Figure
from crypto.age.header import parse_header
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.sealing import new_file_key, seal, unwrap_file_key, wrap_file_key

REPORT_BYTES = 2048
HEADERS_PER_REPORT = 20
_INFO = b"bench"
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

_HEADER = wrap_file_key(new_file_key(), HybridIdentity.generate().recipient)
_REPORTS_PER_TURN = 20
_HEADERS_PER_TURN = 20


def measure_sealing(*, rounds: int, times: int) -> list[Figure]:
    """Seal one report often, and open many headers, in turn with the floors.

    Args:
        rounds: how often each report and each header is measured.
        times: how many reports a round; 20 times as many headers are opened.
    """
    return [
        _measure_reports(rounds, times),
        _measure_headers(rounds, times * HEADERS_PER_REPORT),
    ]


def _measure_reports(rounds: int, times: int) -> Figure:
    recipient = HybridIdentity.generate().recipient
    bare_key = MLKEM768X25519PublicKey(
        MLKEM768PrivateKey.generate().public_key(), X25519PrivateKey.generate().public_key()
    )
    report = secrets.token_bytes(REPORT_BYTES)
    # The same report each time, so that the quickest turn of all stands for every one.
    turn = range(min(times, _REPORTS_PER_TURN))

    def ours(_: int) -> None:
        seal(report, [recipient])

    def floor(_: int) -> None:
        _SUITE.encrypt(report, bare_key, _INFO)

    return Figure(
        "Sealing a 2 KB report",
        *_quickest(ours, floor, turn, rounds=rounds * times // len(turn), turn=len(turn)),
        "µs",
        "one HPKE encryption (ML-KEM-768 with X25519)",
        "at most",
        1.3,
    )


def _measure_headers(rounds: int, count: int) -> Figure:
    """Open `count` headers, all different, with an identity whose key was expanded once."""
    identity = HybridIdentity.generate()
    headers = [wrap_file_key(new_file_key(), identity.recipient) for _ in range(count)]
    mlkem, x25519 = MLKEM768PrivateKey.generate(), X25519PrivateKey.generate()
    bare_key = MLKEM768X25519PrivateKey(mlkem, x25519)
    public = MLKEM768X25519PublicKey(mlkem.public_key(), x25519.public_key())
    sealed = [_SUITE.encrypt(new_file_key(), public, _INFO) for _ in range(count)]

    def ours(index: int) -> None:
        unwrap_file_key(headers[index], identity)

    def floor(index: int) -> None:
        _SUITE.decrypt(sealed[index], bare_key, _INFO)

    return Figure(
        f"Opening {count:,} small headers, each",
        *_quickest(ours, floor, range(count), rounds=rounds, turn=_HEADERS_PER_TURN),
        "µs",
        "one HPKE decryption; both with their key expanded once",
        "at most",
        1.3,
    )


def _quickest(
    ours: Callable[[int], None],
    floor: Callable[[int], None],
    items: range,
    *,
    rounds: int,
    turn: int,
) -> tuple[float, float]:
    """The mean microseconds of one item on each side, from the quickest round of every turn."""
    our_total = floor_total = 0.0
    for start in range(0, len(items), turn):
        turns = [_alternate(ours, floor, items[start : start + turn]) for _ in range(rounds)]
        our_total += min(our for our, _ in turns)
        floor_total += min(bare for _, bare in turns)
    return our_total / len(items) * 1e6, floor_total / len(items) * 1e6


def _alternate(
    ours: Callable[[int], None], floor: Callable[[int], None], items: range
) -> tuple[float, float]:
    """The seconds that both took in all, one item of each at a time.

    Before each, off the clock, the same piece of other work: right after itself an HPKE operation
    takes a third longer than after anything else, which would flatter whatever surrounds it.
    """
    our_seconds = floor_seconds = 0.0
    clock = time.perf_counter
    for item in items:
        parse_header(_HEADER)
        start = clock()
        ours(item)
        our_seconds += clock() - start
        parse_header(_HEADER)
        start = clock()
        floor(item)
        floor_seconds += clock() - start
    return our_seconds, floor_seconds
