"""The people of a lead, as officers enter them: subjects, and people who are merely mentioned.

1. A subject is whom the lead is about: found by search, and kept away from the lead as an officer.
2. Who is merely mentioned is masked on every page, never indexed, never counted, and becomes a
   subject only with a reason.
3. A mask keeps the surname, or the first character, and nothing from which a length could be read.

Source: the office's rules, section 6 (4) and (11); for masks, the Supreme People's Court's
provisions on publishing judgments, 2016, article 9.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Protocol

from app.domain.notes import Hand, NoSuchEntryError


class Part(StrEnum):
    """What somebody has to do with a lead."""

    SUBJECT = "subject"
    MENTIONED = "mentioned"


@dataclass(frozen=True, slots=True)
class CasePerson:
    """Somebody in a lead.

    Attributes:
        person_id: by which pages name the entry.
        part: subject or merely mentioned.
        by: who entered it.
        name: as it was entered.
        post: what the person does.
        unit: where.
        relation: to the matter, or to a subject.
        promoted: who made a subject of somebody who was mentioned; None where nobody did.
        reason: why.
    """

    person_id: str
    part: Part
    by: Hand
    name: str = field(repr=False)
    post: str = field(default="", repr=False)
    unit: str = field(default="", repr=False)
    relation: str = field(default="", repr=False)
    promoted: Hand | None = None
    reason: str = field(default="", repr=False)


class _HasPeople(Protocol):
    @property
    def people(self) -> tuple[CasePerson, ...]: ...


def subjects_of(record: _HasPeople) -> tuple[CasePerson, ...]:
    """Whom a lead is about: all that search may index, and recusal compare."""
    return tuple(person for person in record.people if person.part is Part.SUBJECT)


def promote(
    people: tuple[CasePerson, ...], person_id: str, by: Hand, reason: str
) -> tuple[CasePerson, ...]:
    """Return the people with one of those mentioned as a subject.

    Raises:
        NoSuchEntryError: nobody of that id is merely mentioned.
    """
    if not any(p.person_id == person_id and p.part is Part.MENTIONED for p in people):
        raise NoSuchEntryError
    return tuple(
        replace(p, part=Part.SUBJECT, promoted=by, reason=reason) if p.person_id == person_id else p
        for p in people
    )


def remove(people: tuple[CasePerson, ...], person_id: str) -> tuple[CasePerson, ...]:
    """Return the people without one of them: entered by mistake, nothing of them stays.

    Raises:
        NoSuchEntryError: there is nobody of that id.
    """
    left = tuple(p for p in people if p.person_id != person_id)
    if len(left) == len(people):
        raise NoSuchEntryError
    return left


def mask(name: str) -> str:
    """Return a name of which only the surname, or the first character, can be read.

    A Chinese name keeps its surname (欧阳某某), a name with a dot or in another script its first
    character (买某某, J***); what is no name becomes 某某 alone.
    """
    letters = unicodedata.normalize("NFKC", name).strip()
    if not letters or not letters[0].isalnum():
        return _SOMEBODY
    if not _is_chinese(letters[0]):
        return letters[0].upper() + "***"
    if any(dot in name for dot in _DOTS):
        return letters[0] + _SOMEBODY
    return surname_of(letters) + _SOMEBODY


def surname_of(name: str) -> str:
    """The surname of a Chinese name; of one character, or of two where that is known."""
    compound = len(name) > _LONGEST_SURNAME and name[:_LONGEST_SURNAME] in _COMPOUND_SURNAMES
    return name[:_LONGEST_SURNAME] if compound else name[0]


def _is_chinese(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK ")


_SOMEBODY: Final = "某某"
_DOTS: Final = "·•・‧∙⋅．."
"""Between the parts of a name of a minority, or of a foreigner, however it was typed."""
_LONGEST_SURNAME: Final = 2
_COMPOUND: Final = (
    "欧阳上官司马诸葛夏侯皇甫尉迟公孙令狐慕容司徒司空东方独孤南宫长孙宇文鲜于端木轩辕"
    "百里呼延东郭南门西门北宫公羊澹台公冶宗政濮阳淳于单于太叔申屠仲孙钟离闾丘亓官司寇"
    "子车颛孙巫马公西漆雕乐正壤驷公良拓跋夹谷宰父谷梁段干东门赫连万俟闻人第五梁丘左丘"
    "羊舌微生歐陽司馬諸葛東方獨孤長孫鮮于軒轅鍾離赫連聞人"
)
_COMPOUND_SURNAMES: Final = frozenset(
    a + b for a, b in zip(_COMPOUND[::2], _COMPOUND[1::2], strict=True)
)


def names_in(lists: Iterable[str]) -> tuple[str, ...]:
    """Return the names in answers that list several, as people separate them."""
    table = str.maketrans(dict.fromkeys("、，,；;／/|\n\t", "\n"))
    pieces = (piece.strip() for text in lists for piece in text.translate(table).split("\n"))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))
