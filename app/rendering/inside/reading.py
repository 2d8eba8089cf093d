"""The first room: a hostile file in by standard input, raw points, sound or text out.

What it is comes as one line of JSON by standard error, once all was read; then the raw bytes by
standard output. Whatever goes wrong is one of a few words: never a byte or a name of the file.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from app.rendering.inside.kinds import HEAD_BYTES, Look, RenderingError, find_look
from app.sandbox.inside.confine import MEBIBYTE, confine

_FILE = Path("/memory/file")
_CPU_SECONDS = 240
_THUMBNAIL, _PAGE = 320, 1600
Header = dict[str, object]


class _Wish:
    """What is wanted: `thumbnail` or `view`, which part from 1 upward, and which encoding."""

    def __init__(self, size: str, part: str, encoding: str) -> None:
        self.is_thumbnail = size == "thumbnail"
        self.size = _THUMBNAIL if self.is_thumbnail else _PAGE
        self.describe_only = size == "describe"
        self.part = int(part)
        self.encoding = encoding

    def require_part(self, parts: int) -> None:
        if not 1 <= self.part <= parts:
            raise RenderingError("no_part")


def _answer(header: Header) -> None:
    # The true standard error, which nobody else writes to any more.
    os.write(_words, json.dumps(header).encode() + b"\n")


def _picture(wish: _Wish, look: Look) -> None:
    # Each kind's libraries are loaded for it alone: they take longest.
    from app.rendering.inside.pictures import read_picture  # noqa: PLC0415

    wish.require_part(1)
    picture, frames = read_picture(_FILE, look, wish.size)
    head = _size(*picture.size) | {"way": "picture", "parts": 1, "frames": frames}
    _give(wish, head, picture.tobytes())


def _pdf(wish: _Wish, _look: Look) -> None:
    from app.rendering.inside.pdf import count_pages, read_page  # noqa: PLC0415

    pages = count_pages(_FILE)
    wish.require_part(pages)
    width, height, points = read_page(_FILE, wish.part, wish.size)
    _give(wish, _size(width, height) | {"way": "pages", "parts": pages, "frames": 1}, points)


def _media(wish: _Wish, look: Look) -> None:
    from app.rendering.inside import media  # noqa: PLC0415

    streams = media.find_streams(_FILE, look.decoder)
    size, minute = _size(streams.width, streams.height), wish.part - 1
    wish.require_part(streams.minutes)
    if wish.is_thumbnail:
        if not streams.width:
            raise RenderingError("unknown")
        points = media.read_frame(_FILE, look.decoder, (streams.width, streams.height))
        _give(wish, size | {"way": "picture", "parts": 1, "frames": 1}, points)
        return
    head: Header = {"way": "video" if streams.width else "sound", "parts": streams.minutes}
    if wish.describe_only:
        _answer(head | size)
    elif not streams.width:
        _answer(head)
        media.pass_sound(_FILE, look.decoder, minute)
    else:
        sound = media.read_sound(_FILE, look.decoder, minute) if streams.has_sound else b""
        _give(wish, head | size | {"sound_bytes": len(sound)}, sound)
        media.pass_frames(_FILE, look.decoder, minute, streams)


def _text(wish: _Wish, _look: Look) -> None:
    from app.rendering.inside.text import read_text  # noqa: PLC0415

    if wish.is_thumbnail:
        raise RenderingError("unknown")
    encoding, parts, goes_on = read_text(_FILE, wish.encoding)
    wish.require_part(len(parts))
    text = parts[wish.part - 1].encode("utf-8", "replace")
    _answer({"way": "text", "parts": len(parts), "encoding": encoding, "goes_on": goes_on})
    sys.stdout.buffer.write(text)


def _give(wish: _Wish, head: Header, raw: bytes) -> None:
    _answer(head)
    if not wish.describe_only:
        sys.stdout.buffer.write(raw)


def _size(width: int, height: int) -> Header:
    return {"width": width, "height": height}


_WAYS: dict[str, Callable[[_Wish, Look], None]] = {
    "picture": _picture,
    "heic": _picture,
    "pdf": _pdf,
    "media": _media,
    "text": _text,
}
_words = os.dup(2)


def main() -> None:
    """Look at what comes in."""
    confine(cpu_seconds=_CPU_SECONDS, file_bytes=512 * MEBIBYTE)
    os.nice(5)
    # What a library has to say about a file goes nowhere.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with _FILE.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    with _FILE.open("rb") as file:
        head = file.read(HEAD_BYTES)
    try:
        look = find_look(head)
        _WAYS[look.way](_Wish(*sys.argv[1:4]), look)
    except RenderingError as error:
        _answer({"reason": error.reason})
    except Exception:  # noqa: BLE001  a hostile file breaks a decoder in any way it likes
        _answer({"reason": "broken"})
    sys.stdout.buffer.flush()
