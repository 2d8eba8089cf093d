"""Writers and readers are ordinary binary files, in constant memory, and reading one seeks."""

import gzip
import io
import os
import shutil
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Callable
from typing import BinaryIO, cast

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.age.armor import ArmorReader, ArmorWriter, decode_armor, encode_armor
from crypto.age.errors import ArmorError, PayloadError
from crypto.age.file import decrypt_file, encrypt_file
from crypto.age.payload import (
    CHUNK_BYTES,
    NONCE_BYTES,
    SEALED_CHUNK_BYTES,
    PayloadReader,
    PayloadWriter,
    decrypt_payload,
    encrypt_payload,
)
from crypto.age.raw_io import read_pieces, read_up_to, write_all
from crypto.age.x25519 import X25519Identity

FILE_KEY = b"YELLOW SUBMARINE"
DATA = os.urandom(9 * CHUNK_BYTES + 7)
PAYLOAD = encrypt_payload(DATA, FILE_KEY)
EDGES = [
    *(0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1),
    *(2 * CHUNK_BYTES - 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 1),
]
STEPS = [1, 4093, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 1 << 20]


class Zeros(io.RawIOBase):
    """A long file that is nowhere."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._left = length

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        count = min(len(buffer), self._left)
        self._left -= count
        return count


class Pipe(io.RawIOBase):
    """A file that now and then has no bytes, or takes none, though it has not ended."""

    def __init__(self, *answers: bytes | None) -> None:
        super().__init__()
        self._answers = list(answers)

    def read(self, _size: int = -1, /) -> bytes | None:
        return self._answers.pop(0) if self._answers else b""

    def readinto(self, buffer: bytearray) -> int | None:  # type: ignore[override]
        answer = self.read()
        buffer[: len(answer or b"")] = answer or b""
        return None if answer is None else len(answer)


class Failing(io.BytesIO):
    """A file on a disk that is full for one write, and takes half of it."""

    def __init__(self, failing: int) -> None:
        super().__init__()
        self._writes_left = failing

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._writes_left -= 1
        if self._writes_left == 0:
            super().write(data[: len(data) // 2])
            raise OSError("no space left")
        return super().write(data)


def by_read(reader: PayloadReader, step: int) -> bytes:
    return b"".join(iter(lambda: reader.read(step), b""))


def by_read1(reader: PayloadReader, step: int) -> bytes:
    return b"".join(iter(lambda: reader.read1(step), b""))


def by_readinto(reader: PayloadReader, step: int) -> bytes:
    buffer, parts = bytearray(step), []
    while count := reader.readinto(buffer):
        parts.append(bytes(buffer[:count]))
    return b"".join(parts)


@pytest.mark.parametrize("read", [by_read, by_read1, by_readinto])
@pytest.mark.parametrize("step", STEPS)
def test_every_length_reads_in_every_step(
    read: Callable[[PayloadReader, int], bytes], step: int
) -> None:
    for length in EDGES:
        payload = encrypt_payload(DATA[:length], FILE_KEY)
        assert read(PayloadReader(io.BytesIO(payload), FILE_KEY), step) == DATA[:length]


@pytest.mark.parametrize("length", EDGES)
def test_bytes_written_one_by_one_are_the_same_file(length: int) -> None:
    out = io.BytesIO()
    with PayloadWriter(out, FILE_KEY) as writer:
        for place in range(length):
            writer.write(DATA[place : place + 1])
    assert decrypt_payload(out.getvalue(), FILE_KEY) == DATA[:length]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """How often each chunk was opened."""
    counts: Counter[int] = Counter()

    class CountingCipher:
        def __init__(self, key: bytes) -> None:
            self._cipher = ChaCha20Poly1305(key)

        def decrypt(self, nonce: bytes, data: bytes, associated: None) -> bytes:
            counts[int.from_bytes(nonce[:11], "big")] += 1
            return self._cipher.decrypt(nonce, data, associated)

    monkeypatch.setattr("crypto.age.payload.ChaCha20Poly1305", CountingCipher)
    return counts


LAST = len(DATA) // CHUNK_BYTES
RANGES = [
    *((0, 1), (0, CHUNK_BYTES), (1, CHUNK_BYTES), (CHUNK_BYTES - 1, 1), (CHUNK_BYTES - 1, 2)),
    *((3 * CHUNK_BYTES, 2 * CHUNK_BYTES), (4 * CHUNK_BYTES + 5, 3 * CHUNK_BYTES)),
    *((len(DATA) - 1, 1), (len(DATA) - 9, 9), (len(DATA), 5), (len(DATA) + 9, 5), (0, len(DATA))),
]


@pytest.mark.parametrize(("start", "size"), RANGES)
def test_a_range_opens_its_own_chunks_and_the_last_one_to_prove_the_end(
    start: int, size: int, opened: Counter[int]
) -> None:
    reader = PayloadReader(io.BytesIO(PAYLOAD), FILE_KEY)
    assert reader.seek(0, os.SEEK_END) == len(DATA)  # as a web server does, to learn the length
    reader.seek(start)
    assert reader.read(size) == DATA[start : start + size]
    touched = list(range(start // CHUNK_BYTES, -(-min(start + size, len(DATA)) // CHUNK_BYTES)))
    proof = [] if touched == [LAST] else [LAST]
    assert opened == Counter(touched + proof)


def test_moving_about_opens_nothing(opened: Counter[int]) -> None:
    reader = PayloadReader(io.BytesIO(PAYLOAD), FILE_KEY)
    for target in (5 * CHUNK_BYTES, 0, len(DATA), 7, 2 * CHUNK_BYTES + 1):
        assert reader.seek(target) == reader.tell() == target
    assert opened == {LAST: 1}


@given(st.lists(st.tuples(st.integers(0, len(DATA) + 9), st.integers(-1, 140_000)), max_size=8))
@settings(max_examples=60)
def test_any_ranges_are_those_of_a_plain_file(moves: list[tuple[int, int]]) -> None:
    plain, reader = io.BytesIO(DATA), PayloadReader(io.BytesIO(PAYLOAD), FILE_KEY)
    for target, size in moves:
        back = target - reader.tell()
        assert reader.seek(back, os.SEEK_CUR) == plain.seek(target)
        assert reader.read(size) == plain.read(size)
        assert reader.tell() == plain.tell()


def test_asking_for_the_length_leaves_the_place() -> None:
    reader = PayloadReader(io.BytesIO(PAYLOAD), FILE_KEY)
    assert reader.read(70_000) == DATA[:70_000]
    assert reader.verified_length() == len(DATA)
    assert reader.read() == DATA[70_000:]


def test_a_reader_that_failed_stays_failed_wherever_it_goes() -> None:
    place = NONCE_BYTES + SEALED_CHUNK_BYTES
    broken = PAYLOAD[:place] + b"\0" + PAYLOAD[place + 1 :]
    reader = PayloadReader(io.BytesIO(broken), FILE_KEY)
    with pytest.raises(PayloadError):
        reader.read()
    for target in (0, CHUNK_BYTES, 3 * CHUNK_BYTES, len(DATA)):
        reader.seek(target)
        with pytest.raises(PayloadError):
            reader.read()
    reader = PayloadReader(io.BytesIO(PAYLOAD[:-1]), FILE_KEY)
    for _ in range(2):
        with pytest.raises(PayloadError):
            reader.seek(0)
        with pytest.raises(PayloadError):
            reader.read(1)


def test_the_standard_library_takes_them_for_files() -> None:
    sealed = io.BytesIO()
    with PayloadWriter(sealed, FILE_KEY) as writer, zipfile.ZipFile(writer, "w") as archive:
        archive.writestr("first", DATA)
        archive.writestr("second", b"hello")
    sealed.seek(0)
    with PayloadReader(sealed, FILE_KEY) as reader, zipfile.ZipFile(reader) as archive:
        assert archive.read("second") == b"hello"
        assert archive.read("first") == DATA
    assert not sealed.closed


def test_armor_over_a_payload_over_gzip_and_back() -> None:
    text, plain = io.BytesIO(), io.BytesIO()
    with (
        ArmorWriter(text) as armor,
        PayloadWriter(cast("BinaryIO", armor), FILE_KEY) as writer,
        gzip.open(cast("BinaryIO", writer), "wb") as packed,
    ):
        packed.write(DATA)
    text.seek(0)
    with (
        ArmorReader(text) as unarmored,
        PayloadReader(cast("BinaryIO", unarmored), FILE_KEY) as reader,
        gzip.open(cast("BinaryIO", reader)) as unpacked,
    ):
        shutil.copyfileobj(unpacked, plain)
    assert plain.getvalue() == DATA


def test_an_error_within_a_block_leaves_nothing_that_passes_for_whole() -> None:
    out, text = io.BytesIO(), io.BytesIO()

    def fail() -> None:
        with ArmorWriter(text) as armor, PayloadWriter(out, FILE_KEY) as writer:
            armor.write(b"hello")
            writer.write(b"hello")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    with pytest.raises(PayloadError):
        decrypt_payload(out.getvalue(), FILE_KEY)
    with pytest.raises(ArmorError):
        decode_armor(text.getvalue())


def test_what_is_closed_or_finished_takes_and_gives_nothing() -> None:
    writers = (PayloadWriter(io.BytesIO(), FILE_KEY), ArmorWriter(io.BytesIO()))
    writer: PayloadWriter | ArmorWriter
    for writer in writers:
        with writer:
            assert writer.writable()
            writer.finish()  # earlier than the block's end is well, too
        assert not writer.writable()
        with pytest.raises(ValueError, match=r"finished|closed"):
            writer.write(b"x")
    reader = PayloadReader(io.BytesIO(PAYLOAD), FILE_KEY)
    armor = ArmorReader(io.BytesIO(encode_armor(DATA)))
    for file in (reader, armor):
        file.close()
        with pytest.raises(ValueError, match="closed"):
            file.read(1)
    with pytest.raises(ValueError, match="closed"):
        reader.seek(0)


def write_often(writer: PayloadWriter | ArmorWriter) -> None:
    for _ in range(4):
        writer.write(DATA[: 2 * CHUNK_BYTES])


@pytest.mark.parametrize("failing", [2, 3, 4])
def test_after_a_failed_write_nothing_can_follow(failing: int) -> None:
    for open_writer in (lambda out: PayloadWriter(out, FILE_KEY), ArmorWriter):
        out = Failing(failing)
        writer = open_writer(out)
        with pytest.raises(OSError, match="no space"):
            write_often(writer)
        for more in (writer.finish, lambda writer=writer: writer.write(b"x")):
            with pytest.raises(ValueError, match="finished"):
                more()


def test_an_unbuffered_file_gets_all_of_the_armor() -> None:
    class Reluctant(io.BytesIO):
        def write(self, data: bytes) -> int:  # type: ignore[override]
            return super().write(data[:7])

    out = Reluctant()
    with ArmorWriter(out) as writer:
        writer.write(DATA)
    assert out.getvalue() == encode_armor(DATA)


def test_nothing_at_hand_is_not_the_end() -> None:
    source = cast("BinaryIO", Pipe(b"first", None, b"second"))
    with pytest.raises(BlockingIOError):
        encrypt_file(source, io.BytesIO(), [X25519Identity.generate().recipient])
    with pytest.raises(BlockingIOError):
        list(read_pieces(cast("BinaryIO", Pipe(b"a", None)), 9))
    with pytest.raises(BlockingIOError):
        read_up_to(cast("BinaryIO", Pipe(None)), 9)
    with pytest.raises(BlockingIOError):
        write_all(cast("BinaryIO", type("Full", (), {"write": lambda *_: None})()), b"a")


@pytest.mark.parametrize("armor", [False, True])
def test_memory_does_not_grow_with_the_file(armor: bool) -> None:
    identity, length = X25519Identity.generate(), 8 << 20
    sealed = io.BytesIO()
    encrypt_file(cast("BinaryIO", Zeros(length)), sealed, [identity.recipient], armor=armor)
    sealed.seek(0)
    with open(os.devnull, "wb", buffering=0) as nowhere:  # noqa: PTH123  a device, not a path
        tracemalloc.start()
        try:
            encrypt_file(
                cast("BinaryIO", Zeros(length)), nowhere, [identity.recipient], armor=armor
            )
            decrypt_file(sealed, nowhere, [identity])
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert most < 1 << 20
