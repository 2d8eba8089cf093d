"""Pictures, films and sound that are full of what must go: made by ffmpeg, heif-enc, exiftool."""

import subprocess
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from shutil import copyfile

_TAGS = (
    "-Make=Huawei", "-Model=P60", "-GPSLatitude=39.9", "-GPSLatitudeRef=N",
    "-GPSLongitude=116.3", "-GPSLongitudeRef=E", "-Artist=Zhang San", "-Copyright=Zhang San",
    "-DateTimeOriginal=2026:01:02 03:04:05", "-ModifyDate=2026:01:02 03:04:05",
    "-Software=WPS 12", "-SerialNumber=SerialQ7", "-XMP:Creator=Zhang San",
    "-XMP:CreatorTool=WPS", "-XMP:City=Beijing 39 deg", "-IPTC:By-line=Zhang San",
    "-Comment=Zhang San was here", "-UserComment=Zhang San", "-Orientation#=6",
)  # fmt: skip
_SOUND = (
    "-metadata", "title=Zhang San", "-metadata", "artist=Zhang San",
    "-metadata", "comment=Zhang San", "-metadata", "date=2026-01-02",
    "-metadata", "location=+39.9+116.3/", "-metadata", "creation_time=2026-01-02T03:04:05Z",
    "-metadata:s", "handler_name=Huawei Zhang", "-metadata:s", "title=Zhang San",
)  # fmt: skip
PICTURES = ("one.jpg", "one.png", "one.webp", "one.heic", "one.avif", "many.png", "many.gif")
FILMS = ("one.mp4", "one.mov", "one.webm", "one.mkv")
SOUNDS = ("one.m4a", "one.mp3", "one.wav", "one.ogg", "one.opus", "one.flac")


Make = Callable[[Path, str], Path]
_made: dict[tuple[str, str], dict[str, bytes]] = {}
"""What each maker has put beside each name, once a run: starting the tools is what takes time."""


def _made_once(make: Make) -> Make:
    @wraps(make)
    def copy(folder: Path, name: str) -> Path:
        key = (make.__name__, name)
        if key not in _made:
            own = folder / f"made-{name}"
            own.mkdir()
            make(own, name)
            _made[key] = {path.name: path.read_bytes() for path in own.iterdir()}
        for beside, content in _made[key].items():
            (folder / beside).write_bytes(content)
        return folder / name

    return copy


def run(*command: str | Path) -> bytes:
    """What a program writes; it must succeed."""
    return subprocess.run(list(map(str, command)), check=True, capture_output=True).stdout


def ffmpeg(*arguments: str | Path) -> bytes:
    """What ffmpeg writes; a warning is none of ours."""
    return run("ffmpeg", "-v", "error", "-y", *arguments)


def tag(path: Path, *more: str | Path) -> Path:
    """Write everything that exiftool can write into a file of its kind."""
    run("exiftool", "-q", "-m", "-overwrite_original", *_TAGS, *more, path)
    return path


@_made_once
def make_picture(folder: Path, name: str) -> Path:
    """One of PICTURES. As it was before it got its tags, it lies beside it: see `untagged`."""
    path = folder / name
    source = ("-f", "lavfi", "-i", "testsrc2=size=320x240:duration=1:rate=4")
    if name in ("one.heic", "one.avif"):
        plain = folder / "plain.png"
        ffmpeg(*source, "-frames:v", "1", plain)
        run("heif-enc", *(["-A"] if name == "one.avif" else []), plain, "-o", path)
    elif name == "many.png":
        ffmpeg(*source, "-plays", "0", "-f", "apng", path)
    else:
        ffmpeg(*source, *([] if name == "many.gif" else ["-frames:v", "1"]), path)
    copyfile(path, untagged(path))
    return tag(path)


def untagged(path: Path) -> Path:
    """A picture before its tags: this ffmpeg opens no moving PNG that exiftool has written."""
    return path.with_name("plain-" + path.name)


def make_jpeg(folder: Path) -> Path:
    """A photograph with a thumbnail and a screen's colour profile in it, and a film behind it."""
    return _make_jpeg(folder, "photo.jpg")


@_made_once
def _make_jpeg(folder: Path, name: str) -> Path:
    small = folder / "small.jpg"
    path = folder / name
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=64x48", "-frames:v", "1", small)
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=320x240", "-frames:v", "1", path)
    tag(path, f"-ThumbnailImage<={small}")
    with path.open("ab") as file:
        file.write(b"\0\0\0\x20ftypmp42 Zhang San, a motion photo")
    return path


@_made_once
def make_scan(folder: Path, name: str) -> Path:
    """A page as a scanner codes it, in JPEG 2000."""
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=320x240", "-frames:v", "1", folder / name)
    return folder / name


@_made_once
def make_film(folder: Path, name: str) -> Path:
    """One of FILMS; the MOV has a track with the time of day."""
    path = folder / name
    picture = ("-f", "lavfi", "-i", "testsrc2=size=64x48:duration=2:rate=10")
    code = ("-timecode", "01:02:03:04") if name == "one.mov" else ()
    ffmpeg(*picture, "-f", "lavfi", "-i", "sine=duration=2", *_SOUND, *code, path)
    if name not in ("one.mp4", "one.mov"):
        return path
    tag(path)
    # Where a camera for cars drove, between what is shown.
    with path.open("ab") as file:
        file.write(b"\0\0\0\x27mdat\0\0\0\x1ffreeGPS Zhang San +39.9+116")
    return path


@_made_once
def make_sound(folder: Path, name: str) -> Path:
    """One of SOUNDS."""
    path = folder / name
    ffmpeg("-f", "lavfi", "-i", "sine=duration=2", *_SOUND, path)
    # A tag where it is not looked for: behind an MP3's sound, before a FLAC.
    frame = b"TPE1\0\0\0\x0a\0\0\3Zhang San"
    loose = b"ID3\4\0\0\0\0\0" + bytes([len(frame)]) + frame
    if name == "one.mp3":
        path.write_bytes(path.read_bytes() + loose)
    if name == "one.flac":
        path.write_bytes(loose + path.read_bytes())
    return tag(path) if name == "one.m4a" else path


def seen(path: Path) -> bytes:
    """A digest of every picture and every sound in a file, as decoded, not as turned upright."""
    kind = ("-f", "apng") if path.name.endswith("many.png") else ()
    digests = ffmpeg("-noautorotate", *kind, "-i", path, "-f", "framemd5", "-")
    # The heading counts streams and tells how wide a dot is on paper.
    return b"".join(line for line in digests.splitlines(keepends=True) if not line.startswith(b"#"))
