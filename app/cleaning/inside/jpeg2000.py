"""JPEG 2000 (ISO/IEC 15444-1), as scans stand in a PDF: the boxes that make the picture stay."""

from collections.abc import Iterator
from typing import Final

from app.cleaning.inside.kinds import CleaningError

_HEADER, _PICTURE = b"jp2h", b"jp2c"
_KEPT: Final = {b"jP  ", b"ftyp", _HEADER, _PICTURE}
_START: Final = b"\xff\x4f\xff\x51"
_COMMENT, _FIRST_TILE = 0xFF64, 0xFF90
_PROFILES: Final = (b"colr\x02", b"colr\x03")
"""A colour box that brings a profile of its own (I.5.3.3), with a device's name in it."""


def strip_jpeg2000(content: bytes) -> bytes:
    """The picture of a file, or of a bare code stream, without a word about it.

    Raises:
        CleaningError: `unknown` where it is neither, or brings its own colour profile.
    """
    if content.startswith(_START):
        return _without_comments(content)
    kept = [_kept_box(name, body) for name, body in _boxes(content) if name in _KEPT]
    if not any(name == _PICTURE for name, _ in kept):
        raise CleaningError("unknown")
    return b"".join((len(body) + 8).to_bytes(4, "big") + name + body for name, body in kept)


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + 8 <= len(content):
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        head = 8
        if length == 1:
            length, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        end = at + length if length else len(content)
        if end < at + head or end > len(content):
            raise CleaningError("unknown")
        yield name, content[at + head : end]
        at = end


def _kept_box(name: bytes, body: bytes) -> tuple[bytes, bytes]:
    if name == _HEADER and any(mark in body for mark in _PROFILES):
        raise CleaningError("unknown")
    return name, _without_comments(body) if name == _PICTURE else body


def _without_comments(stream: bytes) -> bytes:
    """A code stream whose main header (annex A.2) holds no comment."""
    if not stream.startswith(_START):
        raise CleaningError("unknown")
    kept = stream[:2]
    at = 2
    while (marker := int.from_bytes(stream[at : at + 2], "big")) != _FIRST_TILE:
        end = at + 2 + int.from_bytes(stream[at + 2 : at + 4], "big")
        if marker >> 8 != _START[0] or end < at + 4 or end > len(stream):
            raise CleaningError("unknown")
        if marker != _COMMENT:
            kept += stream[at:end]
        at = end
    return kept + stream[at:]
