"""Colour profiles (ICC.1): their numbers stay, what they say of screen, maker and day goes."""

import re
import struct
from typing import Final

_LEAST_BYTES: Final = 132
_NAMING: Final = ((4, 8), (24, 36), (40, 44), (48, 56), (80, 100))
"""ICC.1, 7.2: software, date, platform, manufacturer and model, creator and digest."""
_WORDS: Final = frozenset(
    b"desc cprt dmnd dmdd dscm vcgt ndin mmod meta targ vued view calt clrt tech psid pseq".split()
)
_MOST_TAGS: Final = 100
_BOX: Final = re.compile(rb"colr(prof|rICC)")
"""ISO/IEC 14496-12, 12.1.5."""


def blank_colour_boxes(content: bytes) -> bytes:
    """The same picture or film, of the same length, with nothing said in its `colr` boxes."""
    out = bytearray(content)
    for found in _BOX.finditer(content):
        length = int.from_bytes(content[found.start() - 4 : found.start()], "big")
        end = min(found.start() - 4 + length, len(out))
        if is_profile(content[found.end() : end]):
            blank_profile(out, found.end(), end)
    return bytes(out)


def is_profile(content: bytes) -> bool:
    """Whether bytes are a colour profile, by its mark."""
    return len(content) >= _LEAST_BYTES and content[36:40] == b"acsp"


def blank_profile(out: bytearray, start: int, end: int) -> None:
    """Overwrite at its place what the profile in [start, end) says beside its numbers."""
    for first, last in _NAMING:
        out[start + first : start + last] = bytes(last - first)
    count = min(int.from_bytes(out[start + 128 : start + 132], "big"), _MOST_TAGS)
    for index in range(count):
        at = start + 132 + 12 * index
        if at + 12 > end:
            return
        name, offset, size = struct.unpack(">4sII", out[at : at + 12])
        text_from, text_to = start + offset, min(start + offset + size, end)
        if name in _WORDS and text_from + 8 < text_to:
            _blank_text(out, text_from, text_to)


def _blank_text(out: bytearray, start: int, end: int) -> None:
    kind = bytes(out[start : start + 4])
    if kind == b"mluc":
        records = min(int.from_bytes(out[start + 8 : start + 12], "big"), _MOST_TAGS)
        first = start + 16 + 12 * records
    else:
        first = start + (12 if kind == b"desc" else 8)
    out[first:end] = bytes(max(end - first, 0))
