"""Where a lead may go: never to who it is about, whatever else stands in it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.categories import Category
from app.domain.routing import (
    Concern,
    Destination,
    RouteFacts,
    RouteReason,
    RouteRefusedError,
    check_route,
    names_leading_post,
    suggest,
)

UNITS = ["unit-1", "unit-2", "unit-3"]
facts = st.builds(
    RouteFacts,
    concern=st.none() | st.sampled_from(Concern),
    unit_id=st.sampled_from(["", *UNITS]),
    category=st.none() | st.sampled_from(Category),
    leading_post=st.booleans(),
    retaliation=st.booleans(),
    had_it=st.frozensets(st.sampled_from(UNITS)),
)


def may_go(known: RouteFacts, unit_id: str) -> bool:
    with suppress(RouteRefusedError):
        check_route(known, unit_id)
        return True
    return False


@given(facts, st.sampled_from(UNITS))
def test_never_to_the_unit_whose_leaders_it_is_about(known: RouteFacts, unit_id: str) -> None:
    leaders = known.concern is Concern.UNIT_LEADERS or known.leading_post
    if leaders and known.unit_id in ("", unit_id):
        assert not may_go(known, unit_id)
    if known.concern in (None, Concern.OWN_OFFICE, Concern.DEPARTMENT_LEADERS):
        assert not may_go(known, unit_id)


@given(facts)
def test_what_is_proposed_is_what_the_rules_allow(known: RouteFacts) -> None:
    suggestion = suggest(known)
    if suggestion.destination is Destination.UNIT:
        assert may_go(known, suggestion.unit_id)
        assert known.concern is Concern.UNIT_STAFF
    superiors = known.concern in (Concern.OWN_OFFICE, Concern.DEPARTMENT_LEADERS)
    assert (suggestion.destination is Destination.SUPERIOR) == superiors


@given(facts, st.sampled_from(UNITS))
def test_where_the_reporter_is_under_pressure_it_stays(known: RouteFacts, unit_id: str) -> None:
    if known.retaliation or known.category is Category.RETALIATION:
        assert not may_go(known, unit_id)


@pytest.mark.parametrize(
    ("known", "destination", "reason"),
    [
        (RouteFacts(), Destination.GROUP, RouteReason.NOT_SAID),
        (RouteFacts(Concern.UNIT_STAFF, "unit-1"), Destination.UNIT, RouteReason.UNIT_STAFF),
        (RouteFacts(Concern.UNIT_STAFF), Destination.GROUP, RouteReason.NO_UNIT),
        (RouteFacts(Concern.UNIT_LEADERS, "unit-1"), Destination.GROUP, RouteReason.UNIT_LEADERS),
        (
            RouteFacts(Concern.UNIT_STAFF, "unit-1", Category.GOING_THROUGH_MOTIONS),
            Destination.GROUP,
            RouteReason.UNITS_OWN_DUTY,
        ),
        (
            RouteFacts(Concern.UNIT_STAFF, "unit-1", leading_post=True),
            Destination.GROUP,
            RouteReason.LEADING_POST,
        ),
        (RouteFacts(Concern.OWN_OFFICE), Destination.SUPERIOR, RouteReason.OWN_OFFICE),
    ],
)
def test_each_proposal_has_its_reason(
    known: RouteFacts, destination: Destination, reason: RouteReason
) -> None:
    suggestion = suggest(known)
    assert (suggestion.destination, suggestion.reason) == (destination, reason)


def test_a_unit_whose_leaders_it_is_not_about_may_have_it() -> None:
    assert may_go(RouteFacts(Concern.UNIT_LEADERS, "unit-1"), "unit-2")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("公路管理局副局长张某", True),
        ("养护中心主任李某", True),
        ("党委书记", True),
        ("deputy director of the bureau", True),
        ("养护科科长", False),
        ("办公室主任王某", False),
        ("张某", False),
    ],
)
def test_leading_posts_are_seen(text: str, found: object) -> None:
    assert names_leading_post(text) is found
