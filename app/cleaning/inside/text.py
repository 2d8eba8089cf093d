"""Plain text: what is in it is what one reads. The same rule as frontend/src/clean/text.ts."""

import re
import unicodedata
from typing import Final

_MORE_THAN_TEXT: Final = re.compile(
    r"\A\s*(<|\{|%!|From |[A-Za-z-]+:(?!//))|;base64,|(\A|\n)begin [0-7]{3} "
)
"""What is more than it shows: markup (HTML, SVG, RTF, JSON, PostScript), what begins with named
fields (mail, visiting cards, calendars), and files packed into letters."""
_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200a\u202f"
    "\u205f\u2800\u3164\ufe00-\ufe0e\uffa0\U000e0000-\U000e0fff]"
)
"""Characters that nobody sees, or as a space: they can mark the copy that one person was given."""
_UNSEEN_KINDS: Final = frozenset({"Cc", "Cf", "Co"})
_LINES: Final = frozenset("\t\n\r")


def is_plain_text(content: bytes) -> bool:
    """Whether a file is UTF-8 text with nothing hidden in it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if not text or _MORE_THAN_TEXT.search(text) or _UNSEEN.search(text):
        return False
    return not any(unicodedata.category(one) in _UNSEEN_KINDS for one in set(text) - _LINES)
