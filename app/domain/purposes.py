"""What a reporter's message is for: chosen on the status page, sealed with its words.

1. A message need not have a purpose. What it has is inside its envelope, among the `answers`:
   `purpose`, `satisfied` and `danger`, each only where it was ticked.
2. Which purposes a page offers follows from what the reporter may read anyhow, so that offering one
   tells nothing.
3. What comes in is read as it is: a reporter's own browser may seal anything, so an unknown value
   is none, and nothing depends on two of them fitting together.

Source: the office's rules, sections 4 and 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from app.domain.categories import Category
from app.domain.lifecycle import PublicWord

Code = TypeVar("Code", bound=StrEnum)

PURPOSE: Final = "purpose"
SATISFIED: Final = "satisfied"
DANGER: Final = "danger"


class Purpose(StrEnum):
    """What a message is for; the codes are sealed, so they never change."""

    ANSWER = "answer"
    """It answers what the team asked."""
    DECLINE = "decline"
    """The reporter would rather not answer."""
    EVIDENCE = "evidence"
    """Further facts or files."""
    RETALIATION = "retaliation"
    """The reporter is put under pressure because of the report."""
    OBJECTION = "objection"
    """The reporter objects to the outcome."""
    SATISFACTION = "satisfaction"
    """The reporter says how content they are, and nothing else."""


class Satisfaction(StrEnum):
    """How content a reporter is with how a concluded case was handled."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a message says beside its words."""

    purpose: Purpose | None = None
    satisfied: Satisfaction | None = None
    danger: bool = False


WORDLESS: Final = frozenset({Purpose.DECLINE, Purpose.RETALIATION, Purpose.SATISFACTION})
"""What needs no words of the reporter's to be a message."""
_ENDED: Final = frozenset({PublicWord.CONCLUDED, PublicWord.NOT_ACCEPTED})


def read_notice(answers: Mapping[str, str | list[str]] | None) -> Notice:
    """Return what a message says beside its words; nothing where it says nothing known.

    A whole form that was sent under a used code is a message too: its category may be retaliation.
    """
    answers = answers or {}
    purpose = _code(Purpose, answers.get(PURPOSE))
    satisfied = _code(Satisfaction, answers.get(SATISFIED))
    if purpose is None and answers.get("category") == Category.RETALIATION:
        purpose = Purpose.RETALIATION
    if purpose is None and satisfied is not None:
        purpose = Purpose.SATISFACTION
    return Notice(purpose, satisfied, answers.get(DANGER) == "yes")


def list_purposes(word: PublicWord, *, asked: bool) -> tuple[Purpose, ...]:
    """Return what the reporter is offered to choose from, in the page's order.

    Args:
        word: what the reporter reads of the case.
        asked: whether the reporter can read a reply of the team's.
    """
    asked = asked or word is PublicWord.INFO_REQUESTED
    answering = (Purpose.ANSWER, Purpose.DECLINE) if asked else ()
    objecting = (Purpose.OBJECTION,) if word in _ENDED else ()
    return (*answering, Purpose.EVIDENCE, Purpose.RETALIATION, *objecting)


def _code(kind: type[Code], value: object) -> Code | None:
    try:
        return kind(value) if isinstance(value, str) else None
    except ValueError:
        return None
