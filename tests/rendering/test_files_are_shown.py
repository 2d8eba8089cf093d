"""Every kind of file is shown as what it is; what is not shown has its reason."""

import json
import subprocess
from pathlib import Path

import pytest

from app.rendering.outcome import Encoding, NotRenderedError, Obstacle, Size, Way, Wish
from app.rendering.renderer import Rendered, Renderer
from tests.cleaning.samples import all_makers, make_media, run
from tests.rendering import hostile

MOST_BYTES = 64 * hostile.MEBIBYTE
RENDERER = Renderer(MOST_BYTES)


def look(content: bytes, size: Size = Size.VIEW, part: int = 1) -> Rendered:
    """What there is to see, all of it."""
    rendered = RENDERER.render(Wish(size, part), [content], len(content))
    whole = rendered.content or b"".join(rendered.blocks)
    rendered.close()
    return Rendered(rendered.description, rendered.text, whole)


def probe(content: bytes, tmp_path: Path) -> list[dict[str, object]]:
    """What ffmpeg's own eyes find in what is handed to a browser."""
    path = tmp_path / "shown"
    path.write_bytes(content)
    command = ["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(path)]
    found = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    streams: list[dict[str, object]] = found["streams"]
    return streams


def colours(content: bytes, tmp_path: Path) -> tuple[bytes, bytes]:
    """The colours of a picture's upper and lower half."""
    path = tmp_path / "shown.jpg"
    path.write_bytes(content)
    small = ("-vf", "scale=1:2:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24", "-")
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(path), *small], capture_output=True, check=True
    )
    return done.stdout[:3], done.stdout[3:]


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "heic"])
def test_pictures_are_upright_and_say_nothing_of_their_makers(ending: str, tmp_path: Path) -> None:
    shown = look(all_makers()[ending](tmp_path))
    assert shown.description.way is Way.PICTURE
    assert (shown.description.width, shown.description.height) == (240, 320)
    # Red on the left and green on the right, turned by the camera's word.
    upper, lower = colours(shown.content, tmp_path)
    assert upper[0] > 200 > upper[1]
    assert lower[1] > 100 > lower[0]
    assert b"Zhuomuniao" not in shown.content
    assert b"Exif" not in shown.content


def test_moving_pictures_show_their_first(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    run("ffmpeg", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1", str(path))
    shown = look(path.read_bytes())
    assert (shown.description.frames, shown.description.width) == (5, 64)


def test_pages_are_shown_one_by_one(tmp_path: Path) -> None:
    one, three = tmp_path / "1.pdf", tmp_path / "3.pdf"
    one.write_bytes(all_makers()["pdf"](tmp_path))
    run("qpdf", "--warning-exit-0", "--empty", "--pages", *[str(one)] * 3, "--", str(three))
    content = three.read_bytes()
    shown = look(content, part=3)
    assert (shown.description.way, shown.description.parts) == (Way.PAGES, 3)
    assert max(shown.description.width, shown.description.height) == 1600
    small = look(content, Size.THUMBNAIL)
    assert len(small.content) < len(shown.content)
    with pytest.raises(NotRenderedError, match="no_part"):
        look(content, part=4)


@pytest.mark.parametrize(("ending", "turned"), [("mp4", True), ("webm", False)])
def test_video_becomes_a_film_that_browsers_play(ending: str, turned: bool, tmp_path: Path) -> None:
    shown = look(make_media(tmp_path, ending))
    assert shown.description.way is Way.VIDEO
    video, sound = probe(shown.content, tmp_path)
    assert (video["codec_name"], sound["codec_name"]) == ("vp8", "opus")
    assert (video["width"], video["height"]) == ((240, 320) if turned else (320, 240))
    still = look(make_media(tmp_path, ending), Size.THUMBNAIL)
    assert still.description.way is Way.PICTURE


@pytest.mark.parametrize("ending", ["mp3", "m4a", "wav"])
def test_sound_can_be_heard(ending: str, tmp_path: Path) -> None:
    shown = look(make_media(tmp_path, ending))
    assert shown.description.way is Way.SOUND
    [sound] = probe(shown.content, tmp_path)
    assert sound["codec_name"] == "opus"


STORY = "日期,地点,金额\n2026-11-01,望江农家乐,3000元\n每周五晚上，张处长都在。\n"


@pytest.mark.parametrize(
    ("coding", "encoding"),
    [
        ("utf-8", Encoding.UTF_8),
        ("utf-8-sig", Encoding.UTF_8),
        ("gb18030", Encoding.GB18030),
        ("utf-16", Encoding.UTF_16_LE),
        ("utf-16-be", Encoding.UTF_16_BE),
    ],
)
def test_text_is_read_in_its_encoding(coding: str, encoding: Encoding) -> None:
    shown = look(STORY.encode(coding), Size.DESCRIBE)
    assert (shown.description.encoding, shown.text) == (encoding, STORY)


def test_an_officer_knows_the_encoding_better() -> None:
    wish = Wish(Size.DESCRIBE, encoding=Encoding.BIG5)
    content = "每週五晚上".encode("big5")
    assert RENDERER.render(wish, [content], len(content)).text == "每週五晚上"


def test_long_text_comes_in_parts() -> None:
    lines = [f"{number} 张处长\n" for number in range(9_000)]
    content = "".join(lines).encode()
    parts = look(content, Size.DESCRIBE).description.parts
    texts = [look(content, Size.DESCRIBE, part).text for part in range(1, parts + 1)]
    assert parts == 3
    assert "".join(texts) == "".join(lines)
    assert all(text.endswith("\n") for text in texts)


@pytest.mark.parametrize(
    ("content", "obstacle"),
    [
        (b"", None),
        (bytes(range(256)) * 64, Obstacle.UNKNOWN),
        (b"MZ\x90\0" + bytes(4000), Obstacle.UNKNOWN),
        (b"PK\x03\x04" + bytes(100), Obstacle.OFFICE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), Obstacle.OFFICE),
        (b"\xff\xd8\xff\xe0" + bytes(5000), Obstacle.BROKEN),
        (b"%PDF-1.7\n" + b"1 0 obj\n" * 500, Obstacle.BROKEN),
        (b"\0\0\0\x18ftypmp42" + bytes(5000), Obstacle.BROKEN),
        (b"\x1aE\xdf\xa3" + bytes(5000), Obstacle.BROKEN),
        (b"RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff" + bytes(99), Obstacle.BROKEN),
        (b"\0\0\0\x18ftypheic" + bytes(5000), Obstacle.BROKEN),
        (b"OggS" + bytes(5000), Obstacle.BROKEN),
        (hostile.png(60_000, 60_000, rows=1), Obstacle.TOO_LARGE),
    ],
)
def test_what_is_not_shown_has_its_reason(content: bytes, obstacle: Obstacle | None) -> None:
    if obstacle is None:
        assert look(content, Size.DESCRIBE).text == ""
        return
    with pytest.raises(NotRenderedError) as raised:
        look(content, Size.DESCRIBE)
    assert raised.value.obstacle is obstacle


def test_a_picture_of_very_many_points_in_few_bytes_is_shown_small() -> None:
    content = hostile.png(10_000, 10_000)
    assert len(content) < 120_000
    assert look(content).description.width == 1600


def test_a_password_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotRenderedError, match="protected"):
        look(hostile.locked_pdf(tmp_path))


def test_too_large_a_file_is_not_even_read() -> None:
    def blocks() -> list[bytes]:
        raise AssertionError

    with pytest.raises(NotRenderedError, match="too_large"):
        RENDERER.render(Wish(Size.VIEW), iter(blocks, None), MOST_BYTES + 1)  # type: ignore[arg-type]
