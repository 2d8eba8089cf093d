"""What a form's field offers to choose from, in the shape that WTForms 3.4 will insist on."""

from collections.abc import Iterable
from typing import Any

from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its types


def choices_of(pairs: Iterable[tuple[str, Any]]) -> list[Any]:
    """The choices of a field, from values and their labels, which may be translated lazily."""
    return [SelectChoice(value=str(value), label=label) for value, label in pairs]
