"""What a JPEG, a PNG and a WebP are built of: the blocks that make the picture are kept, by name.

exiftool takes out what it knows. What it does not know (a program's own preview in a PNG, a segment
between two scans of a JPEG, a frame's own notes in a WebP) goes here.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Final

from app.cleaning.inside.kinds import CleaningError

_START, _END, _SCAN, _EXIF, _ADOBE = 0xD8, 0xD9, 0xDA, 0xE1, 0xEE
_FIRST_MARKER, _APPLICATIONS, _EXTENSIONS = 0xC0, range(0xE0, 0xF0), range(0xF0, 0x100)
_END_OF_SCAN: Final = re.compile(rb"\xff(?=[^\x00\xff\xd0-\xd7])", re.DOTALL)
"""In coded data FF is followed by 0 or a restart marker; anything else ends it (T.81, B.1.1.5)."""

_PNG_SIGN: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    b"IHDR PLTE IDAT tRNS gAMA cHRM sRGB sBIT bKGD hIST cICP mDCV cLLI acTL fcTL fdAT".split()
)
_WEBP_KEPT: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM"})
_WEBP_FRAME: Final = b"ANMF"
_FRAME_HEAD_BYTES: Final = 16


def bare_jpeg(content: bytes, *, turned: bool) -> bytes:
    """A JPEG (T.81) of what shows, to the end of its first picture.

    Args:
        content: the file.
        turned: keep its Exif, of which exiftool has left the orientation alone.

    Raises:
        CleaningError: `broken`.
    """
    kept = [content[:2]]
    at = 2
    while at < len(content):
        code, start = _marker(content, at)
        if code == _END:
            break
        length = int.from_bytes(content[start : start + 2], "big")
        at = start + length
        if length < 2 or at > len(content):  # noqa: PLR2004  the two bytes of the length itself
            raise CleaningError("broken")
        body = _kept_segment(code, content[start + 2 : at], turned=turned)
        if body is not None:
            kept.append(bytes((0xFF, code)) + struct.pack(">H", len(body) + 2) + body)
        # exiftool's own stands before the first scan, once.
        turned = turned and code not in (_EXIF, _SCAN)
        if code == _SCAN:
            found = _END_OF_SCAN.search(content, at)
            end = found.start() if found else len(content)
            kept.append(content[at:end])
            at = end
    return b"".join(kept) + bytes((0xFF, _END))


def _marker(content: bytes, at: int) -> tuple[int, int]:
    end = at
    while content[end : end + 1] == b"\xff":
        end += 1
    if end == at or end >= len(content) or content[end] < _FIRST_MARKER:
        raise CleaningError("broken")
    return content[end], end + 1


def _kept_segment(code: int, body: bytes, *, turned: bool) -> bytes | None:
    """What stays of a segment's content; None where it goes."""
    if code == _APPLICATIONS[0] and body.startswith(b"JFIF\0"):
        return body[:12] + b"\0\0"
    if code == _EXIF and body.startswith(b"Exif\0"):
        return body if turned else None
    if code == _ADOBE and body.startswith(b"Adobe"):
        # How colours are coded: version, flags, transform.
        return body[:12]
    return None if code in _APPLICATIONS or code in _EXTENSIONS else body


def bare_png(content: bytes, *, turned: bool) -> bytes:
    """A PNG of what shows, to its end.

    Args:
        content: the file.
        turned: keep its Exif, of which exiftool has left the orientation alone.

    Raises:
        CleaningError: `broken`.
    """
    kept = [_PNG_SIGN]
    at = len(_PNG_SIGN)
    while at + 12 <= len(content):
        end = at + 12 + int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        if end > len(content) or (name[:1].isupper() and name not in (*_PNG_KEPT, b"IEND")):
            raise CleaningError("broken")
        if name == b"IEND":
            break
        if name in _PNG_KEPT or (turned and name == b"eXIf"):
            kept.append(content[at:end])
        at = end
    return b"".join(kept) + struct.pack(">I4sI", 0, b"IEND", zlib.crc32(b"IEND"))


def webp_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a WebP that make the picture, those of a moving picture's frames too.

    Raises:
        CleaningError: `broken`.
    """
    for name, body in _chunks(content[12 : 8 + int.from_bytes(content[4:8], "little")]):
        if name == _WEBP_FRAME:
            parts = _chunks(body[_FRAME_HEAD_BYTES:])
            inner = b"".join(webp_chunk(*part) for part in parts if part[0] in _WEBP_KEPT)
            yield name, body[:_FRAME_HEAD_BYTES] + inner
        elif name in _WEBP_KEPT:
            yield name, body


def webp_chunk(name: bytes, body: bytes) -> bytes:
    """A chunk as it stands in the file."""
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = content[at + 8 : at + 8 + size]
        if len(body) < size:
            raise CleaningError("broken")
        yield name, body
        at += 8 + size + size % 2
