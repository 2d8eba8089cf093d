"""The access code as it passes through a page: made, read, spelled, compared."""

import secrets

from crypto.access_code import (
    AccessCode,
    AccessCodeError,
    CaseNumberError,
    case_number,
    new_access_code,
    parse_access_code,
    parse_case_number,
)
from crypto.bip39 import read_indexes

__all__ = ["AccessCode", "AccessCodeError", "CaseNumberError", "new_access_code"]

CODE_LENGTH = 12
Positions = tuple[int, int]
"""Which two of the code's parts are to be typed back, from 1 upward."""


def read_code(text: str) -> AccessCode:
    """Read a code in either language.

    Raises:
        AccessCodeError: says which words are not in the list, or that one was mistyped.
    """
    return parse_access_code(text)


def find_code(text: str) -> AccessCode | None:
    """The access code in a field, or None where it is no whole one."""
    try:
        return parse_access_code(text)
    except AccessCodeError:
        return None


def read_case_number(text: str) -> str | None:
    """Read a case number; None where nothing was typed.

    Raises:
        CaseNumberError: it is none.
    """
    return parse_case_number(text) if text.strip() else None


def number_of(code: AccessCode) -> str:
    """The number of the case that was made with this code, whether there is one or not."""
    return case_number(code.verifier())


def spell(code: AccessCode, *, chinese: bool) -> tuple[str, ...]:
    """The 12 parts in the reader's language."""
    return code.characters() if chinese else code.words()


def choose_positions() -> Positions:
    """Two different positions, in order."""
    first = secrets.randbelow(CODE_LENGTH) + 1
    second = (first + secrets.randbelow(CODE_LENGTH - 1)) % CODE_LENGTH + 1
    return min(first, second), max(first, second)


def is_typed_back(code: AccessCode, positions: Positions, typed: str) -> bool:
    """Whether what was typed is the code at two positions, as forgiving as the code's own field."""
    words = [code.words()[place - 1] for place in positions]
    # Two words without a space between them are no word of the list, and meant well.
    return read_indexes(typed) == read_indexes(" ".join(words)) or typed.lower() == "".join(words)
