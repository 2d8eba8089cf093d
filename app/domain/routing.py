"""Where a lead may go: proposed by rule with its reason, and refused by rule whoever wants it.

1. A lead about a unit's leaders never goes to that unit, but one level up, which is the group.
2. What is about the group's own people, or about the department's leaders, is the superior's.
3. How a unit itself went about its duties (a check that was for show, nobody held to account) is
   about who leads it, and pressure on a reporter comes from where the reporter works: both stay.
4. Everything else about a unit's people is that unit's discipline committee's to handle.
5. Before somebody has said whom a lead concerns, it goes nowhere.

Source: the office's rules, sections 3, 4 and 6 (2) to (4).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.categories import Category


class Concern(StrEnum):
    """Whom a lead is about, as an officer says who read it."""

    UNIT_STAFF = "unit_staff"
    UNIT_LEADERS = "unit_leaders"
    OWN_OFFICE = "own_office"
    """The group's own people."""
    DEPARTMENT_LEADERS = "department_leaders"
    NOBODY_NAMED = "nobody_named"


class Destination(StrEnum):
    """Who is to handle a lead."""

    GROUP = "group"
    UNIT = "unit"
    SUPERIOR = "superior"


class RouteReason(StrEnum):
    """Why a lead is proposed to go somewhere, or must not."""

    OWN_OFFICE = "own_office"
    DEPARTMENT_LEADERS = "department_leaders"
    UNIT_LEADERS = "unit_leaders"
    LEADING_POST = "leading_post"
    UNITS_OWN_DUTY = "units_own_duty"
    RETALIATION = "retaliation"
    UNIT_STAFF = "unit_staff"
    NO_UNIT = "no_unit"
    NOT_SAID = "not_said"
    HAD_IT_BEFORE = "had_it_before"


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """What decides where a lead may go.

    Attributes:
        concern: whom it is about; None where nobody has said.
        unit_id: the unit that it is about, empty where it is about none.
        category: what it is about.
        leading_post: the report names a post that leads a unit, and no officer has found that
            whoever holds it leads another.
        retaliation: the reporter is under pressure because of the report.
        had_it: the units that handed it back.
    """

    concern: Concern | None = None
    unit_id: str = ""
    category: Category | None = None
    leading_post: bool = False
    retaliation: bool = False
    had_it: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where a lead should go by the rules, and why."""

    destination: Destination
    reason: RouteReason
    unit_id: str = ""


class RouteRefusedError(Exception):
    """The rules do not let this lead go there; `reason` says why."""

    def __init__(self, reason: RouteReason) -> None:
        super().__init__(str(reason))
        self.reason = reason


_DUTIES: Final = frozenset({Category.GOING_THROUGH_MOTIONS, Category.UNPRINCIPLED_HARMONY})
_TO_SUPERIOR: Final = {
    Concern.OWN_OFFICE: RouteReason.OWN_OFFICE,
    Concern.DEPARTMENT_LEADERS: RouteReason.DEPARTMENT_LEADERS,
}
_LEADING_POSTS: Final = re.compile(
    "(?:党委|党组|党总支|纪委|党支部)(?:副)?书记|(?:副)?(?:局长|院长|总队长|支队长|站长|校长|总经理|董事长|总工程师|总会计师)"
    "|中心(?:副)?主任|一把手|班子(?:成员|领导)|(?:主要|分管)(?:领导|负责人)|局领导|院领导"
    r"|\b(?:(?:deputy |vice )?(?:director|party secretary|bureau chief)|general manager"
    r"|head of the (?:bureau|unit|institute)|leadership)\b",
    re.IGNORECASE,
)


def suggest(facts: RouteFacts) -> Suggestion:
    """Return who should handle a lead."""
    if facts.concern in _TO_SUPERIOR:
        return Suggestion(Destination.SUPERIOR, _TO_SUPERIOR[facts.concern])
    reason = _why_it_stays(facts)
    if reason is not None:
        return Suggestion(Destination.GROUP, reason)
    return Suggestion(Destination.UNIT, RouteReason.UNIT_STAFF, facts.unit_id)


def check_route(facts: RouteFacts, unit_id: str) -> None:
    """Return only if a lead may go to a unit.

    Raises:
        RouteRefusedError: the rules say no, whoever wants it.
    """
    if facts.concern is None:
        raise RouteRefusedError(RouteReason.NOT_SAID)
    if facts.concern in _TO_SUPERIOR:
        raise RouteRefusedError(_TO_SUPERIOR[facts.concern])
    about_it = facts.unit_id in ("", unit_id)
    if facts.concern is Concern.UNIT_LEADERS and about_it:
        raise RouteRefusedError(RouteReason.UNIT_LEADERS)
    if facts.leading_post and about_it:
        raise RouteRefusedError(RouteReason.LEADING_POST)
    if facts.category in _DUTIES and about_it:
        raise RouteRefusedError(RouteReason.UNITS_OWN_DUTY)
    if facts.retaliation or facts.category is Category.RETALIATION:
        raise RouteRefusedError(RouteReason.RETALIATION)
    if unit_id in facts.had_it:
        raise RouteRefusedError(RouteReason.HAD_IT_BEFORE)


def names_leading_post(text: str) -> bool:
    """Whether a text names a post that leads a unit: a mark to look at, not a finding."""
    return _LEADING_POSTS.search(text) is not None


def _why_it_stays(facts: RouteFacts) -> RouteReason | None:
    if facts.concern is Concern.NOBODY_NAMED or (facts.concern and not facts.unit_id):
        return RouteReason.NO_UNIT
    try:
        check_route(facts, facts.unit_id)
    except RouteRefusedError as refused:
        return refused.reason
    return None
