"""Sound and video by ffmpeg: the streams are copied into a new container, never encoded anew.

Only pictures and sound go along: tracks of data (a phone's or a camera's places, second by second),
subtitles (a drone's log) and covers stay behind.
"""

import subprocess
from pathlib import Path

from app.cleaning.inside.kinds import M4A, MP3, OGG, WAV, WEBM, CleaningError, Kind

_SECONDS = 50
_FORMATS = {"mp4": "mp4", "mov": "mov", "m4a": "ipod", "webm": "webm", "mkv": "matroska"}
_FORMATS |= {"mp3": "mp3", "ogg": "ogg", "wav": "wav"}
_DEMUXERS = {MP3: "mp3", OGG: "ogg", WAV: "wav", M4A: "mov", WEBM: "matroska"}
# Supplemental units inside the stream hold encoders' names and cameras' own data.
_WITHOUT_NOTES = {
    "h264": "filter_units=remove_types=6",
    "hevc": "filter_units=remove_types=39|40",
}


def clean_media(source: Path, target: Path, kind: Kind) -> None:
    """Put the bare streams of a file into a new one.

    Raises:
        CleaningError: `broken`.
    """
    demuxer = _DEMUXERS.get(kind, "matroska" if kind.ending == "mkv" else "mov")
    command = ["ffmpeg", "-nostdin", "-loglevel", "quiet", "-protocol_whitelist", "file"]
    command += ["-f", demuxer, "-i", str(source)]
    if kind.way == "video":
        codec = _video_codec(source, demuxer)
        command += ["-map", "0:V?"]
        if codec in _WITHOUT_NOTES:
            command += ["-bsf:v", _WITHOUT_NOTES[codec]]
    command += [
        *("-map", "0:a?", "-c", "copy", "-map_metadata", "-1", "-map_metadata:s", "-1"),
        *("-map_chapters", "-1", "-fflags", "+bitexact"),
        *("-flags:v", "+bitexact", "-flags:a", "+bitexact"),
    ]
    if demuxer == "mov":
        command += ["-empty_hdlr_name", "1"]
    if kind is MP3:
        command += ["-id3v2_version", "0", "-write_id3v1", "0"]
        command += ["-write_xing", "0"]
    command += ["-f", _FORMATS[kind.ending], str(target)]
    _run(command)
    if not target.exists() or not target.stat().st_size:
        raise CleaningError("broken")


def _video_codec(source: Path, demuxer: str) -> str:
    command = ["ffprobe", "-loglevel", "quiet", "-f", demuxer, "-select_streams", "V:0"]
    command += ["-show_entries", "stream=codec_name", "-of", "csv=p=0", str(source)]
    return _run(command).decode("ascii", "replace").strip().strip(",")


def _run(command: list[str]) -> bytes:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603
    except subprocess.SubprocessError as error:
        raise CleaningError("broken") from error
    return done.stdout
