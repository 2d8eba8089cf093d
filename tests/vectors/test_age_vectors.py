"""Every CCTV vector of age ends in the class that it names, through every reading path."""

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from crypto.__main__ import main
from crypto.age.armor import decode_armor, encode_armor
from crypto.age.errors import (
    AgeError,
    ArmorError,
    HeaderError,
    HeaderMacError,
    NoMatchError,
    PayloadError,
)
from crypto.age.file import decrypt_bytes, decrypt_file
from crypto.age.header import Header, parse_header, read_header
from crypto.age.keys import find_file_key
from crypto.age.payload import PayloadReader, PayloadWriter, decrypt_payload, encrypt_payload
from crypto.sealing import open_payload
from tests.vectors.age_vector import AgeVector

_CLASSES: dict[str, type[AgeError]] = {
    "header failure": HeaderError,
    "no match": NoMatchError,
    "HMAC failure": HeaderMacError,
    "payload failure": PayloadError,
    "armor failure": ArmorError,
}
_HEADER_IS_WELL_FORMED = ("success", "no match", "HMAC failure", "payload failure")


ReadingPath = Callable[[AgeVector, BinaryIO], None]


class Trickle(io.RawIOBase):
    """A source that gives a prime number of bytes at a time, as a slow connection would."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._source = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        part = self._source.read(min(len(buffer), 8191))
        buffer[: len(part)] = part
        return len(part)


def read_whole(vector: AgeVector, out: BinaryIO) -> None:
    source = io.BytesIO(binary(vector))
    file_key = find_file_key(read_header(source), vector.identities)
    out.write(decrypt_payload(source.read(), file_key))


def read_streaming(vector: AgeVector, out: BinaryIO) -> None:
    source = cast("BinaryIO", Trickle(vector.data))
    decrypt_file(source, out, vector.identities, armor=vector.armored)


def read_armored(vector: AgeVector, out: BinaryIO) -> None:
    text = vector.data if vector.armored else encode_armor(vector.data)
    decrypt_file(io.BytesIO(text), out, vector.identities, armor=True)


def binary(vector: AgeVector) -> bytes:
    return decode_armor(vector.data) if vector.armored else vector.data


def read_bytes(vector: AgeVector, out: BinaryIO) -> None:
    # Left to itself it would take what begins wrong in any way for a binary file.
    data = encode_armor(decode_armor(vector.data)) if vector.armored else vector.data
    out.write(decrypt_bytes(data, vector.identities))


def read_two_halves(vector: AgeVector, out: BinaryIO) -> None:
    data, source = binary(vector), io.BytesIO(binary(vector))
    read_header(source)
    header = parse_header(data[: source.tell()])
    file_key = find_file_key(header, vector.identities)
    out.write(open_payload(data[source.tell() :], file_key))


def read_backwards(vector: AgeVector, out: BinaryIO) -> None:
    source = io.BytesIO(binary(vector))
    reader = PayloadReader(source, find_file_key(read_header(source), vector.identities))
    place = reader.seek(0, io.SEEK_END)
    while place:
        size = min(place, 50_000)
        place = reader.seek(place - size)
        out.seek(place)
        out.write(reader.read(size))


def read_seeking(vector: AgeVector, out: BinaryIO) -> None:
    source = io.BytesIO(binary(vector))
    reader = PayloadReader(source, find_file_key(read_header(source), vector.identities))
    out.write(reader.read(1))
    reader.seek(0)
    out.seek(0)
    while part := reader.read(100_000):
        out.write(part)


def outcome(error: AgeError | None) -> str:
    names = {error_class: name for name, error_class in _CLASSES.items()}
    return "success" if error is None else names[type(error)]


def run(path: ReadingPath, vector: AgeVector) -> tuple[str, str]:
    """Return how reading ended, and the digest of what was released."""
    out = io.BytesIO()
    try:
        path(vector, out)
    except AgeError as error:
        return outcome(error), digest_of(out.getvalue())
    return "success", digest_of(out.getvalue())


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


STREAMS: list[ReadingPath] = [read_streaming, read_armored]
WHOLE: list[ReadingPath] = [read_whole, read_bytes, read_two_halves]
SEEKING: list[ReadingPath] = [read_seeking, read_backwards]


def test_no_vector_is_left_out(age_vectors: list[AgeVector]) -> None:
    assert len({vector.name for vector in age_vectors}) == 143
    assert Counter(vector.expect for vector in age_vectors) == {
        "success": 26,
        "header failure": 62,
        "no match": 13,
        "HMAC failure": 1,
        "payload failure": 19,
        "armor failure": 22,
    }


@pytest.mark.parametrize("path", STREAMS + WHOLE + SEEKING)
def test_every_vector_ends_in_the_class_it_names(
    path: ReadingPath, age_vectors: list[AgeVector]
) -> None:
    ended = {vector.name: run(path, vector) for vector in age_vectors}
    assert {name: outcome for name, (outcome, _) in ended.items()} == {
        vector.name: vector.expect for vector in age_vectors
    }
    for vector in select(age_vectors, "success"):
        assert ended[vector.name][1] == vector.payload_digest, vector.name


def test_every_vector_ends_so_on_the_command_line(
    age_vectors: list[AgeVector], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, sealed, opened = tmp_path / "key", tmp_path / "sealed", tmp_path / "opened"
    for vector in age_vectors:
        # The command knows armor by its first byte, and asks for one passphrase.
        typed = "".join(f"{text}\n" for text in vector.passphrases)
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        key.write_text("\n".join(vector.keys))
        sealed.write_bytes(vector.data)
        flags = ["-i", str(key)] if vector.keys else ["-p"]
        code = main(["decrypt", *flags, "-o", str(opened), str(sealed)])
        assert code == (0 if vector.expect == "success" else 1), vector.name
        assert opened.exists() == (code == 0), vector.name
        if code == 0:
            assert digest_of(opened.read_bytes()) == vector.payload_digest, vector.name
            opened.unlink()


@pytest.mark.parametrize("path", STREAMS)
def test_a_stream_releases_exactly_the_verified_chunks(
    path: ReadingPath, age_vectors: list[AgeVector]
) -> None:
    nothing = digest_of(b"")
    released = {vector.name: run(path, vector)[1] for vector in age_vectors}
    assert released == {vector.name: vector.payload_digest or nothing for vector in age_vectors}


@pytest.mark.parametrize("path", WHOLE)
def test_reading_whole_releases_all_or_nothing(
    path: ReadingPath, age_vectors: list[AgeVector]
) -> None:
    nothing = digest_of(b"")
    for vector in age_vectors:
        ended, digest = run(path, vector)
        assert digest == (vector.payload_digest if ended == "success" else nothing), vector.name


def test_the_file_key_is_the_named_one(age_vectors: list[AgeVector]) -> None:
    for vector in select(age_vectors, "success", "payload failure"):
        header, _ = split(vector)
        assert find_file_key(header, vector.identities) == vector.file_key, vector.name


def test_well_formed_headers_encode_to_the_same_bytes(age_vectors: list[AgeVector]) -> None:
    for vector in select(age_vectors, *_HEADER_IS_WELL_FORMED):
        header, rest = split(vector)
        assert header.encode() + rest == binary(vector), vector.name


def test_valid_payloads_encode_to_the_same_bytes(
    age_vectors: list[AgeVector], monkeypatch: pytest.MonkeyPatch
) -> None:
    for vector in select(age_vectors, "success"):
        _, sealed = split(vector)
        monkeypatch.setattr("secrets.token_bytes", lambda _, sealed=sealed: sealed[:16])
        plaintext = decrypt_payload(sealed, vector.file_key)
        assert encrypt_payload(plaintext, vector.file_key) == sealed, vector.name
        out = io.BytesIO()
        writer = PayloadWriter(out, vector.file_key)
        writer.write(plaintext)
        writer.finish()
        assert out.getvalue() == sealed, vector.name


def test_valid_armor_encodes_to_the_same_text(age_vectors: list[AgeVector]) -> None:
    for vector in select(age_vectors, "success"):
        if vector.armored:
            text = vector.data.replace(b"\r\n", b"\n").strip() + b"\n"
            assert encode_armor(decode_armor(vector.data)) == text, vector.name


def select(vectors: Iterable[AgeVector], *outcomes: str) -> list[AgeVector]:
    return [vector for vector in vectors if vector.expect in outcomes]


def split(vector: AgeVector) -> tuple[Header, bytes]:
    source = io.BytesIO(binary(vector))
    return read_header(source), source.read()
