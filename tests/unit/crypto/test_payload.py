"""Payloads: any chunking round-trips, any change is refused, nothing wrong is released."""

import io
import os
from typing import BinaryIO, cast

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.age.errors import HeaderError, PayloadError
from crypto.age.header import derive_key
from crypto.age.payload import (
    CHUNK_BYTES,
    NONCE_BYTES,
    SEALED_CHUNK_BYTES,
    PayloadReader,
    PayloadWriter,
    decrypt_payload,
    encrypt_payload,
    sealed_length,
)

FILE_KEY = b"YELLOW SUBMARINE"
DATA = os.urandom(3 * CHUNK_BYTES + 7)
EDGES = sorted(
    chunks * CHUNK_BYTES + step for chunks in range(4) for step in (-1, 0, 1) if chunks or step >= 0
)


class Plain:
    """A source with `read` and `seekable` only, giving a few bytes at a time."""

    def __init__(self, data: bytes, most: int) -> None:
        self._source = io.BytesIO(data)
        self._most = most

    def seekable(self) -> bool:
        return False

    def read(self, size: int) -> bytes:
        return self._source.read(min(size, self._most))


class Reluctant:
    """A file that takes only a part of what it is given, as an unbuffered one may."""

    def __init__(self, most: int) -> None:
        self.taken = bytearray()
        self._most = most

    def write(self, data: memoryview) -> int:
        self.taken += data[: self._most]
        return min(len(data), self._most)


def write_in_steps(data: bytes, step: int) -> bytes:
    out = io.BytesIO()
    writer = PayloadWriter(out, FILE_KEY)
    for start in range(0, len(data), step):
        assert writer.write(data[start : start + step]) == len(data[start : start + step])
    writer.finish()
    return out.getvalue()


def reference_payload(data: bytes, nonce: bytes) -> bytes:
    """Write a payload as the specification words it, one chunk after the other."""
    cipher = ChaCha20Poly1305(derive_key(FILE_KEY, salt=nonce, info=b"payload"))
    chunks = [data[i : i + CHUNK_BYTES] for i in range(0, len(data), CHUNK_BYTES)] or [b""]
    counter = [index.to_bytes(11, "big") for index in range(len(chunks))]
    flags = [b"\0"] * (len(chunks) - 1) + [b"\1"]
    sealed = (
        cipher.encrypt(count + flag, chunk, None)
        for count, flag, chunk in zip(counter, flags, chunks, strict=True)
    )
    return nonce + b"".join(sealed)


@pytest.mark.parametrize("length", EDGES)
@pytest.mark.parametrize("step", [4093, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 1 << 20])
def test_every_length_and_step_around_a_chunks_edge(length: int, step: int) -> None:
    payload = write_in_steps(DATA[:length], step)
    assert payload == reference_payload(DATA[:length], payload[:NONCE_BYTES])
    assert len(payload) == sealed_length(length)
    assert decrypt_payload(payload, FILE_KEY) == DATA[:length]


@pytest.mark.parametrize("length", EDGES)
def test_sealing_whole_is_sealing_in_pieces(length: int) -> None:
    payload = encrypt_payload(DATA[:length], FILE_KEY)
    assert payload == reference_payload(DATA[:length], payload[:NONCE_BYTES])


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2 * CHUNK_BYTES + 1) | st.just(CHUNK_BYTES),
            st.sampled_from([bytes, bytearray, memoryview]),
        ),
        max_size=6,
    )
)
@settings(max_examples=60)
def test_any_mixture_of_writes_round_trips(
    writes: list[tuple[int, type[bytes] | type[bytearray] | type[memoryview]]],
) -> None:
    out, expected = io.BytesIO(), b""
    writer = PayloadWriter(out, FILE_KEY)
    for size, kind in writes:
        buffer = kind(DATA[:size])
        writer.write(buffer)
        if isinstance(buffer, bytearray):
            buffer[:] = bytes(size)  # the caller may use its buffer again at once
        expected += DATA[:size]
    writer.finish()
    assert decrypt_payload(out.getvalue(), FILE_KEY) == expected


@pytest.mark.parametrize("most", [1000, CHUNK_BYTES, 1 << 20])
def test_sources_and_files_that_take_less_than_asked(most: int) -> None:
    out = Reluctant(most)
    writer = PayloadWriter(cast("BinaryIO", out), FILE_KEY)
    writer.write(DATA)
    writer.finish()
    reader = PayloadReader(cast("BinaryIO", Plain(bytes(out.taken), most)), FILE_KEY)
    assert not reader.seekable()
    with pytest.raises(io.UnsupportedOperation):
        reader.seek(0)
    assert reader.read() == DATA


def test_a_file_that_takes_nothing_is_an_error() -> None:
    with pytest.raises(BlockingIOError):
        PayloadWriter(cast("BinaryIO", Reluctant(0)), FILE_KEY)


def test_a_finished_payload_takes_no_more() -> None:
    writer = PayloadWriter(io.BytesIO(), FILE_KEY)
    assert writer.writable()
    writer.finish()
    assert not writer.writable()
    with pytest.raises(ValueError, match="finished"):
        writer.write(b"x")
    with pytest.raises(ValueError, match="finished"):
        writer.finish()


@pytest.mark.parametrize("length", EDGES)
def test_a_payload_that_was_not_finished_is_refused(length: int) -> None:
    out = io.BytesIO()
    writer = PayloadWriter(out, FILE_KEY)
    writer.write(DATA[:length])
    writer.close()
    with pytest.raises(PayloadError):
        decrypt_payload(out.getvalue(), FILE_KEY)


@given(st.data())
@settings(max_examples=100)
def test_a_flipped_bit_is_refused_and_releases_only_the_chunks_before(data: st.DataObject) -> None:
    payload = bytearray(encrypt_payload(DATA, FILE_KEY))
    place = data.draw(st.integers(0, len(payload) - 1) | st.integers(0, 32))
    payload[place] ^= 1 << data.draw(st.integers(0, 7))
    whole_chunks = max(0, place - NONCE_BYTES) // SEALED_CHUNK_BYTES
    assert released(bytes(payload)) == DATA[: whole_chunks * CHUNK_BYTES]
    with pytest.raises(PayloadError):
        decrypt_payload(bytes(payload), FILE_KEY)


@given(st.integers(NONCE_BYTES, sealed_length(len(DATA)) - 1))
@settings(max_examples=60)
def test_a_truncated_payload_is_refused(length: int) -> None:
    payload = encrypt_payload(DATA, FILE_KEY)[:length]
    with pytest.raises(PayloadError):
        decrypt_payload(payload, FILE_KEY)
    assert DATA.startswith(released(payload))


@pytest.mark.parametrize("order", ["1012", "102", "0", "01", "02", "0012", "0112", "012", "01233"])
def test_chunks_dropped_doubled_or_reordered_are_refused(order: str) -> None:
    payload = encrypt_payload(DATA, FILE_KEY)
    body = payload[NONCE_BYTES:]
    chunks = [body[i : i + SEALED_CHUNK_BYTES] for i in range(0, len(body), SEALED_CHUNK_BYTES)]
    changed = payload[:NONCE_BYTES] + b"".join(chunks[int(index)] for index in order)
    with pytest.raises(PayloadError):
        decrypt_payload(changed, FILE_KEY)
    assert DATA.startswith(released(changed))


@given(st.integers(0, sealed_length(len(DATA))), st.binary(min_size=1, max_size=3))
@settings(max_examples=40)
def test_bytes_put_in_are_refused(place: int, extra: bytes) -> None:
    payload = encrypt_payload(DATA, FILE_KEY)
    with pytest.raises(PayloadError):
        decrypt_payload(payload[:place] + extra + payload[place:], FILE_KEY)


def test_a_missing_nonce_counts_to_the_header() -> None:
    for length in range(NONCE_BYTES):
        with pytest.raises(HeaderError):
            decrypt_payload(bytes(length), FILE_KEY)


def test_an_error_stays() -> None:
    payload = encrypt_payload(DATA, FILE_KEY)[:-1]
    reader = PayloadReader(io.BytesIO(payload), FILE_KEY)
    for _ in range(2):
        with pytest.raises(PayloadError):
            reader.read()


@given(st.lists(st.tuples(st.integers(0, len(DATA) + 9), st.integers(-1, 70_000)), max_size=8))
@settings(max_examples=60)
def test_seeking_reads_what_a_plain_file_would(moves: list[tuple[int, int]]) -> None:
    plain = io.BytesIO(DATA)
    reader = PayloadReader(io.BytesIO(encrypt_payload(DATA, FILE_KEY)), FILE_KEY)
    assert reader.readable()
    for target, size in moves:
        assert reader.seek(target) == plain.seek(target)
        assert reader.read(size) == plain.read(size)
        assert reader.tell() == plain.tell()


@pytest.mark.parametrize("length", EDGES)
def test_the_end_can_be_found_at_every_length(length: int) -> None:
    reader = PayloadReader(io.BytesIO(encrypt_payload(DATA[:length], FILE_KEY)), FILE_KEY)
    assert reader.verified_length() == length
    assert reader.seek(0, os.SEEK_END) == length
    assert reader.read() == b""
    assert reader.seek(-length, os.SEEK_CUR) == 0
    assert reader.read() == DATA[:length]
    with pytest.raises(ValueError, match="before"):
        reader.seek(-1)


def test_seeking_in_a_truncated_payload_is_refused() -> None:
    payload = encrypt_payload(DATA, FILE_KEY)
    for length in (len(payload) - 1, NONCE_BYTES + SEALED_CHUNK_BYTES, NONCE_BYTES):
        with pytest.raises(PayloadError):
            PayloadReader(io.BytesIO(payload[:length]), FILE_KEY).seek(1)


def test_a_reader_is_an_ordinary_file() -> None:
    reader = PayloadReader(io.BytesIO(encrypt_payload(b"one\ntwo\n", FILE_KEY)), FILE_KEY)
    assert io.BufferedReader(cast("io.RawIOBase", reader)).readlines() == [b"one\n", b"two\n"]


def released(payload: bytes) -> bytes:
    """Return what a streaming reader hands out before it fails."""
    reader = PayloadReader(io.BytesIO(payload), FILE_KEY)
    parts: list[bytes] = []
    with pytest.raises(PayloadError):
        parts.extend(iter(reader.read1, b""))
    return b"".join(parts)
