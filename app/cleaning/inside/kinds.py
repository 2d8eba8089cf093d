"""What kind a file is, by its own bytes: names and browsers' claims are not believed."""

import io
import zipfile
from dataclasses import dataclass
from typing import Literal

from app.cleaning.inside.text import is_plain_text

Way = Literal["picture", "webp", "pdf", "office", "opendocument", "video", "sound", "text"]
"""Which cleaner a kind goes through."""

_HEAD_BYTES = 64
_MIMETYPE_BYTES = 128


class CleaningError(Exception):
    """A file that cannot be cleaned; `reason` is one of the program's words, never the file's."""

    def __init__(self, reason: Literal["unknown", "broken", "protected", "left"]) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that can be cleaned."""

    ending: str
    media_type: str
    way: Way


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

JPEG = Kind("jpg", "image/jpeg", "picture")
PNG = Kind("png", "image/png", "picture")
HEIC = Kind("heic", "image/heic", "picture")
WEBP = Kind("webp", "image/webp", "webp")
PDF = Kind("pdf", "application/pdf", "pdf")
DOCX = Kind("docx", f"{_OOXML}wordprocessingml.document", "office")
XLSX = Kind("xlsx", f"{_OOXML}spreadsheetml.sheet", "office")
PPTX = Kind("pptx", f"{_OOXML}presentationml.presentation", "office")
ODT = Kind("odt", f"{_ODF}text", "opendocument")
ODS = Kind("ods", f"{_ODF}spreadsheet", "opendocument")
ODP = Kind("odp", f"{_ODF}presentation", "opendocument")
MP4 = Kind("mp4", "video/mp4", "video")
MOV = Kind("mov", "video/quicktime", "video")
M4A = Kind("m4a", "audio/mp4", "sound")
WEBM = Kind("webm", "video/webm", "video")
MKV = Kind("mkv", "video/x-matroska", "video")
MP3 = Kind("mp3", "audio/mpeg", "sound")
OGG = Kind("ogg", "audio/ogg", "sound")
WAV = Kind("wav", "audio/wav", "sound")
TEXT = Kind("txt", "text/plain", "text")

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
_MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_OPENDOCUMENTS = {kind.media_type: kind for kind in (ODT, ODS, ODP)}


def find_kind(content: bytes) -> Kind:
    """The kind of a file.

    Raises:
        CleaningError: `unknown`.
    """
    head = content[:_HEAD_BYTES]
    found = _by_first_bytes(head) or _in_container(head) or _in_zip(head, content)
    if found is None and is_plain_text(content):
        return TEXT
    if found is None:
        raise CleaningError("unknown")
    return found


def _by_first_bytes(head: bytes) -> Kind | None:
    signs = (
        (b"\xff\xd8\xff", JPEG),
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"%PDF-", PDF),
        (b"OggS", OGG),
        (b"ID3", MP3),
    )
    for sign, kind in signs:
        if head.startswith(sign):
            return kind
    is_frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2  # noqa: PLR2004  layer III
    return MP3 if is_frame else None


def _in_container(head: bytes) -> Kind | None:
    form = head[8:12]
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(form)
    if head[:4] == b"\x1aE\xdf\xa3":
        return WEBM if b"webm" in head else MKV
    if head[4:8] != b"ftyp":
        # Cameras' old QuickTime files begin without a brand.
        return MOV if head[4:8] in (b"moov", b"mdat", b"wide") else None
    if form in _HEIC_BRANDS:
        return HEIC
    if form.startswith(b"M4A"):
        return M4A
    return MOV if form == b"qt  " else None if form.startswith(b"avi") else MP4


def _in_zip(head: bytes, content: bytes) -> Kind | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            if "mimetype" in names:
                with package.open("mimetype") as member:
                    declared = member.read(_MIMETYPE_BYTES).decode("ascii", "replace").strip()
                return _OPENDOCUMENTS.get(declared)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise CleaningError("broken") from error
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in _MAIN_PARTS.items() if part in names), None)
