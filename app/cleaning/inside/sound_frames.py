"""MP3 and Ogg, as far as ffmpeg copies more of them than sound."""

from collections.abc import Iterator
from typing import Final

from app.cleaning.inside.kinds import CleaningError

_RATES: Final = (44100, 48000, 32000)
_KILOBITS: Final = {
    True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Of layer III, by whether it is version 1 (ISO/IEC 11172-3, 2.4.2.3; 13818-3 for the others)."""
_PAGE, _FIRST_PAGE = b"OggS", 2
_SOUNDS: Final = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC", b"Speex   ")


def bare_mp3(content: bytes) -> bytes:
    """The frames of an MP3, without the tags between and behind them.

    Raises:
        CleaningError: `broken` where it has none.
    """
    kept = b"".join(content[start:end] for start, end in _frames(content))
    if not kept:
        raise CleaningError("broken")
    return kept


def _frames(content: bytes) -> Iterator[tuple[int, int]]:
    at = content.find(b"\xff")
    follows = False
    while 0 <= at < len(content):
        end = at + _frame_bytes(content, at)
        # Two in a row are no accident; a tag may hold what looks like one.
        follows = at < end <= len(content) and (follows or _frame_bytes(content, end) > 0)
        if follows:
            yield at, end
            at = end
        else:
            at = content.find(b"\xff", at + 1)


def _frame_bytes(content: bytes, at: int) -> int:
    """How long the frame is that begins here; 0: none does."""
    head = int.from_bytes(content[at : at + 4], "big")
    version, layer = head >> 19 & 3, head >> 17 & 3
    bits, rate = head >> 12 & 15, head >> 10 & 3
    if head >> 21 != 0x7FF or layer != 1 or version == 1 or bits in (0, 15) or rate == 3:  # noqa: PLR2004
        return 0
    first = version == 3  # noqa: PLR2004  as the header counts
    hertz = _RATES[rate] >> (0 if first else 1 if version else 2)
    return (144 if first else 72) * _KILOBITS[first][bits - 1] * 1000 // hertz + (head >> 9 & 1)


def require_one_sound(content: bytes) -> None:
    """Refuse an Ogg file of more: a film, or sounds in a row, each with words of its own.

    Raises:
        CleaningError: `unknown`.
    """
    firsts = [body for body, is_first in _pages(content) if is_first]
    if len(firsts) != 1 or not firsts[0].startswith(_SOUNDS):
        raise CleaningError("unknown")


def _pages(content: bytes) -> Iterator[tuple[bytes, int]]:
    at = content.find(_PAGE)
    while at >= 0 and at + 27 <= len(content):
        start = at + 27 + content[at + 26]
        end = start + sum(content[at + 27 : start])
        yield content[start:end], content[at + 5] & _FIRST_PAGE
        at = content.find(_PAGE, end)
