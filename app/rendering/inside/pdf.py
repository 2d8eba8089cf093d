"""Pages of a PDF become points, by poppler: it runs no script, follows no link, opens no file."""

import re
import subprocess
from pathlib import Path

from app.rendering.inside.kinds import RenderingError

_SECONDS = 40
_MOST_PAGES = 100_000
_PPM = re.compile(rb"P6\s(\d{1,5})\s(\d{1,5})\s255\s")


def count_pages(path: Path) -> int:
    """How many pages there are.

    Raises:
        RenderingError: `protected` or `broken`.
    """
    done = _run("pdfinfo", str(path))
    if done.returncode:
        raise RenderingError("protected" if b"password" in done.stderr else "broken")
    found = re.search(rb"^Pages:\s+(\d{1,6})$", done.stdout, re.MULTILINE)
    pages = int(found[1]) if found else 0
    if not 0 < pages <= _MOST_PAGES:
        raise RenderingError("broken")
    return pages


def read_page(path: Path, page: int, size: int) -> tuple[int, int, bytes]:
    """Width, height and points of a page, at most so many points long.

    Raises:
        RenderingError: `broken`.
    """
    number = str(page)
    done = _run("pdftoppm", "-f", number, "-l", number, "-scale-to", str(size), "-q", str(path))
    found = _PPM.match(done.stdout)
    if found is None:
        raise RenderingError("broken")
    return int(found[1]), int(found[2]), done.stdout[found.end() :]


def _run(*command: str) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.SubprocessError as error:
        raise RenderingError("broken") from error
