"""What a report can say by choosing from a list: the codes, and no words for a reader.

Source: the office's rules, sections 1 and 2. The codes are stored and sealed, so they never change.
"""

from enum import StrEnum


class Category(StrEnum):
    """What a report is about. Source: the office's rules, section 1."""

    DRINKING_CIRCLE = "drinking_circle"
    UNREGISTERED_ASSOCIATION = "unregistered_association"
    NETWORKING_FOR_GAIN = "networking_for_gain"
    PATRON_DEPENDENCE = "patron_dependence"
    PRIVATE_POWER_BASE = "private_power_base"
    INTEREST_ALLIANCE = "interest_alliance"
    PUBLICITY_BUILDING = "publicity_building"
    INFIGHTING = "infighting"
    SHADOW_PERSONNEL_BROKER = "shadow_personnel_broker"
    TRAINING_ASSOCIATION = "training_association"
    MERCHANT_BROTHERHOOD = "merchant_brotherhood"
    UNPRINCIPLED_HARMONY = "unprincipled_harmony"
    OFFICIAL_ACTIVITY_ALCOHOL = "official_activity_alcohol"
    GOING_THROUGH_MOTIONS = "going_through_motions"
    RETALIATION = "retaliation"
    OTHER = "other"


class CircleType(StrEnum):
    """In whose name a drinking circle gathers. Source: the office's rules, section 1."""

    HOMETOWN = "hometown"
    WORKPLACE = "workplace"
    ALUMNI_VETERAN = "alumni_veteran"
    MERCHANT = "merchant"
    HOBBY = "hobby"
    UNSURE = "unsure"


class PlaceType(StrEnum):
    """Where it happened. Source: the office's rules, section 1."""

    HOTEL = "hotel"
    FARMHOUSE = "farmhouse"
    CANTEEN = "canteen"
    PRIVATE_CLUB = "private_club"
    HOME = "home"
    OTHER = "other"


class Ongoing(StrEnum):
    """Whether it still goes on; `NOW` is going on now or within 48 hours.

    Source: the office's rules, sections 1 and 5.
    """

    NOW = "now"
    PLANNED = "planned"
    REGULAR = "regular"
    PAST = "past"
    UNKNOWN = "unknown"


class Frequency(StrEnum):
    """How often it happened. Source: the office's rules, section 1."""

    ONCE = "once"
    SEVERAL = "several"
    REGULAR = "regular"
    UNKNOWN = "unknown"


class Payer(StrEnum):
    """Who paid: the question that decides most cases. Source: the office's rules, section 1."""

    SELF_PAID = "self"
    PUBLIC_MONEY = "public_money"
    BUSINESS_PERSON = "business_person"
    SUBORDINATE = "subordinate"
    UNKNOWN = "unknown"


class HowKnown(StrEnum):
    """How the reporter knows; the answer can give one away.

    Source: the office's rules, section 1.
    """

    SAW = "saw"
    WAS_TOLD = "was_told"
    HAS_DOCUMENT = "has_document"


class Channel(StrEnum):
    """By which way a lead came. Source: the office's rules, section 2."""

    SELF_CHECK = "self_check"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting"
    PETITION_REPORT = "petition_report"
    SUPERVISION_CHECK = "supervision_check"
    CASE_ANALYSIS = "case_analysis"
    INSPECTION_PATROL = "inspection_patrol"
    REFERRAL = "referral"


class Medium(StrEnum):
    """How a `Channel.PETITION_REPORT` reached the office. Source: the office's rules, section 2."""

    WEB = "web"
    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"


PUBLIC_CATEGORIES: tuple[Category, ...] = (
    Category.DRINKING_CIRCLE,
    Category.UNREGISTERED_ASSOCIATION,
    Category.PRIVATE_POWER_BASE,
    Category.INTEREST_ALLIANCE,
    Category.OFFICIAL_ACTIVITY_ALCOHOL,
    Category.GOING_THROUGH_MOTIONS,
    Category.RETALIATION,
    Category.OTHER,
)
"""What the public form offers, in its order; officers choose among all of `Category`."""

SMALL_CIRCLES: frozenset[Category] = frozenset(Category) - {
    Category.OFFICIAL_ACTIVITY_ALCOHOL,
    Category.GOING_THROUGH_MOTIONS,
    Category.RETALIATION,
    Category.OTHER,
}
"""The categories of faction culture, the drinking circle among them."""
