"""The header of an age file: stanzas that wrap the file key, and a MAC over them.

Rules, each of which a vector checks (c2sp.org/age, "Header"):

1. Every line ends with one LF; CR is an error anywhere.
2. A stanza is `-> ` and one or more arguments, single spaces between them, then a body of
   64-character base64 lines closed by a shorter one (an empty one where need be).
3. Base64 has no padding and is canonical: it must be what encoding its bytes gives again.
4. The MAC covers the bytes as received, from the first to the three hyphens of the last line.
"""

import io
import re
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.age.errors import HeaderError, HeaderMacError

FILE_KEY_BYTES: Final = 16
# A header of 600 post-quantum recipients fits; nobody can make us hold more in memory.
MAX_HEADER_BYTES: Final = 1024 * 1024

_VERSION_LINE: Final = b"age-encryption.org/v1\n"
_ARGUMENTS_MARK: Final = b"-> "
_VISIBLE: Final = bytes(range(0x21, 0x7F))
_MAC_LINE: Final = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")
# From the same library as the ciphers, not hashlib: two copies of OpenSSL push each other out of
# the processor's caches, which costs a report's sealing 3 to 8 percent.
_SHA256: Final = SHA256()
_DERIVED_KEY_BYTES: Final = 32
_BODY_LINE_BYTES: Final = 48
_BODY_LINE_CHARACTERS: Final = 64


class LineSource(Protocol):
    """What the header is read from; every binary file is one."""

    def readline(self, size: int, /) -> bytes:
        """Return the next line with its LF, at most `size` bytes."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """One way to the file key: its kind, its further arguments, and the wrapped key."""

    kind: str
    arguments: tuple[str, ...]
    body: bytes

    def encode(self) -> bytes:
        """Return the stanza as it stands in a header, last LF included."""
        first = " ".join(("->", self.kind, *self.arguments)).encode("ascii")
        body = encode_base64(self.body)
        lines = [
            body[start : start + _BODY_LINE_CHARACTERS]
            for start in range(0, len(body) + 1, _BODY_LINE_CHARACTERS)
        ]
        return b"\n".join((first, *lines, b""))


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header; its MAC is not yet checked."""

    stanzas: tuple[Stanza, ...]
    mac: bytes
    authenticated: bytes

    def encode(self) -> bytes:
        """Return the header's bytes, written anew from its parts."""
        return _encode_authenticated(self.stanzas) + b" " + encode_base64(self.mac) + b"\n"

    def check_mac(self, file_key: bytes) -> None:
        """Return only if the header is the one that the holder of the file key wrote.

        Raises:
            HeaderMacError: it is not.
        """
        try:
            _header_mac(self.authenticated, file_key).verify(self.mac)  # in constant time
        except InvalidSignature:
            raise HeaderMacError("the header does not carry the MAC of its file key") from None


def encode_header(stanzas: Iterable[Stanza], file_key: bytes) -> bytes:
    """Return a complete header, from the version line to the LF after the MAC."""
    authenticated = _encode_authenticated(stanzas)
    mac = _header_mac(authenticated, file_key).finalize()
    return authenticated + b" " + encode_base64(mac) + b"\n"


def parse_header(data: bytes) -> Header:
    """Read a complete header and nothing more.

    Raises:
        HeaderError: it breaks a rule, or bytes follow it.
    """
    source = io.BytesIO(data)
    header = read_header(source)
    if source.tell() != len(data):
        raise HeaderError("bytes after the header")
    return header


def read_header(source: LineSource) -> Header:
    """Read the header at the front of a file and leave the file at the payload's first byte.

    Raises:
        HeaderError: the header breaks one of this module's rules.
    """
    lines = _Lines(source)
    if lines.next() != _VERSION_LINE:
        raise HeaderError("not an age v1 file")
    stanzas: list[Stanza] = []
    line = lines.next()
    while line.startswith(b"->"):
        stanza, line = _read_stanza(line, lines)
        stanzas.append(stanza)
    mac_line = _MAC_LINE.fullmatch(line)
    if mac_line is None or not stanzas:
        raise HeaderError("neither a stanza nor the MAC where one must stand")
    return Header(tuple(stanzas), decode_base64(mac_line[1]), lines.before_last() + b"---")


def encode_base64(data: bytes) -> bytes:
    """Return standard base64 without padding."""
    return b2a_base64(data, newline=False).rstrip(b"=")


def decode_base64(text: bytes) -> bytes:
    """Read canonical standard base64 without padding.

    Raises:
        HeaderError: any other text, also one that a lenient reader would accept.
    """
    try:
        data = a2b_base64(text + b"=" * (-len(text) % 4))
    except Base64Error:
        raise HeaderError("not base64") from None
    # The one check that catches foreign characters, padding and unused bits at once.
    if encode_base64(data) != text:
        raise HeaderError("not canonical base64")
    return data


def derive_key(file_key: bytes, *, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes by HKDF-SHA-256 (RFC 5869)."""
    return HKDF(_SHA256, _DERIVED_KEY_BYTES, salt, info).derive(file_key)


class _Lines:
    """Hands out lines, keeps them for the MAC, and refuses an endless header."""

    def __init__(self, source: LineSource) -> None:
        self._source = source
        self._seen: list[bytes] = []
        self._left = MAX_HEADER_BYTES

    def next(self) -> bytes:
        line = self._source.readline(self._left)
        self._left -= len(line)
        if not line.endswith(b"\n") or self._left <= 0:
            raise HeaderError("the header ends early or is longer than 1 MiB")
        self._seen.append(line)
        return line

    def before_last(self) -> bytes:
        return b"".join(self._seen[:-1])


def _read_stanza(first: bytes, lines: _Lines) -> tuple[Stanza, bytes]:
    """Return the stanza that begins with `first`, and the line after it."""
    words = first[len(_ARGUMENTS_MARK) : -1].split(b" ")
    # An argument is never empty and all visible ASCII; the longest has 1,494 characters, and this
    # looks at them three times as fast as a regular expression.
    if not first.startswith(_ARGUMENTS_MARK) or not all(words):
        raise HeaderError("malformed stanza")
    if b"".join(words).translate(None, _VISIBLE):
        raise HeaderError("a stanza's argument has a character that is not visible ASCII")
    kind, *arguments = (word.decode("ascii") for word in words)
    body: list[bytes] = []
    while True:
        part = decode_base64(lines.next()[:-1])
        body.append(part)
        if len(part) < _BODY_LINE_BYTES:
            break
        if len(part) > _BODY_LINE_BYTES:
            raise HeaderError("a stanza's body has a line of over 64 characters")
    return Stanza(kind, tuple(arguments), b"".join(body)), lines.next()


def _encode_authenticated(stanzas: Iterable[Stanza]) -> bytes:
    return b"".join((_VERSION_LINE, *(stanza.encode() for stanza in stanzas), b"---"))


def _header_mac(authenticated: bytes, file_key: bytes) -> HMAC:
    mac = HMAC(derive_key(file_key, salt=b"", info=b"header"), _SHA256)
    mac.update(authenticated)
    return mac
