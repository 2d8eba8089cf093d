"""Drinking circles first, by the office's levels; nothing starves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.categories import Category, CircleType, Frequency, Ongoing, Payer
from app.domain.priority import (
    LeadFacts,
    Level,
    Ranking,
    Reason,
    aged,
    queue_order,
    rank,
    rank_aged,
)

CIRCLE = Category.DRINKING_CIRCLE
MONDAY = date(2018, 8, 20)

FACTS = st.builds(
    LeadFacts,
    category=st.none() | st.sampled_from(Category),
    circle_type=st.none() | st.sampled_from(CircleType),
    ongoing=st.none() | st.sampled_from(Ongoing),
    frequency=st.none() | st.sampled_from(Frequency),
    payer=st.none() | st.sampled_from(Payer),
    suspected_circle=st.booleans(),
    danger=st.booleans(),
    evidence_at_risk=st.booleans(),
)
DAYS = st.dates(date(2018, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("facts", "level", "reasons"),
    [
        (LeadFacts(category=Category.RETALIATION), Level.P0, [Reason.RETALIATION]),
        (LeadFacts(retaliation=True), Level.P0, [Reason.RETALIATION]),
        (LeadFacts(danger=True), Level.P0, [Reason.DANGER]),
        (LeadFacts(evidence_at_risk=True), Level.P0, [Reason.EVIDENCE_AT_RISK]),
        (LeadFacts(category=CIRCLE, ongoing=Ongoing.NOW), Level.P0, [Reason.MEETING_NOW]),
        (
            LeadFacts(category=Category.UNREGISTERED_ASSOCIATION, ongoing=Ongoing.NOW),
            Level.P0,
            [Reason.MEETING_NOW],
        ),
        (LeadFacts(suspected_circle=True, ongoing=Ongoing.NOW), Level.P0, [Reason.MEETING_NOW]),
        (
            LeadFacts(category=CIRCLE, circle_type=CircleType.MERCHANT),
            Level.P1,
            [Reason.BUSINESS_PERSON],
        ),
        (
            LeadFacts(category=CIRCLE, payer=Payer.BUSINESS_PERSON),
            Level.P1,
            [Reason.BUSINESS_PERSON],
        ),
        (LeadFacts(category=CIRCLE, payer=Payer.PUBLIC_MONEY), Level.P1, [Reason.PUBLIC_MONEY]),
        (LeadFacts(category=CIRCLE, ongoing=Ongoing.REGULAR), Level.P1, [Reason.REGULAR_MEETINGS]),
        (
            LeadFacts(category=CIRCLE, frequency=Frequency.REGULAR),
            Level.P1,
            [Reason.REGULAR_MEETINGS],
        ),
        (
            LeadFacts(
                circle_type=CircleType.MERCHANT,
                payer=Payer.PUBLIC_MONEY,
                frequency=Frequency.REGULAR,
            ),
            Level.P1,
            [Reason.BUSINESS_PERSON, Reason.PUBLIC_MONEY, Reason.REGULAR_MEETINGS],
        ),
        (
            LeadFacts(category=CIRCLE, frequency=Frequency.REGULAR, ongoing=Ongoing.PAST),
            Level.P2,
            [Reason.DRINKING_CIRCLE],
        ),
        (LeadFacts(category=CIRCLE, ongoing=Ongoing.PLANNED), Level.P2, [Reason.DRINKING_CIRCLE]),
        (LeadFacts(category=CIRCLE, payer=Payer.SUBORDINATE), Level.P2, [Reason.DRINKING_CIRCLE]),
        (LeadFacts(circle_type=CircleType.UNSURE), Level.P2, [Reason.DRINKING_CIRCLE]),
        (
            LeadFacts(category=Category.OTHER, suspected_circle=True, payer=Payer.PUBLIC_MONEY),
            Level.P2,
            [Reason.SUSPECTED_CIRCLE],
        ),
        (
            LeadFacts(category=Category.INTEREST_ALLIANCE, payer=Payer.BUSINESS_PERSON),
            Level.P3,
            [Reason.SMALL_CIRCLE],
        ),
        (
            LeadFacts(category=Category.INFIGHTING, ongoing=Ongoing.NOW),
            Level.P3,
            [Reason.SMALL_CIRCLE],
        ),
        (
            LeadFacts(category=Category.OFFICIAL_ACTIVITY_ALCOHOL, ongoing=Ongoing.NOW),
            Level.P4,
            [Reason.OTHER_MATTER],
        ),
        (LeadFacts(category=Category.GOING_THROUGH_MOTIONS), Level.P4, [Reason.OTHER_MATTER]),
        (LeadFacts(), Level.P4, [Reason.OTHER_MATTER]),
    ],
)
def test_level_and_reasons(facts: LeadFacts, level: Level, reasons: list[Reason]) -> None:
    assert rank(facts) == Ranking(level, tuple(reasons))


@given(facts=FACTS)
def test_ranking_is_total_and_deterministic(facts: LeadFacts) -> None:
    ranking = rank(facts)
    assert ranking.level in Level
    assert ranking.reasons
    assert ranking == rank(facts)


@given(facts=FACTS.filter(lambda facts: facts.is_drinking_circle))
def test_no_drinking_circle_is_below_p2(facts: LeadFacts) -> None:
    assert rank(facts).level <= Level.P2


@pytest.mark.parametrize(
    ("level", "risen"),
    [
        (Level.P4, Level.P3),
        (Level.P3, Level.P2),
        (Level.P2, Level.P1),
        (Level.P1, Level.P1),
        (Level.P0, Level.P0),
    ],
)
def test_ten_working_days_unopened_move_up_one_level_but_never_into_p0(
    level: Level, risen: Level
) -> None:
    tenth = MONDAY + timedelta(days=14)
    eve = tenth - timedelta(days=1)
    assert aged(level, MONDAY, opened_on=None, today=eve) is level
    assert aged(level, MONDAY, opened_on=None, today=tenth) is risen
    assert aged(level, MONDAY, opened_on=None, today=tenth + timedelta(days=365)) is risen


def test_wait_ends_with_opening_and_what_it_gave_stays() -> None:
    next_year = MONDAY + timedelta(days=365)
    early, late = MONDAY + timedelta(days=1), MONDAY + timedelta(days=14)
    assert aged(Level.P4, MONDAY, opened_on=early, today=next_year) is Level.P4
    assert aged(Level.P4, MONDAY, opened_on=late, today=next_year) is Level.P3


def test_rise_by_waiting_is_a_reason() -> None:
    facts = LeadFacts(category=CIRCLE)
    late = MONDAY + timedelta(days=14)
    assert rank_aged(facts, MONDAY, opened_on=late, today=late) == Ranking(
        Level.P1, (Reason.LONG_UNOPENED, Reason.DRINKING_CIRCLE)
    )
    assert rank_aged(facts, MONDAY, opened_on=MONDAY, today=late) == rank(facts)


@given(facts=FACTS, received_on=DAYS, wait=st.integers(0, 60), today=DAYS)
def test_ageing_moves_by_one_level_at_most_and_only_up(
    facts: LeadFacts, received_on: date, wait: int, today: date
) -> None:
    opened_on = received_on + timedelta(days=wait)
    before = rank(facts)
    after = rank_aged(facts, received_on, opened_on=opened_on, today=today)
    assert before.level - after.level in {0, 1}
    assert (before.level is Level.P0) == (after.level is Level.P0)
    assert (before == after) == (Reason.LONG_UNOPENED not in after.reasons)


def test_queue_is_by_level_then_deadline_then_facts_then_age() -> None:
    soon, late = date(2018, 9, 3), date(2018, 9, 10)
    old, new = date(2018, 8, 1), date(2018, 8, 20)
    rows = [
        (Level.P0, late, 0, new, "QF-9"),
        (Level.P1, soon, 0, new, "QF-8"),
        (Level.P1, late, 5, new, "QF-7"),
        (Level.P1, late, 1, old, "QF-6"),
        (Level.P1, late, 1, new, "QF-4"),
        (Level.P1, late, 1, new, "QF-5"),
        (Level.P1, None, 9, old, "QF-3"),
        (Level.P2, soon, 9, old, "QF-2"),
    ]
    places = [
        queue_order(
            level, due_on=due_on, checkable_facts=facts, received_on=day, case_number=number
        )
        for level, due_on, facts, day, number in rows
    ]
    backwards = places[::-1]
    assert sorted(backwards) == places
