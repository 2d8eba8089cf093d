"""In which order leads are worked: order only, never a lower standard of proof.

1. A lead has the highest level of which one rule in `_RULES` applies; its reasons are all the
   rules that apply at that level.
2. A lead that lay unopened for ten working days stands one level higher. P0 is for its own
   conditions alone, so an aged P1 stays P1.
3. Within a level: nearest deadline, then checkable facts, then age.

Source: the office's rules, section 5.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from app.domain.categories import (
    SMALL_CIRCLES,
    Category,
    CircleType,
    Frequency,
    Ongoing,
    Payer,
)
from app.domain.working_days import add_working_days

UNOPENED_WORKING_DAYS: Final = 10
"""How long a lead lies unopened before it moves up a level; a setting may replace it."""


class Level(IntEnum):
    """A rank in the queue: the smaller, the sooner."""

    P0 = 0
    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4


class Reason(StrEnum):
    """Why a lead has its level; the words for it are the translations'."""

    RETALIATION = "retaliation"
    DANGER = "danger"
    EVIDENCE_AT_RISK = "evidence_at_risk"
    MEETING_NOW = "meeting_now"
    BUSINESS_PERSON = "business_person"
    PUBLIC_MONEY = "public_money"
    REGULAR_MEETINGS = "regular_meetings"
    DRINKING_CIRCLE = "drinking_circle"
    SUSPECTED_CIRCLE = "suspected_circle"
    SMALL_CIRCLE = "small_circle"
    OTHER_MATTER = "other_matter"
    LONG_UNOPENED = "long_unopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadFacts:
    """What the order depends on. Only the story is required, so all of it may be unknown.

    Attributes:
        category: what the lead is about.
        circle_type: in whose name a circle gathers.
        ongoing: whether it still goes on.
        frequency: how often it happened.
        payer: who paid.
        suspected_circle: the opened text suggests a drinking circle, and no officer has said
            yet whether it is one; once confirmed, the category says it.
        danger: somebody is in danger.
        evidence_at_risk: evidence is being destroyed.
        retaliation: the reporter is put under pressure because of the report.
    """

    category: Category | None = None
    circle_type: CircleType | None = None
    ongoing: Ongoing | None = None
    frequency: Frequency | None = None
    payer: Payer | None = None
    suspected_circle: bool = False
    danger: bool = False
    evidence_at_risk: bool = False
    retaliation: bool = False

    @property
    def is_drinking_circle(self) -> bool:
        """Whether it is one: by its category or, where none was chosen, by having a circle type."""
        if self.category is None:
            return self.circle_type is not None
        return self.category is Category.DRINKING_CIRCLE


@dataclass(frozen=True, slots=True)
class Ranking:
    """A level, and the reasons for it: never none."""

    level: Level
    reasons: tuple[Reason, ...]


class QueuePlace(NamedTuple):
    """A lead's place in the queue; sorting these sorts the queue.

    The case number comes last: it says nothing of a lead, but makes the order the same each time.
    """

    level: Level
    due_on: date
    fewer_checkable_facts: int
    received_on: date
    case_number: str


_GATHERINGS: Final = frozenset(
    {
        Category.DRINKING_CIRCLE,
        Category.UNREGISTERED_ASSOCIATION,
        Category.TRAINING_ASSOCIATION,
        Category.MERCHANT_BROTHERHOOD,
    }
)
"""The circles that meet, so that an on-site check can find them."""


def _retaliates(facts: LeadFacts) -> bool:
    return facts.retaliation or facts.category is Category.RETALIATION


def _meets_now(facts: LeadFacts) -> bool:
    # A mere suspicion counts here: tomorrow there is nothing left to look at.
    gathers = facts.category in _GATHERINGS or facts.is_drinking_circle or facts.suspected_circle
    return gathers and facts.ongoing is Ongoing.NOW


def _has_business_person(facts: LeadFacts) -> bool:
    merchant = facts.circle_type is CircleType.MERCHANT or facts.payer is Payer.BUSINESS_PERSON
    return facts.is_drinking_circle and merchant


def _has_public_money(facts: LeadFacts) -> bool:
    return facts.is_drinking_circle and facts.payer is Payer.PUBLIC_MONEY


def _meets_regularly(facts: LeadFacts) -> bool:
    often = facts.ongoing is Ongoing.REGULAR or facts.frequency is Frequency.REGULAR
    return facts.is_drinking_circle and often and facts.ongoing is not Ongoing.PAST


_RULES: Final[tuple[tuple[Level, Reason, Callable[[LeadFacts], bool]], ...]] = (
    (Level.P0, Reason.RETALIATION, _retaliates),
    (Level.P0, Reason.DANGER, lambda facts: facts.danger),
    (Level.P0, Reason.EVIDENCE_AT_RISK, lambda facts: facts.evidence_at_risk),
    (Level.P0, Reason.MEETING_NOW, _meets_now),
    (Level.P1, Reason.BUSINESS_PERSON, _has_business_person),
    (Level.P1, Reason.PUBLIC_MONEY, _has_public_money),
    (Level.P1, Reason.REGULAR_MEETINGS, _meets_regularly),
    (Level.P2, Reason.DRINKING_CIRCLE, lambda facts: facts.is_drinking_circle),
    (Level.P2, Reason.SUSPECTED_CIRCLE, lambda facts: facts.suspected_circle),
    (Level.P3, Reason.SMALL_CIRCLE, lambda facts: facts.category in SMALL_CIRCLES),
    (Level.P4, Reason.OTHER_MATTER, lambda _: True),
)


def rank(facts: LeadFacts) -> Ranking:
    """Return the level of a lead and every reason that holds at that level.

    Source: the office's rules, section 5.
    """
    held = [(level, reason) for level, reason, applies in _RULES if applies(facts)]
    highest = min(level for level, _ in held)
    return Ranking(highest, tuple(reason for level, reason in held if level is highest))


def aged(level: Level, received_on: date, *, opened_on: date | None, today: date) -> Level:
    """Return the level of a lead after its wait to be opened; what it rose by, it keeps.

    Args:
        level: the level by `rank`.
        received_on: the day the lead came.
        opened_on: the day it was opened, or None while it is sealed.
        today: the day at the office.

    Source: the office's rules, section 5.
    """
    waited_until = today if opened_on is None else opened_on
    if waited_until < add_working_days(received_on, UNOPENED_WORKING_DAYS):
        return level
    return level if level <= Level.P1 else Level(level - 1)


def rank_aged(
    facts: LeadFacts, received_on: date, *, opened_on: date | None, today: date
) -> Ranking:
    """Return `rank` of a lead after `aged`, with `Reason.LONG_UNOPENED` where it rose by that."""
    ranking = rank(facts)
    level = aged(ranking.level, received_on, opened_on=opened_on, today=today)
    if level is ranking.level:
        return ranking
    return Ranking(level, (Reason.LONG_UNOPENED, *ranking.reasons))


def queue_order(
    level: Level,
    *,
    due_on: date | None,
    checkable_facts: int,
    received_on: date,
    case_number: str,
) -> QueuePlace:
    """Return the sort key of a lead: level, nearest deadline, checkable facts, age.

    Args:
        level: the level after ageing.
        due_on: the nearest deadline; None comes after every deadline.
        checkable_facts: how many things in it can be checked; more come first.
        received_on: the day the lead came; older comes first.
        case_number: decides where all else is equal.

    Source: the office's rules, section 5.
    """
    return QueuePlace(level, due_on or date.max, -checkable_facts, received_on, case_number)
