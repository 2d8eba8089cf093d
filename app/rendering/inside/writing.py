"""The second room: raw points or sound in by standard input, a file for a browser out.

It never sees the hostile file, and what it reads has no structure: a room that was taken over can
show another picture, and cannot hand a browser a file of its own making.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from app.sandbox.inside.confine import MEBIBYTE, confine

_SOUND = Path("/memory/sound")
_CPU_SECONDS = 900
_BLOCK_BYTES = 64 * 1024
_START = ("ffmpeg", "-nostdin", "-v", "quiet", "-protocol_whitelist", "pipe,file")
_OPUS = ("-c:a", "libopus", "-b:a", "40k")
_FRAMES, _SOUND_RATE = "15", "24000"
_RAW_SOUND = ("-f", "s16le", "-ar", _SOUND_RATE, "-ac", "1")


def _picture(width: str, height: str) -> list[str]:
    raw = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-video_size", f"{width}x{height}")
    jpeg = ("-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj444p", "-f", "mjpeg")
    return [*_START, *raw, "-i", "pipe:0", *jpeg, "pipe:1"]


def _sound() -> list[str]:
    return [*_START, *_RAW_SOUND, "-i", "pipe:0", *_OPUS, "-f", "webm", "pipe:1"]


def _video(width: str, height: str, sound_bytes: str) -> list[str]:
    raw = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-video_size", f"{width}x{height}")
    command = [*_START, *raw, "-framerate", _FRAMES, "-i", "pipe:0"]
    if int(sound_bytes):
        _keep(int(sound_bytes))
        command += [*_RAW_SOUND, "-i", str(_SOUND), *_OPUS]
    vp8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M", "-g", "60")
    return [*command, *vp8, "-threads", "2", "-f", "webm", "pipe:1"]


def _keep(left: int) -> None:
    # Read by the descriptor itself: what is buffered here would be missing to ffmpeg.
    with _SOUND.open("wb") as file:
        while left > 0 and (block := os.read(0, min(left, _BLOCK_BYTES))):
            file.write(block)
            left -= len(block)


_MAKERS: dict[str, Callable[..., list[str]]] = {
    "picture": _picture,
    "sound": _sound,
    "video": _video,
}


def main() -> None:
    """Become the encoder that the words on the command line ask for."""
    confine(cpu_seconds=_CPU_SECONDS, file_bytes=64 * MEBIBYTE)
    os.nice(5)
    command = _MAKERS[sys.argv[1]](*sys.argv[2:])
    os.execvp(command[0], command)  # noqa: S606  our own command
