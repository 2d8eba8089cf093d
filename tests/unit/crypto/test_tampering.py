"""A file that was changed is refused through every way of reading it, and never ends as if whole.

What a stream hands on before it notices is exactly the chunks before the first change.
"""

import io
import os
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.age.armor import ArmorReader, encode_armor
from crypto.age.errors import AgeError, HeaderError, HeaderMacError, PayloadError
from crypto.age.file import decrypt_bytes, decrypt_file
from crypto.age.header import Stanza, encode_header, read_header
from crypto.age.keys import find_file_key
from crypto.age.payload import (
    CHUNK_BYTES,
    NONCE_BYTES,
    SEALED_CHUNK_BYTES,
    PayloadReader,
    encrypt_payload,
)
from crypto.age.x25519 import X25519Identity
from crypto.sealing import open_sealed, wrap_file_key

FILE_KEY = b"YELLOW SUBMARINE"
IDENTITY = X25519Identity.generate()
HEADER = wrap_file_key(FILE_KEY, IDENTITY.recipient)
DATA = os.urandom(3 * CHUNK_BYTES)
LENGTHS = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, len(DATA) - 1]
PAYLOADS = {length: encrypt_payload(DATA[:length], FILE_KEY) for length in (*LENGTHS, len(DATA))}

# A way of reading: it yields what is released, and raises where it notices.
Way = Callable[[bytes], Iterator[bytes]]


class Trickle(io.RawIOBase):
    """A file that gives a prime number of bytes at a time and cannot seek."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._source = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return self._source.readinto(memoryview(buffer)[:8191])


class Released(io.RawIOBase):
    """A file that keeps what was written, also when the writer fails later."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.parts.append(bytes(data))
        return len(data)


def open_reader(file: BinaryIO) -> PayloadReader:
    return PayloadReader(file, find_file_key(read_header(file), [IDENTITY]))


def from_stream(file: BinaryIO, armor: bool) -> Iterator[bytes]:
    out = Released()
    try:
        decrypt_file(file, cast("BinaryIO", out), [IDENTITY], armor=armor)
    finally:
        yield from out.parts


def stream(data: bytes) -> Iterator[bytes]:
    return from_stream(io.BytesIO(data), armor=False)


def slow_stream(data: bytes) -> Iterator[bytes]:
    return from_stream(cast("BinaryIO", Trickle(data)), armor=False)


def armored(data: bytes) -> Iterator[bytes]:
    return from_stream(io.BytesIO(encode_armor(data)), armor=True)


def armored_reader(data: bytes) -> Iterator[bytes]:
    armor = io.BufferedReader(ArmorReader(io.BytesIO(encode_armor(data))))
    yield from iter(open_reader(cast("BinaryIO", armor)).read1, b"")


def read_in_steps(data: bytes) -> Iterator[bytes]:
    reader = open_reader(io.BytesIO(data))
    while part := reader.read1(10_007):
        yield part


def read_into_a_buffer(data: bytes) -> Iterator[bytes]:
    buffer = bytearray(CHUNK_BYTES)
    reader = open_reader(io.BytesIO(data))
    while count := reader.readinto1(buffer):
        yield bytes(buffer[:count])


def read_after_a_seek(data: bytes) -> Iterator[bytes]:
    reader = open_reader(io.BytesIO(data))
    yield reader.read1(1)
    reader.seek(1)
    yield from iter(reader.read1, b"")


def whole(data: bytes) -> Iterator[bytes]:
    yield decrypt_bytes(data, [IDENTITY])


def two_halves(data: bytes) -> Iterator[bytes]:
    yield open_sealed(data[: len(HEADER)], data[len(HEADER) :], IDENTITY)


STREAMS: list[Way] = [
    *(stream, slow_stream, armored, armored_reader, read_in_steps, read_into_a_buffer),
]
WHOLE: list[Way] = [whole, two_halves]
SEEKING: list[Way] = [read_after_a_seek]
WAYS = STREAMS + WHOLE + SEEKING


def released(way: Way, data: bytes) -> tuple[bytes, type[AgeError] | None]:
    """What a way of reading hands out, and how it ends."""
    parts: list[bytes] = []
    try:
        parts.extend(way(data))
    except AgeError as error:
        return b"".join(parts), type(error)
    return b"".join(parts), None


def unchanged(payload: bytes, original: bytes) -> int:
    """How many whole chunks stand at the front as they were written."""
    if payload[:NONCE_BYTES] != original[:NONCE_BYTES]:
        return 0
    chunks, originals = in_chunks(payload), in_chunks(original)
    same = [chunk == other for chunk, other in zip(chunks, originals, strict=False)]
    return (*same, False).index(False)


def in_chunks(payload: bytes) -> list[bytes]:
    body = payload[NONCE_BYTES:]
    return [body[i : i + SEALED_CHUNK_BYTES] for i in range(0, len(body), SEALED_CHUNK_BYTES)]


@st.composite
def changed_payloads(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A payload with one change of any kind, and as it was."""
    original = PAYLOADS[draw(st.sampled_from(sorted(PAYLOADS)))]
    edges = range(NONCE_BYTES, len(original) + 1, SEALED_CHUNK_BYTES)
    place = st.integers(0, len(original)) | st.sampled_from(edges)
    start, end = sorted((draw(place), draw(place)))
    piece = original[start:end]
    changes = {
        "flip": original[:start]
        + bytes(byte ^ 1 << draw(st.integers(0, 7)) for byte in original[start : start + 1])
        + original[start + 1 :],
        "drop": original[:start] + original[end:],
        "double": original[:end] + piece + original[end:],
        "swap": piece + original[:start] + original[end:],
        "truncate": original[:start],
        "extend": original + piece,
        "insert": original[:start] + draw(st.binary(min_size=1, max_size=20)) + original[start:],
    }
    changed = changes[draw(st.sampled_from(sorted(changes)))]
    return changed, original


@given(changed_payloads())
@settings(max_examples=150)
def test_any_change_is_refused_through_every_way_of_reading(case: tuple[bytes, bytes]) -> None:
    payload, original = case
    if payload == original:
        return
    good = DATA[: unchanged(payload, original) * CHUNK_BYTES]
    for way in WAYS:
        given_out, error = released(way, HEADER + payload)
        assert error is (HeaderError if len(payload) < NONCE_BYTES else PayloadError), way
        if way in STREAMS:
            assert given_out == good, way
        else:
            assert good.startswith(given_out), way
            assert way not in WHOLE or not given_out, way


def plain_length(payload: bytes) -> int:
    return sum(len(chunk) - 16 for chunk in in_chunks(payload))


ORDERS = ["1012", "102", "0", "01", "02", "0012", "0112", "0121", "0122", "2", "21", "210", ""]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("length", [len(DATA) - 1, len(DATA)])
@pytest.mark.parametrize("way", WAYS)
def test_chunks_dropped_doubled_or_reordered_are_refused(way: Way, length: int, order: str) -> None:
    original = PAYLOADS[length]
    chunks = in_chunks(original)
    payload = original[:NONCE_BYTES] + b"".join(chunks[int(index)] for index in order)
    given_out, error = released(way, HEADER + payload)
    assert error is PayloadError
    assert DATA[: unchanged(payload, original) * CHUNK_BYTES].startswith(given_out)


@pytest.mark.parametrize("length", [*LENGTHS, len(DATA)])
@pytest.mark.parametrize("way", WAYS)
def test_every_way_reads_what_was_not_changed(way: Way, length: int) -> None:
    assert released(way, HEADER + PAYLOADS[length]) == (DATA[:length], None)


@given(changed_payloads(), st.integers(0, len(DATA)), st.integers(1, CHUNK_BYTES + 1))
@settings(max_examples=150)
def test_a_range_of_a_changed_file_is_right_or_refused(
    case: tuple[bytes, bytes], start: int, size: int
) -> None:
    payload, original = case
    if payload == original or len(payload) < NONCE_BYTES:
        return
    plaintext = DATA[: plain_length(original)]
    reader = PayloadReader(io.BytesIO(payload), FILE_KEY)
    try:
        reader.seek(start)
        assert reader.read(size) == plaintext[start : start + size]
    except PayloadError:
        with pytest.raises(PayloadError):
            reader.read()
        return
    # Only a change in between can pass unseen by a range: the length and the end are proven.
    assert reader.verified_length() == len(plaintext)
    assert len(payload) == len(original)


def test_a_flipped_bit_anywhere_in_the_header_is_refused_before_any_byte() -> None:
    data = HEADER + PAYLOADS[1]
    for place in range(len(HEADER)):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        for way in (stream, whole, two_halves):
            given_out, error = released(way, changed)
            assert error is not None
            assert given_out == b""


def test_a_stanza_put_in_is_refused() -> None:
    stanza = IDENTITY.recipient.wrap(FILE_KEY)
    other = encode_header([stanza, Stanza("grease", (), b"")], bytes(16))
    for way in (stream, slow_stream, armored, whole):
        assert released(way, other + PAYLOADS[1]) == (b"", HeaderMacError)
