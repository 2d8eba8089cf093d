"""What is kept of a picture or a sound by name: nothing else of it comes along."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cleaning.inside.colours import blank_colour_boxes
from app.cleaning.inside.heif import bare_heic
from app.cleaning.inside.jpeg2000 import strip_jpeg2000
from app.cleaning.inside.kinds import CleaningError
from app.cleaning.inside.paths import last_step, shortened, without_paths
from app.cleaning.inside.picture_blocks import bare_jpeg, bare_png, webp_chunk, webp_chunks
from app.cleaning.inside.sound_frames import bare_mp3, require_one_sound
from tests.cleaning.pdf_traces import noted, profile

WHO = b"Zhuomuniao"
SIGN = b"\x89PNG\r\n\x1a\n"


def segment(code: int, body: bytes) -> bytes:
    return bytes((0xFF, code)) + struct.pack(">H", len(body) + 2) + body


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body


SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"coded\xff\0\xff\xd0data"
FRAME = segment(0xC0, bytes(9))
EXIF = b"Exif\0\0turned"


def test_a_jpeg_keeps_its_scans_and_nothing_between_them() -> None:
    hidden = segment(0xE1, EXIF + WHO) + segment(0xE5, WHO) + segment(0xFE, WHO)
    thumbnail = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\1\1" + WHO)
    adobe = segment(0xEE, b"Adobe\0\x64\0\0\0\0\1" + WHO)
    own = segment(0xE1, EXIF)
    photo = b"\xff\xd8" + thumbnail + own + adobe + FRAME + SCAN + hidden + SCAN + b"\xff\xd9"
    kept = bare_jpeg(photo + WHO, turned=True)
    plain = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")
    assert kept == b"\xff\xd8" + plain[0] + own + plain[1] + FRAME + SCAN + SCAN + b"\xff\xd9"
    bare = bare_jpeg(photo, turned=False)
    assert bare == kept.replace(own, b"")
    assert bare_jpeg(bare, turned=False) == bare


def test_a_png_keeps_its_picture_and_no_programs_own_chunk() -> None:
    head, data, end = chunk(b"IHDR", bytes(13)), chunk(b"IDAT", b"x"), chunk(b"IEND")
    told = [chunk(name, WHO) for name in (b"prVW", b"caBX", b"tEXt", b"iTXt", b"sPLT", b"dSIG")]
    photo = SIGN + head + b"".join(told) + chunk(b"eXIf", b"turned") + data + told[0] + end + WHO
    assert bare_png(photo, turned=False) == SIGN + head + data + end
    assert bare_png(photo, turned=True) == SIGN + head + chunk(b"eXIf", b"turned") + data + end


def test_a_moving_webps_frames_keep_their_pictures_alone() -> None:
    picture = webp_chunk(b"VP8 ", b"abc")
    frame = webp_chunk(b"ANMF", bytes(16) + picture + webp_chunk(b"NOTE", WHO))
    body = b"WEBP" + frame + webp_chunk(b"XMP ", WHO)
    [(name, kept)] = webp_chunks(b"RIFF" + struct.pack("<I", len(body)) + body + WHO)
    assert (name, kept) == (b"ANMF", bytes(16) + picture)


def test_a_heic_keeps_its_pictures_its_turn_and_its_length() -> None:
    kinds = (b"hvc1", b"Exif", b"mime", b"uri ")
    items = (
        struct.pack(">IHH", 2 << 24, n, 0) + kind + b"a name\0" for n, kind in enumerate(kinds, 1)
    )
    info = box(b"iinf", bytes(4) + struct.pack(">H", 4) + b"".join(box(b"infe", x) for x in items))
    told = box(b"iprp", box(b"ipco", box(b"udes", WHO) + box(b"colr", b"prof" + profile("Zhuo"))))
    data = b"picture.turned..Zhuomun.Zhuomun."

    def photo_from(start: int) -> bytes:
        rows = (struct.pack(">HHHII", n, 0, 1, start + 8 * n - 8, 8) for n in range(1, 5))
        places = box(b"iloc", b"\0\0\0\0\x44\0\0\4" + b"".join(rows))
        meta = box(b"meta", bytes(4) + info + told + places)
        return box(b"ftyp", b"heic\0\0\0\0") + meta + box(b"mdat", data)

    photo = photo_from(photo_from(0).index(data))
    kept = bare_heic(photo + box(b"mpvd", WHO) + box(b"uuid", WHO))
    assert b"picture.turned.." + bytes(16) in kept
    assert len(kept) == len(photo) + 2 * len(box(b"mpvd", WHO))
    assert not [word for word in (b"Zhuo", b"a name", b"mpvd", b"udes") if word in kept]


def test_a_profile_keeps_its_numbers_and_loses_whose_screen_it_is() -> None:
    film = box(b"colr", b"prof" + profile("Zhuomuniao"))
    kept = blank_colour_boxes(film)
    assert len(kept) == len(film)
    assert WHO not in kept
    assert struct.pack(">6H", 2026, 1, 2, 3, 4, 5) not in kept


def test_a_scan_loses_its_remarks() -> None:
    stream = b"\xff\x4f" + segment(0x51, b"size") + b"\xff\x90tiles"
    scan = box(b"jP  ", b"\r\n\x87\n") + box(b"jp2c", stream)
    assert strip_jpeg2000(noted(scan, "Zhuomuniao")) == scan
    assert strip_jpeg2000(stream) == stream
    for unsure in (box(b"jp2h", b"colr\2") + scan, b"", box(b"jP  ", b"")):
        with pytest.raises(CleaningError):
            strip_jpeg2000(unsure)


def test_sound_loses_what_stands_between_and_behind_its_frames() -> None:
    frame = b"\xff\xfb\x90\0" + bytes(413)
    tag = b"ID3\4\0\0\0\0\0\x0e" + WHO + b"\xff\xfb\x90\0"
    assert bare_mp3(tag + frame * 3 + tag + frame * 2 + tag) == frame * 5
    with pytest.raises(CleaningError):
        bare_mp3(WHO)


def page(body: bytes, *, first: bool) -> bytes:
    return b"OggS\0" + bytes([2 * first]) + bytes(20) + b"\1" + bytes([len(body)]) + body


def test_only_one_sound_is_cleaned_of_an_ogg_file() -> None:
    song = page(b"OpusHead", first=True) + page(b"OpusTags", first=False)
    require_one_sound(song)
    film = page(b"\x80theora", first=True)
    for more in (song + song, film, song[:36] + film + song[36:], b""):
        with pytest.raises(CleaningError):
            require_one_sound(more)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("C:\\Users\\Zhuo\\a b.jpg", "a b.jpg"),
        ("file:///C:/Users/Zhuo/a.docx", "a.docx"),
        ("\\\\server\\Zhuo\\a", "a"),
        ("/C/Users/Zhuo/a.pdf", "a.pdf"),
        ("/Users/Zhuo/", ""),
        ("https://a.example/Users/b", None),
        ("And/or", None),
        ("/Font", None),
        ("c: no path", None),
    ],
)
def test_a_path_becomes_a_name(path: str, name: str | None) -> None:
    assert shortened(path) == name
    assert last_step("../Zhuo/a") == "a"
    field = f' LINK Excel.Sheet "{path}" \\a'
    assert without_paths(field) == (
        field if name is None or path[1] == "C" else f' LINK Excel.Sheet "{name}" \\a'
    )


@given(st.binary(max_size=200), st.sampled_from([b"", b"\xff\xd8\xff", SIGN, b"\xff\x4f\xff\x51"]))
def test_whatever_comes_is_answered(content: bytes, sign: bytes) -> None:
    whole = sign + content
    for clean in (
        bare_heic,
        bare_mp3,
        strip_jpeg2000,
        blank_colour_boxes,
        lambda it: bare_jpeg(it, turned=True),
        lambda it: bare_png(it, turned=True),
    ):
        try:
            clean(whole)
        except CleaningError:
            continue
