"""What organs, officers and accounts may be called."""

import re
import unicodedata
from typing import Final

MAX_NAME_CHARACTERS: Final = 64

# It becomes the name of a file, on any system.
_ACCOUNT: Final = re.compile(r"[a-z][a-z0-9]{0,31}")


def is_name(text: str) -> bool:
    """Whether a text can name an organ or an officer: 1 to 64 characters, all printable."""
    printable = not any(unicodedata.category(character).startswith("C") for character in text)
    return printable and bool(text.strip()) and len(text) <= MAX_NAME_CHARACTERS


def is_account(text: str) -> bool:
    """Whether a text can be an account: 1 to 32 small letters and digits, a letter first."""
    return _ACCOUNT.fullmatch(text) is not None
