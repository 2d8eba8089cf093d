"""HEIC (ISO/IEC 23008-12) after exiftool: what is no picture is overwritten where it stands.

exiftool empties the Exif and the XMP that it knows. A phone's second XMP, its film behind a photo
(`mpvd`), its maker's boxes and the names in colour profiles are left for here. Nothing moves.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.cleaning.inside.colours import blank_colour_boxes
from app.cleaning.inside.kinds import CleaningError

_TOP: Final = {b"ftyp", b"meta", b"mdat"}
_PICTURES: Final = frozenset(b"hvc1 av01 avc1 grid iovl iden jpeg tmap unci vvc1 lhv1 evc1".split())
_EXIF: Final = b"Exif"
_TOLD: Final = {b"udes", b"crtt", b"mdft", b"altt", b"uuid", b"udta", b"free", b"skip", b"cprt"}
"""Properties and boxes that describe a picture in words, or say when it was made."""


@dataclass(frozen=True, slots=True)
class _Box:
    name: bytes
    start: int
    body: int
    end: int


def bare_heic(content: bytes) -> bytes:
    """A HEIC of what shows, of the same length.

    Raises:
        CleaningError: `unknown` for a moving one, `broken`.
    """
    out = bytearray(content)
    for box in _boxes(content, 0, len(content)):
        if box.name == b"moov":
            raise CleaningError("unknown")
        if box.name == b"meta":
            _blank_items(out, box)
            _blank_words(out, box.body + 4, box.end)
        elif box.name not in _TOP:
            _free(out, box)
    return blank_colour_boxes(bytes(out))


def _boxes(content: bytes | bytearray, start: int, end: int) -> Iterator[_Box]:
    at = start
    while at + 8 <= end:
        size, body = int.from_bytes(content[at : at + 4], "big"), at + 8
        if size == 1:
            size, body = int.from_bytes(content[at + 8 : at + 16], "big"), at + 16
        stop = at + size if size else end
        if stop < body or stop > end:
            raise CleaningError("broken")
        yield _Box(bytes(content[at + 4 : at + 8]), at, body, stop)
        at = stop


def _free(out: bytearray, box: _Box) -> None:
    out[box.start + 4 : box.start + 8] = b"free"
    out[box.body : box.end] = bytes(box.end - box.body)


def _blank_words(out: bytearray, start: int, end: int) -> None:
    for box in list(_boxes(out, start, end)):
        if box.name in _TOLD:
            _free(out, box)
        elif box.name in (b"iprp", b"ipco"):
            _blank_words(out, box.body, box.end)


def _blank_items(out: bytearray, meta: _Box) -> None:
    """Overwrite every item that is no picture (ISO/IEC 14496-12, 8.11.3 and 8.11.6)."""
    boxes = {box.name: box for box in _boxes(out, meta.body + 4, meta.end)}
    if not boxes.keys() >= {b"iinf", b"iloc"}:
        raise CleaningError("broken")
    kept = _kept_items(out, boxes[b"iinf"])
    places = _Numbers(out, boxes[b"iloc"].body, boxes[b"iloc"].end)
    for item, is_inside, start, length in places.extents():
        base = boxes[b"idat"].body if is_inside and b"idat" in boxes else 0
        if item not in kept and length and base + start + length <= len(out):
            out[base + start : base + start + length] = bytes(length)


def _kept_items(out: bytearray, info: _Box) -> set[int]:
    found: set[int] = set()
    has_exif = False
    for entry in _boxes(out, info.body + (8 if out[info.body] else 6), info.end):
        wide = 4 if out[entry.body] > 2 else 2  # noqa: PLR2004  version 3 has wider numbers
        named = entry.body + 6 + wide
        name = bytes(out[named : named + 4])
        # Of the first Exif, exiftool has left which way is up.
        if name in _PICTURES or (name == _EXIF and not has_exif):
            found.add(int.from_bytes(out[entry.body + 4 : entry.body + 4 + wide], "big"))
        has_exif = has_exif or name == _EXIF
        # The item's own name is free text, up to its zero.
        end = out.find(b"\0", named + 4, entry.end)
        out[named + 4 : max(end, named + 4)] = b" " * max(end - named - 4, 0)
    return found


class _Numbers:
    """Reads the list of places in order; each installation of it has widths of its own."""

    def __init__(self, out: bytearray, at: int, end: int) -> None:
        self._out, self._at, self._end = out, at, end

    def _take(self, width: int) -> int:
        start, self._at = self._at, self._at + width
        if self._at > self._end:
            raise CleaningError("broken")
        return int.from_bytes(self._out[start : self._at], "big")

    def extents(self) -> Iterator[tuple[int, bool, int, int]]:
        """Each place as item, whether it is inside the table, start, length in bytes."""
        version = self._take(4) >> 24
        widths = self._take(2)
        offset, length, base, index = (widths >> shift & 15 for shift in (12, 8, 4, 0))
        wide = 2 if version < 2 else 4  # noqa: PLR2004  versions of the box
        for _ in range(self._take(wide)):
            item = self._take(wide)
            method = self._take(2) & 15 if version else 0
            self._take(2)
            origin = self._take(base)
            for _ in range(self._take(2)):
                if version:
                    self._take(index)
                start = origin + self._take(offset)
                place = (item, method == 1, start, self._take(length))
                # Of the third method, a place is one in another item's.
                if method < 2:  # noqa: PLR2004  8.11.3.3
                    yield place
