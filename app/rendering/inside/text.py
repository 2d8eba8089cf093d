"""Text of whatever encoding becomes UTF-8: in parts, at ends of lines."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from app.rendering.inside.kinds import RenderingError

MOST_BYTES = 8 * 1024 * 1024
"""Of a text file that is longer, only the beginning is shown."""
_PART_CHARACTERS = 30_000
_LOOKED_AT_BYTES = 64 * 1024
_MOST_CONTROLS = 0.02
ENCODINGS = {
    "utf-8": "utf-8",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
"""By which names they are chosen, and Python's own."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSED = {"utf_8": "utf-8", "gb18030": "gb18030", "utf_16_le": "utf-16-le"}
_GUESSED |= {"utf_16_be": "utf-16-be"}


def read_text(path: Path, wanted: str) -> tuple[str, list[str], bool]:
    """The encoding, the parts, and whether the file goes on.

    Args:
        path: the file.
        wanted: an encoding that a person chose; empty for the one that fits best.

    Raises:
        RenderingError: `unknown` for what is no text.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES)
        goes_on = bool(file.read(1))
    encoding = wanted or _find_encoding(content)
    text = codecs.getincrementaldecoder(ENCODINGS[encoding])("replace").decode(
        content, final=not goes_on
    )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not wanted and _is_binary(text):
        raise RenderingError("unknown")
    return encoding, list(_parts(text)) or [""], goes_on


def _find_encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if _is_whole(content, "utf-8") and b"\0" not in content:
        return "utf-8"
    best = from_bytes(content[:_LOOKED_AT_BYTES], cp_isolation=list(_GUESSED)).best()
    if best is not None and best.encoding in _GUESSED:
        return _GUESSED[best.encoding]
    if _is_whole(content, "gb18030"):
        return "gb18030"
    raise RenderingError("unknown")


def _is_whole(content: bytes, encoding: str) -> bool:
    try:
        # The last letter may be cut in two.
        codecs.getincrementaldecoder(encoding)("strict").decode(content)
    except UnicodeDecodeError:
        return False
    return True


def _is_binary(text: str) -> bool:
    start = text[:_PART_CHARACTERS]
    strange = sum(letter < " " and letter not in "\n\t\f\x1b" for letter in start)
    return strange > _MOST_CONTROLS * len(start)


def _parts(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = start + _PART_CHARACTERS
        if end < len(text):
            end = text.rfind("\n", start + 1, end) + 1 or end
        yield text[start:end]
        start = end
