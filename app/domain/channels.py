"""By which way a lead came, and which of these ways an officer enters at the console.

Source: the office's rules, section 2.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

OLDEST: Final = timedelta(days=60)
"""How long ago a lead may have been received that is entered today: a letter may have lain."""


class Channel(StrEnum):
    """The campaign's six ways, and what other offices hand over."""

    SELF_CHECK = "self_check"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting"
    PETITION_REPORT = "petition_report"
    SUPERVISION_CHECK = "supervision_check"
    CASE_ANALYSIS = "case_analysis"
    INSPECTION_PATROL = "inspection_patrol"
    REFERRAL = "referral"


class Medium(StrEnum):
    """How somebody's own report came; the other ways have none."""

    WEB = "web"
    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"


class Way(StrEnum):
    """What an officer picks from: a way, and with a report by somebody its medium.

    A report by the public form is none: nobody enters one of those for another.
    """

    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"
    SUPERVISION_CHECK = "supervision_check"
    SELF_CHECK = "self_check"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting"
    CASE_ANALYSIS = "case_analysis"
    INSPECTION_PATROL = "inspection_patrol"
    REFERRAL = "referral"

    @property
    def medium(self) -> Medium | None:
        """How it came, where somebody reported."""
        return Medium(self) if self in _MEDIA else None

    @property
    def channel(self) -> Channel:
        """By which of the campaign's ways."""
        return Channel.PETITION_REPORT if self in _MEDIA else Channel(self)


_MEDIA: Final = frozenset({Way.PHONE, Way.LETTER, Way.VISIT})


def is_receivable(received_on: date, today: date) -> bool:
    """Whether a lead entered today may have been received on that day: clocks run from it."""
    return today - OLDEST <= received_on <= today
