"""A page of ours in by standard input, a PDF out: laid out by WeasyPrint, fonts embedded.

What is set is our own HTML, with a reporter's words in it as text. It names no file and no address,
and none would be fetched.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from app.sandbox.inside.confine import MEBIBYTE, confine

_CPU_SECONDS = 240
_FONTS = Path("/usr/share/fonts/opentype/noto")
_WEIGHTS = ("Regular", "Bold")
_SIMPLIFIED = 2
"""Noto Sans CJK SC's place among the fonts of one file."""
_OWN_FONTS = Path("/memory/fonts")
_CONFIGURATION = Path("/memory/fonts.conf")
_OTHER_FONTS = "/usr/share/fonts/truetype"
"""For what the Chinese font does not have."""


def main() -> None:
    """Set what comes in."""
    confine(cpu_seconds=_CPU_SECONDS, file_bytes=128 * MEBIBYTE)
    os.nice(5)
    page = sys.stdin.buffer.read().decode("utf-8")
    _take_fonts(page)
    # Loads Pango, which reads the configuration of fonts.
    import weasyprint  # noqa: PLC0415

    html = weasyprint.HTML(string=page, url_fetcher=_fetch_nothing, base_url=None)
    sys.stdout.buffer.write(html.write_pdf())
    sys.stdout.buffer.flush()


def _take_fonts(page: str) -> None:
    """Cut the fonts to the letters of the page: WeasyPrint would take half a minute for each."""
    _OWN_FONTS.mkdir()
    letters = _OWN_FONTS / "letters"
    letters.write_text("".join(sorted({*page, *map(chr, range(0x20, 0x7F))})), encoding="utf-8")
    for weight in _WEIGHTS:
        font = _FONTS / f"NotoSansCJK-{weight}.ttc"
        command = ["hb-subset", f"--face-index={_SIMPLIFIED}", f"--text-file={letters}"]
        command += [f"--output-file={_OWN_FONTS / weight}.otf", str(font)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    letters.unlink()
    folders = f"<dir>{_OWN_FONTS}</dir><dir>{_OTHER_FONTS}</dir><cachedir>/memory/cache</cachedir>"
    _CONFIGURATION.write_text(f"<fontconfig>{folders}</fontconfig>", encoding="ascii")


def _fetch_nothing(_url: str) -> NoReturn:
    raise ValueError
