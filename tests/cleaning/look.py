"""Look into a file with the eyes of who wants to know its author: not with the product's own."""

import io
import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

from tests.cleaning.samples import TRACES

_IGNORED = {"System", "ExifTool", "Composite"}
_NOTHING = {"0000:00:00 00:00:00", "1980:01:01 00:00:00", "0 s", "0", ""}
_STRUCTURE = re.compile(
    r"(Sub|Source|Movie|Media|Track|Image|Pixel|Video|Audio|Bit|Color|Colour|Avg|Average|Max|Min|"
    r"Num|Next|General|Constant|Gen|Major|Minor|Compatible|Matrix|Graphics|Handler(Type|Class)|"
    r"Y(CbCr|Res)|X(Res)|Preferred|Op(Color)|EBML|DocType|PDFVersion|PageCount|Linearized|VP8|"
    r"WebP_Flags|File(Type|TypeExtension)|MIMEType|ExifByteOrder|Encoding(Process)?$|Compression|"
    r"Filter|Interlace|Orientation$|ResolutionUnit|Rotation|Duration|TimeScale|TimecodeScale|"
    r"HEVC|Constraint|Chroma|Temporal|Parallelism|Primary|Spatial|ImageSpatial|Buffer|Balance|"
    r"Codec(ID)|Compressor(ID)|Layout|Channel|MSStereo|IntensityStereo|CopyrightFlag|Original|"
    r"Emphasis|SampleRate|Opus|Output|Horizontal|Vertical|TagTrackUID|Zip|Preview(Dur)|"
    r"Selection(Dur)|MPEG|PurchaseFileFormat|DCTEncode|APP14)"
)
# Written by the containers' own writer, the same for everybody.
_SAME_FOR_ALL = {
    *("Vendor:ffmpeg", "VendorID:FFmpeg", "MuxingApp:Lavf", "WritingApp:Lavf"),
    "HandlerVendorID:Apple",
}


def strange_tags(path: Path) -> list[str]:
    """All that exiftool finds in a file and that is not plain structure."""
    command = ["exiftool", "-j", "-a", "-G1", "-s", "-ee", str(path)]
    [found] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [f"{name}={value}" for name, value in found.items() if _is_strange(name, str(value))]


def _is_strange(name: str, value: str) -> bool:
    group, _, tag = name.rpartition(":")
    if name == "SourceFile" or group in _IGNORED or value in _NOTHING:
        return False
    return not _STRUCTURE.match(tag) and f"{tag}:{value}" not in _SAME_FOR_ALL


def traces(content: bytes) -> list[str]:
    """The samples' traces that are left in a file's bytes, packed parts and all."""
    seen = b"".join(_unpacked(content))
    spellings = {text: (text.encode(), text.encode("utf-16-le")) for text in TRACES}
    return [text for text, ways in spellings.items() if any(way in seen for way in ways)]


def _unpacked(content: bytes) -> list[bytes]:
    if content.startswith(b"%PDF"):
        return [content, _plain_pdf(content)]
    if not content.startswith(b"PK"):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [package.read(name) for name in package.namelist()]
    return [content, *(piece for part in parts for piece in _unpacked(part))]


def _plain_pdf(content: bytes) -> bytes:
    """A PDF with its streams unpacked, photographs as they stand in it."""
    file = os.memfd_create("pdf")
    try:
        os.write(file, content)
        command = ["qpdf", "--qdf", "--object-streams=disable", f"/proc/self/fd/{file}", "-"]
        return subprocess.run(command, check=False, capture_output=True, pass_fds=[file]).stdout
    finally:
        os.close(file)


def part(content: bytes, name: str) -> str:
    """A part of an office file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


def pixels(path: Path) -> str:
    """A digest of what can be seen and heard in a picture, a video or a sound, undecorated."""
    if path.suffix == ".heic":
        png = path.with_suffix(".decoded.png")
        subprocess.run(["heif-convert", str(path), str(png)], check=True, capture_output=True)
        path = png
    if path.suffix == ".mp3":
        # The sample's tag behind the sound would be taken for sound.
        content = path.read_bytes()
        path = path.with_suffix(".frames.mp3")
        path.write_bytes(content.rpartition(b"ID3\4")[0] or content)
    command = ["ffmpeg", "-v", "error", "-noautorotate", "-i", str(path)]
    if path.suffix == ".mp3":
        # How much silence a player skips stood beside the encoder's name: the frames count.
        command += ["-map", "0:a", "-c", "copy"]
    done = subprocess.run([*command, "-f", "md5", "-"], check=True, capture_output=True)
    return done.stdout.decode().strip()


def turn(path: Path) -> str:
    """How a viewer has to turn it."""
    command = ["exiftool", "-s3", "-n", "-Orientation", "-Rotation", str(path)]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode().strip()
