"""What an officer declares about themself, so that a lead that has to do with it is kept from them.

1. A person counts as an officer's own name does (`recusal.py`).
2. A unit counts by the words in which it was declared; a company also without its legal form, where
   four characters are left, or as 某某公司, 某某集团.
3. A post, now or before, together with the officer's surname is a hint and no more: 王处长 may be
   somebody else. Whoever is responsible for the lead looks at it.

Source: the office's rules, section 6 (4); the ways of writing are ours.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.domain.people import surname_of
from app.domain.recusal import ReadText

NAMES_MAX: Final = 10
"""Ways of writing one thing."""
DECLARED_MAX: Final = 50
"""Declarations of one officer at a time."""


class InterestKind(StrEnum):
    """What is declared."""

    PERSON = "person"
    UNIT = "unit"
    COMPANY = "company"
    POST = "post"
    """One's own, by which people may speak of one; a hint, and no cause of recusal."""


@dataclass(frozen=True, slots=True)
class Interest:
    """One declaration.

    Attributes:
        kind: of what.
        names: in which ways it is written.
        relation: what the officer has to do with it, in own words.
    """

    kind: InterestKind
    names: tuple[str, ...] = field(repr=False)
    relation: str = field(default="", repr=False)

    def is_in(self, text: ReadText) -> bool:
        """Whether a text has to do with it; a post alone never says so."""
        if self.kind is InterestKind.POST:
            return False
        if self.kind is InterestKind.PERSON:
            return any(text.names(name) for name in self.names)
        endings = _LEGAL_FORMS if self.kind is InterestKind.COMPANY else ()
        return any(text.mentions(name, endings) for name in self.names)


def find_addresses(text: ReadText, name: str, posts: tuple[str, ...]) -> tuple[str, ...]:
    """What in a text may mean an officer, by surname and post: 王处长, 王副处长, 老王书记.

    Args:
        text: the reporter's words.
        name: the officer's.
        posts: the officer's, now and before, in full or short.
    """
    full = {_DEPUTY.sub("", post) for post in posts} - {""}
    if not full or not _HAN.match(name):
        return ()
    short = {_SHORT_FORMS[post] for post in full if post in _SHORT_FORMS}
    forms = "|".join(map(re.escape, sorted(full, key=len, reverse=True)))
    pattern = f"(?:{forms})"
    if short:
        # 王处 is no post in 王处理了: what follows must end the word.
        pattern = f"(?:{pattern}|(?:{'|'.join(sorted(short))})(?=[{_AFTER}]|[^\u4e00-\u9fff]|$))"
    surname = re.escape(surname_of(name))
    return text.find(re.compile(f"[老小大]?{surname}(?:某某?)?(?:常务)?[副代]?{pattern}"))


_HAN: Final = re.compile("[\u3400-\u9fff]")
_DEPUTY: Final = re.compile("^(?:原|前|现任|时任|常务|代理|副|代)+")
_AFTER: Final = "说让请的了和与跟及或是在去来都也又就还把被将对给从收拿送吃喝要找叫带"
_LEGAL_FORMS: Final = (
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    "集团公司",
    "总公司",
    "公司",
    "集团",
)
_SHORT_FORMS: Final = {
    "厅长": "厅",
    "局长": "局",
    "处长": "处",
    "科长": "科",
    "部长": "部",
    "院长": "院",
    "校长": "校",
    "所长": "所",
    "队长": "队",
    "组长": "组",
    "站长": "站",
    "主任": "主",
    "经理": "经",
    "总经理": "总",
    "董事长": "董",
    "工程师": "工",
    "总工程师": "总",
    "巡视员": "巡",
    "调研员": "调",
}
"""A post and the character that people say for it after a surname."""
