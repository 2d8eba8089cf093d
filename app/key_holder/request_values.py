"""Read the values of a request: whatever is not as agreed is a `TypeError` or a `ValueError`."""

import base64
from collections.abc import Mapping
from typing import Any, Final

Values = Mapping[str, Any]
_CASE_NUMBER_CHARACTERS: Final = 15


def text(value: object) -> str:
    """A string.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(value, str):
        raise TypeError
    return value


def binary(value: object) -> bytes:
    """Bytes, which travel as base64.

    Raises:
        TypeError: it is no string.
        ValueError: it is no base64.
    """
    return base64.b64decode(text(value), validate=True)


def case_number(value: object) -> str:
    """A string that a log can hold and that is no longer than a case number.

    Raises:
        TypeError: it is no string.
        ValueError: it is something else.
    """
    number = text(value)
    # PostgreSQL's text holds no NUL, and no text a lone surrogate.
    if len(number) > _CASE_NUMBER_CHARACTERS or not number.isprintable():
        raise ValueError
    return number


def number(value: object) -> int:
    """A whole number.

    Raises:
        TypeError: it is something else; true is no number here.
    """
    if type(value) is not int:
        raise TypeError
    return value
