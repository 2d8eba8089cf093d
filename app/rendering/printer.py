"""Set a page of ours as a PDF, in a sandbox: fonts come from the system, nothing from elsewhere."""

from typing import Final

from app.rendering.sandbox import PRINTER, PRINTING
from app.sandbox.bubblewrap import Sandbox
from app.sandbox.process import NoPlaceError, NotStartedError, Places, feed, running

_LONGEST_SECONDS: Final = 300.0
_MOST_BYTES: Final = 128 * 1024 * 1024
_PDF: Final = b"%PDF-"
_PLACES: Final = Places(1, wait_seconds=60, waiting=2)


class NotPrintedError(Exception):
    """No PDF came of it: the sandbox cannot be set up, is busy, or the page is too long."""


def print_page(html: str, sandbox: Sandbox = PRINTING) -> bytes:
    """A PDF of a page.

    Args:
        html: the page, whole, with its style inside.
        sandbox: where it is set.

    Raises:
        NotPrintedError: none came.
    """
    try:
        command = sandbox.run_module(PRINTER)
        with _PLACES.take(), running(command, longest_seconds=_LONGEST_SECONDS) as process:
            if process.stdin is None or process.stdout is None:
                raise NotPrintedError
            feed([html.encode()], process.stdin)
            content = process.stdout.read(_MOST_BYTES)
    except (NoPlaceError, NotStartedError):
        raise NotPrintedError from None
    if not content.startswith(_PDF) or len(content) == _MOST_BYTES:
        raise NotPrintedError
    return content
