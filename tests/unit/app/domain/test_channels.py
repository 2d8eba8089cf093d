"""Each way that an officer picks names a channel, and a medium where somebody reported."""

from datetime import date, timedelta

import pytest

from app.domain.channels import OLDEST, Channel, Medium, Way, is_receivable

TODAY = date(2026, 11, 26)


def test_ways_are_all_channels_and_all_media_but_the_public_form() -> None:
    assert {way.channel for way in Way} == set(Channel)
    assert {way.medium for way in Way} == {None, *Medium} - {Medium.WEB}
    assert all((way.medium is None) == (way.channel != Channel.PETITION_REPORT) for way in Way)


@pytest.mark.parametrize(
    ("day", "may"),
    [
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
        (TODAY - OLDEST, True),
        (TODAY - OLDEST - timedelta(days=1), False),
    ],
)
def test_day_of_receipt_is_neither_to_come_nor_long_ago(day: date, *, may: bool) -> None:
    assert is_receivable(day, TODAY) is may
