"""Names of files as reporters give them, made harmless to show and to save under."""

import unicodedata

MAX_NAME_CHARACTERS = 200
_LONGEST_ENDING = 16
_UNSEEN_KINDS = {"Zl", "Zp"}
"""Of Unicode, beside all that begin with C: separators of lines and paragraphs."""


def clean_name(name: str) -> str:
    """The last part of a file's name, without control characters, at most 200 characters long.

    Characters that turn the direction of writing go too: with one, `gpj.exe` reads `exe.jpg`.
    Spaces of every width stay. The same rule as `ownName` in frontend/src.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(letter for letter in last if _is_seen(letter)).strip()
    stem, dot, ending = printable.rpartition(".")
    if len(printable) > MAX_NAME_CHARACTERS and dot and len(ending) < _LONGEST_ENDING:
        return f"{stem[: MAX_NAME_CHARACTERS - len(ending) - 1]}.{ending}"
    return printable[:MAX_NAME_CHARACTERS] or "file"


def _is_seen(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] != "C" and kind not in _UNSEEN_KINDS


def clean_media_type(media_type: str) -> str:
    """A media type as it may be shown; nothing is ever done by it."""
    return "".join(c for c in media_type if c.isprintable())[:MAX_NAME_CHARACTERS]
