"""How a search compares words: parts of texts in which ways of writing make no difference.

1. Width, case, accents, traditional or simplified characters, hidden characters and signs make no
   difference; nor do spaces beside Chinese characters. So a sentence is found as it was copied.
2. Chinese is found anywhere, from one character on, without cutting texts into words: no name is
   lost to a segmentation. A word in letters is found by its beginning.
3. All terms of a query have to be there, in any order; what stands in quotes is one term.

Looking through 50 million characters takes less than a tenth of a second, so there is no other
index than the texts themselves.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import rjieba

from app.domain.simplified import simplify

QUERY_MAX: Final = 200
"""Characters of a query."""
BETWEEN: Final = "\n"
"""Between texts that are looked through as one: no term reaches across."""
_MOST_TERMS: Final = 20
_HAN: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_IS_HAN: Final = re.compile(f"[{_HAN}]")
_SPACES: Final = re.compile(" +")
_LOOSE: Final = re.compile(rf" (?:(?=[{_HAN}])|(?<=[{_HAN}] ))")
"""Spaces that say nothing: beside Chinese characters."""
_PIECES: Final = re.compile(r'["“”„「」『』]([^"“”„「」『』]*)["“”„「」『』]|([^\s"“”„「」『』]+)')
_BEFORE, _AFTER = 30, 90
"""Characters around the first hit in an excerpt."""
_SENTENCE: Final = 5
"""From so many Chinese characters on, a term is also looked for in its words."""
_SHORTEST_WORD: Final = 2


class _Folding(dict[int, str]):
    """What becomes of each character; filled as characters come."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if unicodedata.category(character) == "Cf":
        return ""
    apart = unicodedata.normalize("NFKD", character)
    plain = "".join(c for c in apart if unicodedata.category(c) != "Mn")
    letters = simplify(plain.casefold())
    return "".join(c if c.isalnum() else " " for c in letters)


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """Return a text as it is compared: it has no line ends, and spaces only between letters."""
    return _LOOSE.sub("", " ".join(text.translate(_FOLDING).split()))


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """Return the same, and for each character of it the place in the text that it comes from."""
    folded = [(f, place) for place, c in enumerate(text) for f in _FOLDING[ord(c)]]
    letters = "".join(f for f, _ in folded)
    dropped: set[int] = set()
    for found in _SPACES.finditer(letters):
        start, end = found.span()
        beside = letters[start - 1 : start], letters[end : end + 1]
        says_nothing = not all(beside) or any(_IS_HAN.match(one) for one in beside)
        dropped.update(range(start + (not says_nothing), end))
    kept = [pair for i, pair in enumerate(folded) if i not in dropped]
    return "".join(f for f, _ in kept), [place for _, place in kept]


def read_query(query: str) -> tuple[str, ...]:
    """Return the terms of a query, folded, the longest first; whatever was typed is a query."""
    pieces = (quoted or plain for quoted, plain in _PIECES.findall(query[:QUERY_MAX]))
    terms = dict.fromkeys(term for piece in pieces if (term := fold(piece)))
    return tuple(sorted(list(terms)[:_MOST_TERMS], key=len, reverse=True))


def cut_sentences(terms: Iterable[str]) -> tuple[str, ...]:
    """Return the words of long Chinese terms in their place: for a sentence that stands nowhere."""
    words = (word for term in terms for word in _words(term))
    return tuple(sorted(dict.fromkeys(words), key=len, reverse=True))


def _words(term: str) -> list[str]:
    if len(_IS_HAN.findall(term)) < _SENTENCE:
        return [term]
    words = (word.strip() for word in rjieba.cut(term, True))  # noqa: FBT003  rjieba's
    return [word for word in words if len(word) >= _SHORTEST_WORD] or [term]


def has_all(folded: str, terms: Sequence[str]) -> bool:
    """Whether all terms stand in a folded text."""
    for term in terms:
        if term not in folded:
            return False
        if is_in_letters(term) and next(_places(folded, term), None) is None:
            return False
    return True


def is_in_letters(term: str) -> bool:
    """Whether a term has to stand where a word begins, to be found."""
    return not _IS_HAN.match(term)


def _places(folded: str, term: str) -> Iterator[int]:
    """Where a term stands; a word in letters only where it begins."""
    in_letters = is_in_letters(term)
    place = folded.find(term)
    while place >= 0:
        if not (in_letters and place and _is_letter(folded[place - 1])):
            yield place
        place = folded.find(term, place + 1)


def _is_letter(character: str) -> bool:
    return character.isalnum() and not _IS_HAN.match(character)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of an excerpt."""

    text: str = field(repr=False)
    is_hit: bool = False


def excerpt(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """Return the part of a text around the first hit, hits apart; nothing where there is none.

    Args:
        text: as it was written.
        terms: folded; where there are none, the text's beginning is returned.
    """
    if not terms:
        return (Piece(text[:_AFTER] + "…" * (len(text) > _AFTER)),) if text else ()
    folded, places = fold_with_places(text)
    hits = sorted(
        (places[start], places[start + len(term) - 1] + 1)
        for term in terms
        for start in _places(folded, term)
    )
    if not hits:
        return ()
    start, end = max(hits[0][0] - _BEFORE, 0), min(hits[0][0] + _AFTER, len(text))
    end = max(end, hits[0][1])
    pieces = [Piece("…" * (start > 0))]
    for hit_start, hit_end in hits:
        if hit_end > end or hit_start < start:
            continue
        pieces += [Piece(text[start:hit_start]), Piece(text[hit_start:hit_end], is_hit=True)]
        start = hit_end
    pieces += [Piece(text[start:end]), Piece("…" * (end < len(text)))]
    return tuple(piece for piece in pieces if piece.text)
