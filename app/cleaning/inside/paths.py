"""Paths on somebody's disk or an office's server: they name their user and lead nowhere else."""

import re
from typing import Final

_A_PATH: Final = re.compile(
    r"\s*(file:|[A-Za-z]:[\\/]|\\\\|/[A-Za-z]/[^/]+/|"
    r"/(Users|home|root|var|private|tmp|mnt|media|Volumes|storage|sdcard|data)/)",
    re.IGNORECASE,
)
_STEP: Final = re.compile(r"[\\/]|%5C", re.IGNORECASE)
_START: Final = r"(?:file:|[A-Za-z]:[\\/]|\\\\|/(?:Users|home)/)"
_IN_AN_INSTRUCTION: Final = re.compile(
    rf'(?<=")\s*{_START}[^"]*|(?<!["\w]){_START}[^"\s]*', re.IGNORECASE
)


def shortened(text: str) -> str | None:
    """The bare file name of a path; None where a text is no path."""
    return last_step(text) if _A_PATH.match(text) else None


def last_step(path: str) -> str:
    """What follows the last separator of a path, absolute or not."""
    return _STEP.split(path)[-1].strip()


def without_paths(instruction: str) -> str:
    """An instruction of a document, as `INCLUDEPICTURE` and a path, with the bare name in it."""
    return _IN_AN_INSTRUCTION.sub(lambda found: last_step(found[0]), instruction)
