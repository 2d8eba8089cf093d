"""A QR code as a page draws it: one path, no picture file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import segno


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as SVG draws it, its quiet zone included; one module is one unit."""

    path: str
    """The dark modules: for each run of them in a row a rectangle, one unit high."""
    size: int
    """How many modules a side has."""


def qr_code(text: str, *, error: str) -> QrCode:
    """Draw a text.

    Args:
        text: what a camera reads.
        error: how much of it may be unreadable, as paper gets folded: `l` (7 %), `m`, `q` (25 %).
    """
    rows = list(segno.make_qr(text, error=error).matrix_iter())
    runs = (
        f"M{x} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for x, length in _dark_runs(row)
    )
    return QrCode("".join(runs), len(rows))


def _dark_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            yield start, length
        start += length
