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
    return _surname(letters) + _SOMEBODY


def _surname(name: str) -> str:
    compound = len(name) > _LONGEST_SURNAME and name[:_LONGEST_SURNAME] in _COMPOUND_SURNAMES
    return name[:_LONGEST_SURNAME] if compound else name[0]


def _is_chinese(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK ")


_SOMEBODY: Final = "某某"
_DOTS: Final = "·•・‧∙⋅．."
"""Between the parts of a name of a minority, or of a foreigner, however it was typed."""
_LONGEST_SURNAME: Final = 2
_COMPOUND_SURNAMES: Final = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "令狐",
        "慕容",
        "司徒",
        "司空",
        "东方",
        "独孤",
        "南宫",
        "长孙",
        "宇文",
        "鲜于",
        "端木",
        "轩辕",
        "百里",
        "呼延",
        "东郭",
        "南门",
        "西门",
        "北宫",
        "公羊",
        "澹台",
        "公冶",
        "宗政",
        "濮阳",
        "淳于",
        "单于",
        "太叔",
        "申屠",
        "仲孙",
        "钟离",
        "闾丘",
        "亓官",
        "司寇",
        "子车",
        "颛孙",
        "巫马",
        "公西",
        "漆雕",
        "乐正",
        "壤驷",
        "公良",
        "拓跋",
        "夹谷",
        "宰父",
        "谷梁",
        "段干",
        "东门",
        "赫连",
        "万俟",
        "闻人",
        "第五",
        "梁丘",
        "左丘",
        "羊舌",
        "微生",
        "歐陽",
        "司馬",
        "諸葛",
        "東方",
        "獨孤",
        "長孫",
        "鮮于",
        "軒轅",
        "鍾離",
        "赫連",
        "聞人",
    ]
)


def names_in(lists: Iterable[str]) -> tuple[str, ...]:
    """Return the names in answers that list several, as people separate them."""
    table = str.maketrans(dict.fromkeys("、，,；;／/|\n\t", "\n"))
    pieces = (piece.strip() for text in lists for piece in text.translate(table).split("\n"))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))
