"""One file in by standard input, what it is and its clean bytes out by standard output.

The answer is one line of JSON, then the bytes. Whatever goes wrong is one of a few words: never a
byte, a name or a trace of the file.
"""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from app.cleaning.inside.kinds import CleaningError, Kind, find_kind
from app.cleaning.inside.media import clean_media
from app.cleaning.inside.office import clean_office
from app.cleaning.inside.opendocument import clean_opendocument
from app.cleaning.inside.picture_blocks import bare_jpeg
from app.cleaning.inside.pictures import clean_picture, clean_webp
from app.cleaning.inside.tags import in_order, read_all_tags, read_tags, tell
from app.sandbox.inside.confine import MEBIBYTE, confine

_FOLDER = Path("/memory")
_CPU_SECONDS = 60
_DEEPEST = 2
"""A picture in a sheet in a document; what lies deeper is no document of anybody's."""
_MOST_TOLD = 200
"""Photographs in a PDF that are looked through for what to tell; all are cleaned."""
_TURNS = (
    *("", "Horizontal (normal)", "Mirror horizontal", "Rotate 180", "Mirror vertical"),
    *("Mirror horizontal and rotate 270 CW", "Rotate 90 CW"),
    *("Mirror horizontal and rotate 90 CW", "Rotate 270 CW"),
)
"""How exiftool calls EXIF's orientations, each at its number."""


class _Cleaner:
    """Cleans a file and, with the same hands, what stands inside it."""

    def __init__(self) -> None:
        self._count = 0
        self._photos: list[Path] = []
        self.removed: set[str] = set()

    def clean(self, content: bytes, depth: int = 0) -> tuple[Kind, bytes]:
        """The kind and the clean bytes of a file.

        Raises:
            CleaningError: it cannot be cleaned.
        """
        kind = find_kind(content)
        self._count += 1
        # Text is clean as it is; inside a document it may be a script.
        if depth > _DEEPEST or (depth > 0 and kind.way == "text"):
            raise CleaningError("unknown")
        source = _FOLDER / f"{self._count}.{kind.ending}"
        target = _FOLDER / f"{self._count}.clean.{kind.ending}"
        source.write_bytes(content)
        before = read_tags(str(source))
        self._clean(kind, source, target, before, depth)
        left = tell(read_tags(str(target))) - {"other"}
        if left:
            raise CleaningError("left")
        self.removed |= tell(before)
        clean = target.read_bytes()
        source.unlink()
        target.unlink()
        return kind, clean

    def _clean(
        self, kind: Kind, source: Path, target: Path, tags: Mapping[str, str], depth: int
    ) -> None:
        def inner(content: bytes) -> bytes:
            return self.clean(content, depth + 1)[1]

        if kind.way == "picture":
            clean_picture(source, target, kind)
        elif kind.way == "webp":
            clean_webp(source, target, _orientation(tags))
        elif kind.way in ("video", "sound"):
            clean_media(source, target, kind)
        elif kind.way == "office":
            self.removed |= clean_office(source, target, inner)
        elif kind.way == "text":
            target.write_bytes(source.read_bytes())
        elif kind.way == "opendocument":
            self.removed |= clean_opendocument(source, target, inner)
        else:
            # pikepdf takes longest to load.
            from app.cleaning.inside.pdf import clean_pdf  # noqa: PLC0415

            self.removed |= clean_pdf(source, target, self._photo)
            self._tell_photos()

    def _photo(self, content: bytes) -> bytes:
        """The bare JPEG out of a PDF, whose pages do not turn by its Exif."""
        bare = bare_jpeg(content, turned=False)
        if bare != content and len(self._photos) < _MOST_TOLD:
            path = _FOLDER / f"photo-{len(self._photos)}.jpg"
            path.write_bytes(content)
            self._photos.append(path)
        return bare

    def _tell_photos(self) -> None:
        if self._photos:
            for tags in read_all_tags([str(path) for path in self._photos]):
                self.removed |= tell(tags)


def _orientation(tags: Mapping[str, str]) -> int:
    found = [value for name, value in tags.items() if name.endswith(":Orientation")]
    return _TURNS.index(found[0]) if found and found[0] in _TURNS else 1


def main() -> None:
    """Clean what comes in."""
    confine(cpu_seconds=_CPU_SECONDS, file_bytes=512 * MEBIBYTE)
    os.chdir(_FOLDER)
    # What a library has to say about a file goes nowhere.
    sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    answer: dict[str, object]
    clean = b""
    cleaner = _Cleaner()
    try:
        kind, clean = cleaner.clean(sys.stdin.buffer.read())
        answer = {
            "ending": kind.ending,
            "media_type": kind.media_type,
            "removed": in_order(cleaner.removed),
            "length": len(clean),
        }
    except CleaningError as error:
        answer = {"reason": error.reason}
    except Exception:  # noqa: BLE001  a hostile file breaks a parser in any way it likes
        answer = {"reason": "broken"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + clean)
    sys.stdout.buffer.flush()
