"""The policy line (政策界限): what tells a small circle from ordinary social contact.

1. The main criterion decides: an interest group, or interest passed along or lived off. Only where
   it is met, with evidence, may a lead be found to be about a small circle.
2. Four axes support it. Each leans to one side or the other, is unclear, or has no evidence; they
   are never added up.
3. There is no score, and the program finds nothing: it only refuses a finding that lacks evidence.
4. Saying no takes the same: one choice, one text. Ordinary contact is as easy to record.

Source: the office's rules, section 6 (7).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.domain.notes import Hand


class Criterion(StrEnum):
    """Whether the main criterion is met."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Interest(StrEnum):
    """What the main criterion looks for."""

    GROUP = "group"
    """An interest group: 利益集团."""
    PASSED_ALONG = "passed_along"
    """Interest passed along: 利益输送."""
    LIVED_OFF = "lived_off"
    """Interest lived off: 利益寄生."""


class Axis(StrEnum):
    """What supports the main criterion: left is the circle's side, right the ordinary one."""

    DURATION = "duration"
    """Lasting or occasional: 长期性、偶然性."""
    MEMBERSHIP = "membership"
    """Fixed or loose: 相对固定性、人员松散性."""
    STANDING = "standing"
    """Dependent or equal: 依附性、平等性."""
    OPENNESS = "openness"
    """Exclusive or open: 排他性、社会性."""


class Leaning(StrEnum):
    """To which side an axis leans."""

    LEFT = "left"
    RIGHT = "right"
    UNCLEAR = "unclear"
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True, slots=True)
class AxisFinding:
    """What was found on one axis, and from what."""

    leaning: Leaning = Leaning.NO_EVIDENCE
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """What an officer recorded.

    Attributes:
        by: who recorded it last.
        criterion: whether the main criterion is met.
        interests: which of its kinds, where it is.
        grounds: the evidence for it, or why it is not met.
        files: the ids of the lead's files that show it.
        axes: what supports it; an axis that is not named has no evidence.
    """

    by: Hand
    criterion: Criterion
    interests: tuple[Interest, ...] = ()
    grounds: str = field(default="", repr=False)
    files: tuple[str, ...] = ()
    axes: Mapping[Axis, AxisFinding] = field(default_factory=dict, repr=False)

    def axis(self, axis: Axis) -> AxisFinding:
        """What was found on an axis."""
        return self.axes.get(axis, _NOTHING)


_NOTHING: Final = AxisFinding()


def may_find_small_circle(policy_line: PolicyLine | None) -> bool:
    """Whether a lead may be found to be about a small circle: main criterion, with evidence.

    Source: the office's rules, section 6 (7).
    """
    return (
        policy_line is not None
        and policy_line.criterion is Criterion.YES
        and not missing(policy_line)
    )


def missing(policy_line: PolicyLine) -> tuple[str, ...]:
    """Name what a record lacks to be whole: `grounds` for yes and no alike, `interests` for yes."""
    lacking: list[str] = []
    if policy_line.criterion is Criterion.YES and not policy_line.interests:
        lacking.append("interests")
    if policy_line.criterion is not Criterion.UNCLEAR and not policy_line.grounds.strip():
        lacking.append("grounds")
    return tuple(lacking)
