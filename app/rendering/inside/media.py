"""Sound and video become raw sound and raw frames, by ffmpeg: one demuxer, named before.

The file is all it may open: lists that name other files (HLS, concat, DASH) are demuxers of their
own, which are never chosen, and the one protocol is `file`, in a folder that holds nothing else.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from app.rendering.inside.kinds import RenderingError

SOUND_RATE = 24_000
MINUTES_AT_ONCE = 5
_SECONDS = 60
_LONGEST_SIDE = 640
_FRAMES = 15
_MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Streams:
    """What there is to see and to hear."""

    minutes: int
    width: int
    """Of the frames that are given; 0 where there is no video."""
    height: int
    has_sound: bool


def find_streams(path: Path, demuxer: str) -> Streams:
    """What is in a file.

    Raises:
        RenderingError: `broken`.
    """
    shown = "format=duration:stream=codec_type,width,height,disposition:stream_side_data=rotation"
    command = ["ffprobe", *_input(path, demuxer), "-show_entries", shown, "-of", "json"]
    found = json.loads(_run(command))
    # A cover is a picture that a song has, no video.
    video = [s for s in found.get("streams", ()) if s.get("codec_type") == "video"]
    video = [s for s in video if not s.get("disposition", {}).get("attached_pic")]
    sound = [s for s in found.get("streams", ()) if s.get("codec_type") == "audio"]
    if not video and not sound:
        raise RenderingError("broken")
    seconds = float(found.get("format", {}).get("duration", 0) or 0)
    minutes = max(1, min(_MOST_MINUTES, -(-int(seconds) // 60)))
    width, height = _frame(video[0]) if video else (0, 0)
    return Streams(minutes, width, height, bool(sound))


def read_frame(path: Path, demuxer: str, size: tuple[int, int]) -> bytes:
    """The points of a frame from the beginning, for a small picture.

    Raises:
        RenderingError: `broken`.
    """
    scale = f"thumbnail=30,scale={size[0]}:{size[1]}"
    command = ["ffmpeg", *_input(path, demuxer), "-t", "4", "-map", "0:V:0", "-vf", scale]
    return _run([*command, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1"])


def read_sound(path: Path, demuxer: str, minute: int) -> bytes:
    """Raw sound from the beginning of a minute (from 0) on: one channel, 16 bits, `SOUND_RATE`.

    Raises:
        RenderingError: `broken`.
    """
    return _run(_sound(path, demuxer, minute))


def pass_sound(path: Path, demuxer: str, minute: int) -> None:
    """Write the same to standard output, while it is decoded."""
    _pass_on(_sound(path, demuxer, minute))


def pass_frames(path: Path, demuxer: str, minute: int, streams: Streams) -> None:
    """Write raw frames to standard output, from the beginning of a minute on."""
    looks = f"fps={_FRAMES},scale={streams.width}:{streams.height}"
    command = ["ffmpeg", *_part(path, demuxer, minute), "-map", "0:V:0", "-an", "-vf", looks]
    _pass_on([*command, "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1"])


def _frame(stream: "dict[str, object]") -> tuple[int, int]:
    width, height = int(str(stream.get("width", 0))), int(str(stream.get("height", 0)))
    if not (width > 0 and height > 0):
        raise RenderingError("broken")
    sides = stream.get("side_data_list", [])
    turned = isinstance(sides, list) and any(abs(s.get("rotation", 0)) % 180 == 90 for s in sides)  # noqa: PLR2004
    if turned:
        # ffmpeg turns the frames itself.
        width, height = height, width
    share = min(1.0, _LONGEST_SIDE / max(width, height))
    # Even numbers: of the colours there is one for each four points.
    return max(2, int(width * share) // 2 * 2), max(2, int(height * share) // 2 * 2)


def _input(path: Path, demuxer: str) -> list[str]:
    return ["-v", "quiet", "-protocol_whitelist", "file", "-f", demuxer, "-i", str(path)]


def _sound(path: Path, demuxer: str, minute: int) -> list[str]:
    command = ["ffmpeg", *_part(path, demuxer, minute), "-map", "0:a:0", "-vn"]
    return [*command, "-ac", "1", "-ar", str(SOUND_RATE), "-f", "s16le", "pipe:1"]


def _part(path: Path, demuxer: str, minute: int) -> list[str]:
    length = str(MINUTES_AT_ONCE * 60)
    return ["-nostdin", "-ss", str(minute * 60), "-t", length, *_input(path, demuxer)]


def _run(command: list[str]) -> bytes:
    try:
        return subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True).stdout  # noqa: S603
    except subprocess.SubprocessError as error:
        raise RenderingError("broken") from error


def _pass_on(command: list[str]) -> None:
    sys.stdout.buffer.flush()
    # Whoever started this room bounds its time.
    subprocess.run(command, check=False, stdout=sys.stdout.buffer)  # noqa: S603
