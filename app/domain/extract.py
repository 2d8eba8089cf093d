"""The redacted extract (脱敏摘要): what a unit gets to know in the place of a report.

Pure rules on the words alone. An extract must not repeat the reporter's own sentences: who knows
how somebody writes, or was told the same sentence, knows them by it. What else gives a reporter
away only a person can judge; `app.domain.giveaways` points at some of it.

Source: the office's rules, section 6 (2).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

LONG_RUN: Final = 12
"""Characters in a row that are a repetition; a word or number of other scripts counts as two, so
that six English words are as long as twelve Chinese characters."""
EXTRACT_MAX: Final = 5_000
"""Characters of an extract."""
MOST_RUNS: Final = 20
"""Repetitions that are shown: a list that nobody reads to its end helps nobody."""

_LETTER: Final = "a-z0-9\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
_WORD: Final = re.compile(rf"[{_LETTER}]+(?:['’][{_LETTER}]+)?|\w", re.IGNORECASE)
_WEIGHT_OF_WORD: Final = 2


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    weight: int
    start: int
    end: int


def find_repetitions(
    extract: str, originals: Iterable[str], names: Iterable[str] = ()
) -> list[str]:
    """Return the parts of an extract that repeat the reporter's own words for too long.

    Signs, spaces, width and upper or lower case make no difference.

    Args:
        extract: what was written.
        originals: what the reporter wrote.
        names: of units, persons and places as the reporter gave them; long ones may be repeated.

    Returns:
        At most `MOST_RUNS`, as they stand in the extract, each as long as it goes on.
    """
    tokens = _tokens(extract)
    known = [_joined(_tokens(original)) for original in originals]
    allowed = [_joined(_tokens(name)) for name in names]
    runs: list[str] = []
    end = 0
    for start, width in _windows(tokens):
        run = _joined(tokens[start : start + width])
        if start < end or not _is_in(run, known) or _is_in(run, allowed):
            continue
        end = _follow(tokens, start, width, known)
        part = extract[tokens[start].start : tokens[end - 1].end]
        runs += [part] if part not in runs else []
    return runs[:MOST_RUNS]


def _tokens(text: str) -> list[_Token]:
    return [_token(match) for match in _WORD.finditer(text)]


def _token(match: re.Match[str]) -> _Token:
    text = unicodedata.normalize("NFKC", match[0]).casefold()
    weight = _WEIGHT_OF_WORD if text.isascii() else 1
    return _Token(text, weight, match.start(), match.end())


def _windows(tokens: list[_Token]) -> Iterator[tuple[int, int]]:
    """From each token on, the fewest that are a long run."""
    for start in range(len(tokens)):
        weight = 0
        for width, token in enumerate(tokens[start : start + LONG_RUN], 1):
            weight += token.weight
            if weight >= LONG_RUN:
                yield start, width
                break


def _follow(tokens: list[_Token], start: int, width: int, known: list[str]) -> int:
    """Where the run ends that begins at `start`."""
    end = start + width
    while end < len(tokens) and _is_in(_joined(tokens[start : end + 1]), known):
        end += 1
    return end


def _joined(tokens: list[_Token]) -> str:
    # By what no token holds: one search of the interpreter's own, and no word is found in another.
    return f" {' '.join(token.text for token in tokens)} "


def _is_in(run: str, texts: list[str]) -> bool:
    return any(run in text for text in texts)
