"""Every CCTV vector of age ends in the class that it names, through every reading path."""

import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable
from typing import BinaryIO, cast

import pytest

from crypto.age.armor import decode_armor, encode_armor
from crypto.age.errors import (
    AgeError,
    ArmorError,
    HeaderError,
    HeaderMacError,
    NoMatchError,
    PayloadError,
)
from crypto.age.file import decrypt_file
from crypto.age.header import Header, read_header
from crypto.age.keys import find_file_key
from crypto.age.payload import PayloadReader, PayloadWriter, decrypt_payload, encrypt_payload
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
    source = io.BytesIO(decode_armor(vector.data) if vector.armored else vector.data)
    file_key = find_file_key(read_header(source), vector.identities)
    out.write(decrypt_payload(source.read(), file_key))


def read_streaming(vector: AgeVector, out: BinaryIO) -> None:
    source = cast("BinaryIO", Trickle(vector.data))
    decrypt_file(source, out, vector.identities, armor=vector.armored)


def read_armored(vector: AgeVector, out: BinaryIO) -> None:
    text = vector.data if vector.armored else encode_armor(vector.data)
    decrypt_file(io.BytesIO(text), out, vector.identities, armor=True)


def read_seeking(vector: AgeVector, out: BinaryIO) -> None:
    source = io.BytesIO(decode_armor(vector.data) if vector.armored else vector.data)
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
        return outcome(error), hashlib.sha256(out.getvalue()).hexdigest()
    return "success", hashlib.sha256(out.getvalue()).hexdigest()


def test_no_vector_is_left_out(age_vectors: list[AgeVector]) -> None:
    assert Counter(vector.expect for vector in age_vectors) == {
        "success": 26,
        "header failure": 62,
        "no match": 13,
        "HMAC failure": 1,
        "payload failure": 19,
        "armor failure": 22,
    }


@pytest.mark.parametrize("path", [read_whole, read_streaming, read_armored, read_seeking])
def test_every_vector_ends_in_the_class_it_names(
    path: ReadingPath, age_vectors: list[AgeVector]
) -> None:
    ended = {vector.name: run(path, vector)[0] for vector in age_vectors}
    assert ended == {vector.name: vector.expect for vector in age_vectors}


@pytest.mark.parametrize("path", [read_streaming, read_armored])
def test_a_stream_releases_exactly_the_verified_chunks(
    path: ReadingPath, age_vectors: list[AgeVector]
) -> None:
    nothing = hashlib.sha256(b"").hexdigest()
    released = {vector.name: run(path, vector)[1] for vector in age_vectors}
    assert released == {vector.name: vector.payload_digest or nothing for vector in age_vectors}


def test_reading_whole_releases_all_or_nothing(age_vectors: list[AgeVector]) -> None:
    nothing = hashlib.sha256(b"").hexdigest()
    for vector in age_vectors:
        ended, digest = run(read_whole, vector)
        assert digest == (vector.payload_digest if ended == "success" else nothing), vector.name


def test_the_file_key_is_the_named_one(age_vectors: list[AgeVector]) -> None:
    for vector in select(age_vectors, "success", "payload failure"):
        header, _ = split(vector)
        assert find_file_key(header, vector.identities) == vector.file_key, vector.name


def test_well_formed_headers_encode_to_the_same_bytes(age_vectors: list[AgeVector]) -> None:
    for vector in select(age_vectors, *_HEADER_IS_WELL_FORMED):
        header, rest = split(vector)
        data = decode_armor(vector.data) if vector.armored else vector.data
        assert header.encode() + rest == data, vector.name


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
    source = io.BytesIO(decode_armor(vector.data) if vector.armored else vector.data)
    return read_header(source), source.read()
