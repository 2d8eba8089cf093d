"""QR codes, drawn into the page itself."""

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


def qr_code(text: str, *, error: str = "q") -> QrCode:
    """A text as a QR code.

    Error correction Q: a quarter may be unreadable, since paper gets folded. A case number, without
    any address that would say what it is for, fits the smallest symbol so. With L it is 7 %, for
    longer texts.
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
