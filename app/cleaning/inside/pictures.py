"""Pictures, without decoding them: what is not the picture goes, the pixels stay bit for bit.

Orientation stays as the one tag that is kept, since without it photos would lie on their side.
"""

import struct
import subprocess
from pathlib import Path

from app.cleaning.inside.heif import bare_heic
from app.cleaning.inside.kinds import HEIC, PNG, CleaningError, Kind
from app.cleaning.inside.picture_blocks import bare_jpeg, bare_png, webp_chunk, webp_chunks

_SECONDS = 40
_EXIF_FLAG, _XMP_FLAG, _ICC_FLAG = 0x08, 0x04, 0x20
_MINIMAL_EXIF = b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"
_ORIENTATIONS = range(2, 9)


def clean_picture(source: Path, target: Path, kind: Kind) -> None:
    """JPEG, PNG and HEIC by exiftool, and then by a list of the blocks that may stay.

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
    content = target.read_bytes()
    if kind is HEIC:
        target.write_bytes(bare_heic(content))
    elif kind is PNG:
        target.write_bytes(bare_png(content, turned=True))
    else:
        target.write_bytes(bare_jpeg(content, turned=True))


def clean_webp(source: Path, target: Path, orientation: int) -> None:
    """WebP: only the chunks that make the picture. Debian's exiftool reads WebP, but writes none.

    Args:
        source: the file.
        target: where the clean one goes.
        orientation: as EXIF counts it; 1 is upright.

    Raises:
        CleaningError: `broken`.
    """
    chunks = [webp_chunk(*chunk) for chunk in webp_chunks(source.read_bytes())]
    turned = orientation in _ORIENTATIONS
    if chunks and chunks[0].startswith(b"VP8X"):
        flags = chunks[0][8] & ~(_EXIF_FLAG | _XMP_FLAG | _ICC_FLAG)
        flags |= _EXIF_FLAG if turned else 0
        chunks[0] = chunks[0][:8] + bytes([flags]) + chunks[0][9:]
        if turned:
            tag = _MINIMAL_EXIF + struct.pack(">HHI", orientation, 0, 0)
            chunks.append(webp_chunk(b"EXIF", tag))
    body = b"WEBP" + b"".join(chunks)
    target.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
