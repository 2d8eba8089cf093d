"""Sound and video by ffmpeg: the streams are copied into a new container, never encoded anew.

Only pictures and sound go along: tracks of data (a phone's or a camera's places, second by second),
subtitles (a drone's log) and covers stay behind.
"""

import subprocess
from pathlib import Path

from app.cleaning.inside.colours import blank_colour_boxes
from app.cleaning.inside.kinds import M4A, MP3, OGG, WAV, WEBM, CleaningError, Kind
from app.cleaning.inside.sound_frames import bare_mp3, require_one_sound

_SECONDS = 50
_FORMATS = {"mp4": "mp4", "mov": "mov", "m4a": "ipod", "webm": "webm", "mkv": "matroska"}
_FORMATS |= {"mp3": "mp3", "ogg": "ogg", "wav": "wav"}
_DEMUXERS = {MP3: "mp3", OGG: "ogg", WAV: "wav", M4A: "mov", WEBM: "matroska"}
# Supplemental units inside the stream hold encoders' names and cameras' own data.
_WITHOUT_NOTES = {
    "h264": "filter_units=remove_types=6",
    "hevc": "filter_units=remove_types=39|40",
    "mpeg2video": "filter_units=remove_types=178",
    # Pictures in a row: APP1 to APP15 but Adobe's, which says how colours are coded, and remarks.
    "mjpeg": "filter_units=remove_types=225-237|239|254",
}


def clean_media(source: Path, target: Path, kind: Kind) -> None:
    """Put the bare streams of a file into a new one.

    Raises:
        CleaningError: `broken`, or `unknown` for what is more than one sound.
    """
    if kind is OGG:
        require_one_sound(source.read_bytes())
    _run(_command(source, target, kind))
    if not target.exists() or not target.stat().st_size:
        raise CleaningError("broken")
    if kind is MP3:
        target.write_bytes(bare_mp3(target.read_bytes()))
    elif _demuxer(kind) == "mov":
        target.write_bytes(blank_colour_boxes(target.read_bytes()))


def _command(source: Path, target: Path, kind: Kind) -> list[str]:
    command = ["ffmpeg", "-nostdin", "-loglevel", "quiet", "-protocol_whitelist", "file"]
    command += ["-f", _demuxer(kind), "-i", str(source)]
    if kind.way == "video":
        command += ["-map", "0:V?"]
        for number, codec in enumerate(_video_codecs(source, kind)):
            if codec in _WITHOUT_NOTES:
                command += [f"-bsf:v:{number}", _WITHOUT_NOTES[codec]]
    command += [
        *("-map", "0:a?", "-c", "copy", "-map_metadata", "-1", "-map_metadata:s", "-1"),
        *("-map_chapters", "-1", "-fflags", "+bitexact"),
        *("-flags:v", "+bitexact", "-flags:a", "+bitexact"),
    ]
    if _demuxer(kind) == "mov":
        command += ["-empty_hdlr_name", "1"]
    if kind is MP3:
        command += ["-id3v2_version", "0", "-write_id3v1", "0"]
        command += ["-write_xing", "0"]
    return [*command, "-f", _FORMATS[kind.ending], str(target)]


def _demuxer(kind: Kind) -> str:
    return _DEMUXERS.get(kind, "matroska" if kind.ending == "mkv" else "mov")


def _video_codecs(source: Path, kind: Kind) -> list[str]:
    command = ["ffprobe", "-loglevel", "quiet", "-f", _demuxer(kind), "-select_streams", "V"]
    command += ["-show_entries", "stream=codec_name", "-of", "csv=p=0", str(source)]
    return [line.strip(",") for line in _run(command).decode("ascii", "replace").split()]


def _run(command: list[str]) -> bytes:
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=True)  # noqa: S603
    except subprocess.SubprocessError as error:
        raise CleaningError("broken") from error
    return done.stdout
