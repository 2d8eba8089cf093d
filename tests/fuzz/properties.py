"""What must hold for any bytes at all that are read as a header, as armor or as an age file.

A reader ends in a result that writes back to the same bytes, or in the error that its module names
for it. Whatever else comes out of these functions is a bug.
"""

import io
import re
from collections.abc import Callable

from crypto.age.armor import ArmorReader, decode_armor, encode_armor
from crypto.age.errors import (
    AgeError,
    ArmorError,
    HeaderError,
    HeaderMacError,
    NoMatchError,
    PayloadError,
)
from crypto.age.file import decrypt_file
from crypto.age.header import parse_header, read_header
from crypto.age.keys import Identity, find_file_key
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.scrypt import ScryptIdentity
from crypto.age.x25519 import X25519Identity

# What the seeds are encrypted to: two fixed keys, and a passphrase with hardly any work to it.
HYBRID = HybridIdentity(bytes(range(32)))
CLASSIC = X25519Identity(bytes(range(32)))
PASSPHRASE = "fuzz"
MAX_LOG_N = 2
IDENTITIES: tuple[Identity, ...] = (HYBRID, CLASSIC, ScryptIdentity(PASSPHRASE, MAX_LOG_N))


def check_header(data: bytes) -> None:
    """A header writes back to the bytes that it was read from, alone or before a payload."""
    try:
        source = io.BytesIO(data)
        header = read_header(source)
    except HeaderError:
        _must_raise(HeaderError, parse_header, data)
        return
    front = data[: source.tell()]
    assert header.encode() == front
    assert parse_header(front) == header
    assert front.startswith(header.authenticated)
    for identity in IDENTITIES:
        try:
            find_file_key(header, [identity])
        except (HeaderError, HeaderMacError, NoMatchError):
            continue


def check_armor(text: bytes) -> None:
    """Armor writes back to the same text, but for its line ends and the whitespace around it."""
    try:
        data = decode_armor(text)
    except ArmorError:
        _must_raise(ArmorError, _read_slowly, text)
        return
    assert _read_slowly(text) == data
    lines = re.split(rb"\r?\n", text.strip(b" \t\r\n"))
    assert b"\n".join((*lines, b"")) == encode_armor(data)


def check_file(data: bytes) -> None:
    """A file ends well or in one of our errors, and one of them before its payload writes nothing.

    How it ends does not depend on how many bytes at a time the file gives.
    """
    whole, slowly = _decrypt(io.BytesIO(data)), _decrypt(_Trickle(data))
    assert whole == slowly
    ended, released = whole
    assert ended in (None, ArmorError, PayloadError) or not released


PROPERTIES: tuple[Callable[[bytes], None], ...] = (check_header, check_armor, check_file)


def check_all(data: bytes) -> None:
    """Every property of this module."""
    for check in PROPERTIES:
        check(data)


class _Trickle(io.BytesIO):
    """A file that gives seven bytes at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(7 if size is None or size < 0 else min(size, 7))

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        return super().readinto(memoryview(buffer)[:7])


def _read_slowly(text: bytes) -> bytes:
    reader, parts = ArmorReader(_Trickle(text)), []
    while part := reader.read(5):
        parts.append(part)
    return b"".join(parts)


def _decrypt(source: io.BytesIO) -> tuple[type[AgeError] | None, bytes]:
    out = io.BytesIO()
    try:
        decrypt_file(source, out, IDENTITIES)
    except AgeError as error:
        return type(error), out.getvalue()
    return None, out.getvalue()


def _must_raise(error: type[AgeError], work: Callable[[bytes], object], data: bytes) -> None:
    try:
        work(data)
    except error:
        return
    raise AssertionError("refused one way and accepted another")
