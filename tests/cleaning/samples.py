"""Files that say who made them, where, when and on what: made here, so that what they say is known.

Every trace has one of the words of `TRACES`, so that a look through the bytes finds what is left.
"""

import io
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache, wraps
from pathlib import Path
from typing import Concatenate, ParamSpec

from tests.cleaning.pdf_traces import Traces, noted, pdf_traces, stream

Kind = ParamSpec("Kind")
AUTHOR, DEVICE, PLACE = "Zhuomuniao", "Paizhaoji-X9", "Qingyan-Lou"
LATITUDE = "26.58"
NUMBER = "13800138000"
TRACES = (AUTHOR, DEVICE, PLACE, "C:\\Users", "2026-11-0", "2026:11:0", LATITUDE, NUMBER)
TEXT = "Friday dinner at the farmhouse"

_PICTURE_TAGS = (
    *(f"-Artist={AUTHOR}", f"-Make={DEVICE}", f"-Model={DEVICE}", f"-XMP-dc:Creator={AUTHOR}"),
    *("-GPSLatitude=26.58", "-GPSLatitudeRef=N", "-GPSLongitude=106.71", "-GPSLongitudeRef=E"),
    *(
        "-DateTimeOriginal=2026:11:01 20:00:00",
        f"-Software={DEVICE}",
        f"-XMP-photoshop:City={PLACE}",
    ),
    "-EXIF:Orientation#=6",
)


def made_once(
    make: Callable[Concatenate[Path, Kind], bytes],
) -> Callable[Concatenate[Path, Kind], bytes]:
    """A sample of a kind is made when it is first asked for: programs take a second for each."""
    made: dict[tuple[object, ...], bytes] = {}

    @wraps(make)
    def give(folder: Path, /, *args: Kind.args, **kwargs: Kind.kwargs) -> bytes:
        if args not in made:
            made[args] = make(folder, *args, **kwargs)
        return made[args]

    return give


def run(*command: str) -> None:
    """Run a program that makes samples."""
    subprocess.run(command, check=True, capture_output=True)


def _bare_picture(folder: Path, ending: str) -> Path:
    """Red on its left, green on its right, 320 x 240."""
    path = folder / f"bare.{ending}"
    source = "color=red:size=160x240,pad=320:240:0:0:green"
    if ending == "heic":
        run("heif-enc", "-q", "90", str(_bare_picture(folder, "png")), "-o", str(path))
    else:
        run(*("ffmpeg", "-y", "-f", "lavfi", "-i", source, "-frames:v", "1", str(path)))
    return path


@made_once
def make_picture(folder: Path, ending: str) -> bytes:
    """A photo that is to be turned by 90 degrees, with all that a phone writes into it."""
    path = _bare_picture(folder, ending)
    if ending == "webp":
        return _webp_with_tags(folder, path)
    run("exiftool", "-overwrite_original", *_PICTURE_TAGS, str(path))
    if ending == "jpg":
        thumbnail = _bare_picture(folder, "jpeg")
        more = (f"-IPTC:By-line={AUTHOR}", f"-Comment={PLACE}", f"-ThumbnailImage<={thumbnail}")
        run("exiftool", "-overwrite_original", *more, str(path))
        # What some phones put behind a picture's end: a video, a place, another picture.
        trailer = f"trailer {PLACE}".encode()
        note = b"Adobe\0\x64\0\0\0\0\1" + AUTHOR.encode()
        picture = path.read_bytes() + trailer
        return picture[:2] + b"\xff\xee" + struct.pack(">H", len(note) + 2) + note + picture[2:]
    if ending == "png":
        more = (
            f"-PNG:Comment={PLACE}",
            f"-PNG:Author={AUTHOR}",
            "-PNG:ModifyDate=2026:11:01 1:2:3",
        )
        run("exiftool", "-overwrite_original", *more, str(path))
        return _png_of_a_program(path.read_bytes())
    # A phone's film behind its photo, and what its maker notes in a box of its own.
    return path.read_bytes() + _box(b"mpvd", PLACE) + _box(b"uuid", f"{AUTHOR:16}{DEVICE}")


def _png_of_a_program(picture: bytes) -> bytes:
    preview = b"prVW" + AUTHOR.encode()
    chunk = struct.pack(">I", len(preview) - 4) + preview + struct.pack(">I", zlib.crc32(preview))
    return picture[:33] + chunk + picture[33:]


def _box(name: bytes, content: str) -> bytes:
    return struct.pack(">I", len(content.encode()) + 8) + name + content.encode()


def _webp_with_tags(folder: Path, path: Path) -> bytes:
    # Debian's exiftool writes no WebP: its EXIF block is taken from the JPEG.
    tagged = make_picture(folder, "jpg")
    start = tagged.index(b"Exif\0\0") + 6
    length = int.from_bytes(tagged[start - 8 : start - 6], "big") - 8
    exif = tagged[start : start + length]
    picture = path.read_bytes()[12:]
    size = (319).to_bytes(3, "little") + (239).to_bytes(3, "little")
    body = b"WEBPVP8X" + (10).to_bytes(4, "little") + b"\x08\0\0\0" + size + picture
    body += b"EXIF" + len(exif).to_bytes(4, "little") + exif + b"\0" * (len(exif) % 2)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


_CODECS: Mapping[str, tuple[str, ...]] = {
    "mp4": ("-c:v", "libx264", "-c:a", "aac", "-movflags", "use_metadata_tags"),
    "mov": ("-c:v", "copy", "-c:a", "aac", "-movflags", "use_metadata_tags"),
    "m4a": ("-vn", "-c:a", "aac"),
    "webm": ("-c:v", "libvpx", "-c:a", "libopus"),
    "mp3": ("-vn", "-c:a", "libmp3lame"),
    "ogg": ("-vn", "-c:a", "libopus"),
    "wav": ("-vn",),
}


@made_once
def make_media(folder: Path, ending: str) -> bytes:
    """A second of sound and, where the kind has it, of video; turned where phones turn it."""
    path = folder / f"media.{ending}"
    tags = (
        *("-metadata", f"artist={AUTHOR}", "-metadata", f"title={PLACE}", "-metadata"),
        *(f"comment={DEVICE}", "-metadata", "location=+26.58+106.71/", "-metadata"),
        *("creation_time=2026-11-01T20:00:00Z", "-metadata", f"make={DEVICE}"),
    )
    film = ("-f", "lavfi", "-i", "testsrc=size=320x240:rate=10:duration=1")
    run(
        *("ffmpeg", "-y", *(_noted_frames(folder, *film) if ending == "mov" else film)),
        *("-f", "lavfi", "-i", "sine=duration=1", *_CODECS[ending], *tags, str(path)),
    )
    if ending in ("mp4", "mov"):
        run("exiftool", "-overwrite_original", "-Rotation=90", str(path))
    # A tag where none is looked for: behind the sound, and behind it another tag.
    frame = b"TPE1" + struct.pack(">IHB", len(AUTHOR) + 1, 0, 3) + AUTHOR.encode()
    behind = b"ID3\4\0\0\0\0\0" + bytes([len(frame)]) + frame if ending == "mp3" else b""
    return path.read_bytes() + behind


def _noted_frames(folder: Path, *film: str) -> tuple[str, ...]:
    """A film of photographs, as cameras took, each with its own remark."""
    path = folder / "frames.mjpeg"
    run("ffmpeg", "-y", *film, "-c:v", "mjpeg", "-bitexact", str(path))
    remark = b"\xff\xd8\xff\xfe" + struct.pack(">H", len(AUTHOR) + 2) + AUTHOR.encode() + b"\xff"
    path.write_bytes(path.read_bytes().replace(b"\xff\xd8\xff", remark))
    return ("-f", "mjpeg", "-framerate", "10", "-i", str(path))


@made_once
def make_pdf(folder: Path) -> bytes:
    """A page with text, a photo, a note with its author, an attachment, and an older version."""
    scan = folder / "scan.jp2"
    run("ffmpeg", "-y", "-i", str(_bare_picture(folder, "png")), str(scan))
    photo = make_picture(folder, "jpg")
    return _pdf(photo, pdf_traces(photo, noted(scan.read_bytes(), AUTHOR), AUTHOR, first=14))


_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 300]/Contents 4 0 R/Annots[8 0 R%s]"
    b"/LastModified(D:20261101)/Resources<</Font<</F1 5 0 R>>/XObject<</P 7 0 R%s>>>>>>"
)
_NOTE = f"<</Type/Annot/Subtype/Text/Rect[1 1 9 9]/Contents(look)/T({AUTHOR})/M(D:20261101)>>"


def _pdf(photo: bytes, more: Traces) -> bytes:
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{AUTHOR}</x:xmpmeta>".encode()
    content = f"BT /F1 24 Tf 20 200 Td ({TEXT}) Tj ET q 160 0 0 120 20 20 cm /P Do Q".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R/Names<</EmbeddedFiles 13 0 R>>%s>>"
        % more.catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        _PAGE % (more.links, more.pictures),
        stream(b"", content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        stream(b"/Type/Metadata/Subtype/XML", xmp),
        stream(
            b"/Type/XObject/Subtype/Image/Width 320/Height 240/ColorSpace/DeviceRGB"
            b"/BitsPerComponent 8/Filter/DCTDecode",
            photo,
        ),
        _NOTE.encode(),
        b"<</Type/Filespec/F(a.txt)/EF<</F 10 0 R>>>>",
        stream(b"/Type/EmbeddedFile", PLACE.encode()),
        f"<</Author({AUTHOR})/Creator({DEVICE})/CreationDate(D:20261101200000)>>".encode(),
        f"({PLACE})".encode(),
        b"<</Names[(a) 9 0 R]>>",
        *more.objects.values(),
    ]
    out = io.BytesIO(b"")
    out.write(b"%PDF-1.7\n")
    places = [_object(out, number, body) for number, body in enumerate(objects, 1)]
    start = _table(out, places, b"/Root 1 0 R/Info 11 0 R/ID[<aa><bb>]")
    # Saved once more in place: object 12 has a new value, the old one is still there.
    place = _object(out, 12, b"(gone)")
    table = out.tell()
    out.write(b"xref\n12 1\n%010d 00000 n \n" % place)
    out.write(b"trailer\n<</Size %d/Root 1 0 R/Info 11 0 R/Prev %d>>\n" % (len(objects) + 1, start))
    out.write(b"startxref\n%d\n%%%%EOF\n" % table)
    return out.getvalue()


def _object(out: io.BytesIO, number: int, body: bytes) -> int:
    place = out.tell()
    out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    return place


def _table(out: io.BytesIO, places: list[int], trailer: bytes) -> int:
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d%s>>\n" % (len(places) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return start


def zip_up(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file, dated and in this order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, (2026, 11, 1, 20, 0, 0)), content)
    return packed.getvalue()


@cache
def all_makers() -> Mapping[str, Callable[[Path], bytes]]:
    """Every kind that is cleaned, and what makes one, by its ending."""
    from tests.cleaning.office_samples import MAKERS as OFFICE  # noqa: PLC0415  it needs zip_up

    makers: dict[str, Callable[[Path], bytes]] = {"pdf": make_pdf, **OFFICE}
    for ending in ("jpg", "png", "heic", "webp"):
        makers[ending] = lambda folder, ending=ending: make_picture(folder, ending)  # type: ignore[misc]
    for ending in _CODECS:
        makers[ending] = lambda folder, ending=ending: make_media(folder, ending)  # type: ignore[misc]
    return makers
