"""The codes are stored and sealed: a changed one would orphan every old report."""

from enum import StrEnum

import pytest

from app.domain.categories import (
    PUBLIC_CATEGORIES,
    SMALL_CIRCLES,
    Category,
    Channel,
    CircleType,
    Frequency,
    HowKnown,
    Medium,
    Ongoing,
    Payer,
    PlaceType,
)
from app.domain.roles import Role

CATEGORY_CODES = """
    drinking_circle unregistered_association networking_for_gain patron_dependence
    private_power_base interest_alliance publicity_building infighting shadow_personnel_broker
    training_association merchant_brotherhood unprincipled_harmony official_activity_alcohol
    going_through_motions retaliation other
"""
CHANNEL_CODES = """
    self_check democratic_life_meeting petition_report supervision_check case_analysis
    inspection_patrol referral
"""

CODES: list[tuple[type[StrEnum], str]] = [
    (Category, CATEGORY_CODES),
    (CircleType, "hometown workplace alumni_veteran merchant hobby unsure"),
    (PlaceType, "hotel farmhouse canteen private_club home other"),
    (Ongoing, "now planned regular past unknown"),
    (Frequency, "once several regular unknown"),
    (Payer, "self public_money business_person subordinate unknown"),
    (HowKnown, "saw was_told has_document"),
    (Channel, CHANNEL_CODES),
    (Medium, "web phone letter visit"),
    (Role, "intake_officer case_officer approver statistician auditor administrator"),
]


@pytest.mark.parametrize(("kind", "codes"), CODES)
def test_codes_are_the_offices_own_in_its_order(kind: type[StrEnum], codes: str) -> None:
    assert [member.value for member in kind] == codes.split()


def test_public_form_shows_the_circle_first_and_other_last() -> None:
    assert PUBLIC_CATEGORIES[0] is Category.DRINKING_CIRCLE
    assert PUBLIC_CATEGORIES[-1] is Category.OTHER
    assert len(PUBLIC_CATEGORIES) == len(set(PUBLIC_CATEGORIES)) == 8


def test_alcohol_at_an_official_activity_is_no_circle() -> None:
    assert Category.OFFICIAL_ACTIVITY_ALCOHOL not in SMALL_CIRCLES
    assert Category.DRINKING_CIRCLE in SMALL_CIRCLES
    assert len(SMALL_CIRCLES) == 12
