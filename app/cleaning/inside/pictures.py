"""Pictures, without decoding them: what is not the picture goes, the pixels stay bit for bit.

Orientation stays as the one tag that is kept, since without it photos would lie on their side.
"""

import re
import struct
import subprocess
from pathlib import Path

from app.cleaning.inside.kinds import HEIC, CleaningError, Kind

_SECONDS = 40
_WEBP_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}
_EXIF_FLAG, _XMP_FLAG, _ICC_FLAG = 0x08, 0x04, 0x20
_MINIMAL_EXIF = b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"
_ORIENTATIONS = range(2, 9)


def clean_picture(source: Path, target: Path, kind: Kind) -> None:
    """JPEG, PNG and HEIC by exiftool: all blocks, what follows the picture's end too.

    Raises:
        CleaningError: `broken`.
    """
    command = [
        *("exiftool", "-q", "-q", "-m", "-all=", "-trailer:all="),
        *("-tagsfromfile", "@", "-EXIF:Orientation", "-o", str(target), "--", str(source)),
    ]
    try:
        subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603
    except subprocess.SubprocessError as error:
        raise CleaningError("broken") from error
    if kind is HEIC:
        target.write_bytes(_blank_colour_profiles(target.read_bytes()))


def _blank_colour_profiles(content: bytes) -> bytes:
    """Overwrite, at its place, what a HEIC's colour profile says of device, maker and day."""
    out = bytearray(content)
    for found in re.finditer(rb"colr(prof|rICC)", content):
        start, box = found.end(), found.start() - 4
        length = int.from_bytes(content[box : found.start()], "big")
        end = min(box + length, len(out))
        if content[start + 36 : start + 40] == b"acsp":
            _blank_profile(out, start, end)
    return bytes(out)


def _blank_profile(out: bytearray, start: int, end: int) -> None:
    # ICC.1, 7.2: CMM, date, platform, manufacturer, model, creator, id.
    for first, last in ((4, 8), (24, 36), (40, 44), (48, 56), (80, 84), (84, 100)):
        out[start + first : start + last] = bytes(last - first)
    count = min(int.from_bytes(out[start + 128 : start + 132], "big"), 100)
    for index in range(count):
        at = start + 132 + 12 * index
        name, offset, size = struct.unpack(">4sII", out[at : at + 12])
        text_from, text_to = start + offset + 8, min(start + offset + size, end)
        if name in (b"cprt", b"dmnd", b"dmdd", b"desc", b"vued") and text_from < text_to:
            _blank_text(out, start + offset, text_to)


def _blank_text(out: bytearray, start: int, end: int) -> None:
    kind = bytes(out[start : start + 4])
    if kind == b"mluc":
        records = min(int.from_bytes(out[start + 8 : start + 12], "big"), 100)
        first = start + 16 + 12 * records
    else:
        first = start + (12 if kind == b"desc" else 8)
    out[first:end] = bytes(max(end - first, 0))


def clean_webp(source: Path, target: Path, orientation: int) -> None:
    """WebP: only the chunks that make the picture. Debian's exiftool reads WebP, but writes none.

    Args:
        source: the file.
        target: where the clean one goes.
        orientation: as EXIF counts it; 1 is upright.

    Raises:
        CleaningError: `broken`.
    """
    content = source.read_bytes()
    end = min(8 + int.from_bytes(content[4:8], "little"), len(content))
    chunks: list[bytes] = []
    at = 12
    while at + 8 <= end:
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = content[at + 8 : at + 8 + size]
        if len(body) < size:
            raise CleaningError("broken")
        if name in _WEBP_CHUNKS:
            chunks.append(_chunk(name, body))
        at += 8 + size + size % 2
    turned = orientation in _ORIENTATIONS
    if chunks and chunks[0].startswith(b"VP8X"):
        flags = chunks[0][8] & ~(_EXIF_FLAG | _XMP_FLAG | _ICC_FLAG)
        flags |= _EXIF_FLAG if turned else 0
        chunks[0] = chunks[0][:8] + bytes([flags]) + chunks[0][9:]
        if turned:
            tag = _MINIMAL_EXIF + struct.pack(">HHI", orientation, 0, 0)
            chunks.append(_chunk(b"EXIF", tag))
    body = b"WEBP" + b"".join(chunks)
    target.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
