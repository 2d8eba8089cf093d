"""Which officers a text names: whoever is named in a report is kept away from it.

1. A Chinese name counts in simplified or traditional characters, with spaces or dots between its
   characters, in full or half width, and with characters in it that nobody sees.
2. A name of two characters counts only where words end beside it: 高山 is not named in 高山流水.
   Where it is doubtful whether a longer name begins with it, the longer name wins.
3. In Latin letters a name counts as pinyin, with tones or without, joined or in parts, surname
   first or last. In small letters throughout it needs a syllable that is no English word.
4. The name of a post, as accounts have it before they belong to somebody, is nobody's name.
5. A namesake is kept away as well: to miss one who is named is worse.

What is not found: initials, nicknames, a name in a picture.

Source: the office's rules, section 3 (recusal); the ways of writing are ours.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import accumulate, islice, product
from typing import Final

import rjieba
from pypinyin import Style, pinyin

from app.domain.searching import fold
from app.domain.simplified import simplify


def may_name(folded: str, name: str) -> bool:
    """Whether it is worth looking closer if a text names somebody: quick, and never wrongly no.

    Args:
        folded: the text, as `app.domain.searching.fold` gives it.
        name: of an officer.
    """
    return fold(name) in folded or all(
        any(way in folded for way in ways) for ways in _syllables(name)
    )


@lru_cache(maxsize=1024)
def _syllables(name: str) -> tuple[tuple[str, ...], ...]:
    plain = _NOT_IN_NAMES.sub("", _plain(name))
    if not _IS_CHINESE.fullmatch(plain):
        return tuple((part,) for part in _LETTERS.findall(_latin(name).casefold()))
    readings = [[_latin(one) for one in ways] for ways in pinyin(plain, _BARE, heteronym=True)]
    return tuple(tuple(way for one in ways for way in _ways(one)) for ways in readings)


class ReadText:
    """A text in the forms in which names are looked for."""

    def __init__(self, text: str) -> None:
        plain = _plain(text)
        self._chinese = [_Words(plain), _Words(_BETWEEN.sub("", plain))]
        self._latin = _latin(text)
        self._joined = _BETWEEN.sub("", plain).casefold()

    def names(self, name: str) -> bool:
        """Whether it names who is called this."""
        plain = _NOT_IN_NAMES.sub("", _plain(name))
        if plain in _POSTS:
            return False
        if _IS_CHINESE.fullmatch(plain):
            return any(words.name(plain) for words in self._chinese) or any(
                self._is_meant(found[0]) for found in _pinyin(plain).finditer(self._latin)
            )
        return bool((pattern := _spelled(name)) and pattern.search(self._latin.casefold()))

    def mentions(self, name: str, endings: Collection[str] = ()) -> bool:
        """Whether a unit or a company stands in it.

        Args:
            name: as it is written, in full or as people call it.
            endings: what people leave out at its end, as the legal form of a company: without
                these, four characters are enough, and two or three with a short ending.
        """
        if not _HAN_IN.search(name):
            return bool((pattern := _spelled(name)) and pattern.search(self._latin.casefold()))
        plain = _NOT_IN_NAMES.sub("", _plain(name)).casefold()
        return any(form in self._joined for form in _shortened(plain, endings))

    def find(self, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """What of it fits, in simplified characters without spaces between them."""
        return tuple(dict.fromkeys(found[0] for found in pattern.finditer(self._joined)))

    def _is_meant(self, found: str) -> bool:
        # Whoever writes in small letters may just write English: he an, long song.
        return found != found.lower() or not _ENGLISH.issuperset(_LETTERS.findall(found))


class _Words:
    """A text in Chinese, and where its words end."""

    def __init__(self, text: str) -> None:
        self._text = text
        # By the dictionary alone, and with the names that the segmentation guesses.
        self._known, self._guessed = ([*rjieba.cut(text, hmm)] for hmm in (False, True))
        self._known_ends, self._guessed_ends = _ends(self._known), _ends(self._guessed)
        self._starts = dict(zip(sorted(self._guessed_ends), self._guessed, strict=False))

    def name(self, name: str) -> bool:
        """Whether a name stands in it."""
        places = (match.start() for match in re.finditer(re.escape(name), self._text))
        if len(name) > _SHORT:
            return next(places, None) is not None
        return any(self._stands(start, start + len(name)) for start in places)

    def _stands(self, start: int, end: int) -> bool:
        span = (start, end)
        if self._guessed_ends.issuperset(span):
            return True
        longer = self._starts.get(start, "")
        if len(longer) == _SHORT + 1 and longer[-1] not in _FOLLOWING:
            return False
        return self._known_ends.issuperset(span)


def _ends(words: list[str]) -> frozenset[int]:
    return frozenset(accumulate((len(word) for word in words), initial=0))


def _plain(text: str) -> str:
    seen = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return simplify("".join(seen))


def _latin(text: str) -> str:
    """Without tones, whether as marks or as digits."""
    apart = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in apart if unicodedata.category(c) not in ("Mn", "Cf"))
    return _TONE_DIGITS.sub("", letters)


@lru_cache(maxsize=1024)
def _pinyin(name: str) -> re.Pattern[str]:
    spelled = _syllables(name)
    surname = 2 if len(name) > _LONG else 1
    forms = dict.fromkeys(
        form
        for syllables in islice(product(*spelled), _MOST_READINGS)
        for form in _orders([*syllables], surname)
    )
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(forms)})(?![^\W\d_])", re.IGNORECASE)


def _orders(syllables: list[str], surname: int) -> Iterator[str]:
    family, given = (_APART.join(part) for part in (syllables[:surname], syllables[surname:]))
    yield family + _APART + given
    yield given + _APART + family


def _ways(syllable: str) -> Iterator[str]:
    yield syllable
    if "v" in syllable:
        # The letter ü, by its dots, without, and as passports have it.
        yield syllable.replace("v", "u")
        yield syllable.replace("v", "yu")


def _spelled(name: str) -> re.Pattern[str] | None:
    """A name that is not Chinese, first or last part first; None where it is too short to tell."""
    parts = _LETTERS.findall(_latin(name).casefold())
    if sum(map(len, parts)) < _SHORTEST_SPELLED:
        return None
    orders = {_APART.join(parts), _APART.join([*parts[1:], *parts[:1]])}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(orders))})(?!\w)")


def _shortened(name: str, endings: Collection[str]) -> Iterator[str]:
    if len(name) < _SHORT or name in endings:
        return
    yield name
    ending = next((one for one in endings if name.endswith(one)), "")
    stem = name.removesuffix(ending)
    if not ending or len(stem) < _SHORT:
        return
    if len(stem) > _LONG:
        yield stem
    else:
        yield from (stem + short for short in _SHORT_ENDINGS)


def _terms(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


_BARE: Final = Style.NORMAL
_SHORT: Final = 2
_LONG: Final = 3
_SHORTEST_SPELLED: Final = 4
_MOST_READINGS: Final = 64
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_IN: Final = re.compile(f"[{_HAN}]")
_SHORT_ENDINGS: Final = ("公司", "集团")
_SEPARATORS: Final = r"\s.·•・‧∙⋅。*_\-"
_IS_CHINESE: Final = re.compile(rf"[{_HAN}]{{2,}}")
_NOT_IN_NAMES: Final = re.compile(rf"[{_SEPARATORS}]+")
_BETWEEN: Final = re.compile(rf"(?<=[{_HAN}])[\s.·•・‧∙⋅*_\-]+(?=[{_HAN}])")
_APART: Final = r"[\s.,·'’_\-]{0,3}"
_TONE_DIGITS: Final = re.compile(r"(?<=[A-Za-z])[1-5](?![0-9])")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_FOLLOWING: Final = frozenset(
    "同和与跟及或说是在去来请让等都也又就还才的了着过把被将向对给从到查收拿送吃喝"
)
"""Characters after a name that the segmentation likes to take for a part of it."""
_POSTS: Final = _terms("受理员 承办员 审批人 审计员 管理员 负责人 纪检员 纪检干部")
_ENGLISH: Final = _terms(
    "a ai an ban bin can chi dan den die fan fen gang gay gun hang he hen ho hung in lie long "
    "man me men no nun on pan pang pen pin ping quan ran rang run sang she sun song "
    "so tan tang ten tong wan wang wen you yuan"
)
"""English words that are syllables, too."""
