"""JSON that anybody may have sealed: held to a shape before anything is done with it.

Everything here raises a `ValueError` for what is not as it must be: `json` and UTF-8 do so too.
"""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

Kind = TypeVar("Kind")

MAX_ANSWERS = 64
_ANSWER_NAME = re.compile("[a-z_]{1,32}")


def encode(content: object) -> bytes:
    """The one spelling of a JSON value: what HMACs are computed over."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def decode_object(body: bytes, names: Collection[str]) -> dict[str, Any]:
    """Read an object with these names and no others.

    Raises:
        ValueError: it is something else, or holds text that UTF-8 cannot: half a surrogate pair.
    """
    try:
        content = json.loads(body.decode())
        if not isinstance(content, dict) or content.keys() != set(names):
            raise ValueError
        # Once here, so that nothing later can fail to spell it.
        encode(content)
    except RecursionError:
        raise ValueError from None
    return content


def exactly(kind: type[Kind], value: Any) -> Kind:  # noqa: ANN401  JSON's
    """A value of just this type: true is no number here."""
    if type(value) is not kind:
        raise ValueError
    return value


def whole_number(value: Any, least: int, most: int) -> int:  # noqa: ANN401  the same
    """A whole number between two others, both included."""
    number = exactly(int, value)
    if not least <= number <= most:
        raise ValueError
    return number


def matching(pattern: re.Pattern[str], value: Any) -> str:  # noqa: ANN401  the same
    """A text that a pattern fits from end to end."""
    text = exactly(str, value)
    if not pattern.fullmatch(text):
        raise ValueError
    return text


def answers(value: Any) -> Mapping[str, str | list[str]]:  # noqa: ANN401  the same
    """Answers to a form's questions: names as ours are, a text or a list of texts to each."""
    given = exactly(dict, value)
    if len(given) > MAX_ANSWERS:
        raise ValueError
    for name, answer in given.items():
        matching(_ANSWER_NAME, name)
        for text in answer if type(answer) is list else [answer]:
            exactly(str, text)
    return given
