"""How a file is to be looked at, by its own first bytes: names and claims are not believed."""

from dataclasses import dataclass
from typing import Literal

from app.cleaning.inside.kinds import CleaningError, find_kind

HEAD_BYTES = 64
Reason = Literal["unknown", "office", "broken", "protected", "too_large", "no_part"]

_PICTURES = {
    "jpg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
}
_MORE_PICTURES = ((b"GIF8", "GIF"), (b"BM", "BMP"), (b"II*\0", "TIFF"), (b"MM\0*", "TIFF"))
_DEMUXERS = {"mp4": "mov", "mov": "mov", "m4a": "mov", "webm": "matroska", "mkv": "matroska"}
_DEMUXERS |= {"mp3": "mp3", "ogg": "ogg", "wav": "wav"}
_MORE_MEDIA = ((b"fLaC", "flac"), (b"#!AMR", "amr"), (b"FLV\x01", "flv"), (b"\0\0\x01\xba", "mpeg"))
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")
"""Office documents, old and new, and archives: nothing here opens them."""
_ADTS, _ADTS_MASK = 0xF0, 0xF6


class RenderingError(Exception):
    """A file that is not shown; `reason` is one of the program's words, never the file's."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Look:
    """How a file is opened: which decoder, and by which name it knows the format."""

    way: Literal["picture", "heic", "pdf", "media", "text"]
    decoder: str = ""


def find_look(head: bytes) -> Look:
    """How a file that begins so is opened; what is nothing else may be text.

    Raises:
        RenderingError: `office`.
    """
    if head.startswith(_PACKED):
        raise RenderingError("office")
    for sign, name in _MORE_PICTURES:
        if head.startswith(sign):
            return Look("picture", name)
    for sign, name in _MORE_MEDIA:
        if head.startswith(sign):
            return Look("media", name)
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return Look("media", "avi")
    if len(head) > 1 and head[0] == 0xFF and head[1] & _ADTS_MASK == _ADTS:  # noqa: PLR2004  a frame of AAC
        return Look("media", "aac")
    return _as_cleaned(head)


def _as_cleaned(head: bytes) -> Look:
    try:
        kind = find_kind(head)
    except CleaningError:
        return Look("text")
    if kind.ending in _PICTURES:
        return Look("picture", _PICTURES[kind.ending])
    if kind.ending == "heic":
        return Look("heic")
    return Look("pdf") if kind.way == "pdf" else Look("media", _DEMUXERS[kind.ending])
