"""China's working days, with the National Day week of 2018 and its make-up weekend."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.working_days import (
    add_working_days,
    is_working_day,
    office_day,
    working_days_between,
)

DAYS = st.dates(date(2017, 1, 1), date(2030, 12, 31))
COUNTS = st.integers(0, 40)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2018, 9, 24), False),  # Mid-Autumn, a Monday
        (date(2018, 9, 28), True),
        (date(2018, 9, 29), True),  # a Saturday, worked in exchange
        (date(2018, 9, 30), True),  # a Sunday, the same
        *((date(2018, 10, n), False) for n in range(1, 8)),
        (date(2018, 10, 8), True),
        (date(2018, 10, 13), False),  # an ordinary Saturday
        (date(2099, 10, 1), True),  # a Thursday in a year nobody knows yet
        (date(2099, 10, 3), False),  # a Saturday in that year
        (date(1999, 10, 1), True),  # before the package's first year
    ],
)
def test_holidays_and_make_up_days(day: date, *, working: bool) -> None:
    assert is_working_day(day) is working


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2018, 9, 28), 1, date(2018, 9, 29)),
        (date(2018, 9, 28), 2, date(2018, 9, 30)),
        (date(2018, 9, 28), 3, date(2018, 10, 8)),
        (date(2018, 9, 30), 5, date(2018, 10, 12)),
        (date(2018, 10, 3), 0, date(2018, 10, 8)),
        (date(2018, 10, 3), 1, date(2018, 10, 8)),
        (date(2018, 10, 8), 0, date(2018, 10, 8)),
        (date(2018, 10, 12), 1, date(2018, 10, 15)),
        (date(2099, 12, 31), 1, date(2100, 1, 1)),
    ],
)
def test_add_working_days(day: date, count: int, expected: date) -> None:
    assert add_working_days(day, count) == expected


@given(day=DAYS, count=COUNTS)
def test_lands_on_a_working_day_not_before(day: date, count: int) -> None:
    landed = add_working_days(day, count)
    assert is_working_day(landed)
    assert landed >= day


@given(day=DAYS, later=COUNTS, count=COUNTS, more=st.integers(1, 5))
def test_monotone_in_both_day_and_count(day: date, later: int, count: int, more: int) -> None:
    landed = add_working_days(day, count)
    assert add_working_days(day + timedelta(days=later), count) >= landed
    assert add_working_days(day, count + more + 1) > landed


@given(day=DAYS, first=st.integers(1, 20), second=COUNTS)
def test_counts_add_up(day: date, first: int, second: int) -> None:
    assert add_working_days(add_working_days(day, first), second) == add_working_days(
        day, first + second
    )


@given(day=DAYS, count=st.integers(1, 40))
def test_between_is_the_inverse_of_add(day: date, count: int) -> None:
    landed = add_working_days(day, count)
    assert working_days_between(day, landed) == count
    assert working_days_between(landed, day) == 0


def test_national_day_week_has_no_working_day() -> None:
    assert working_days_between(date(2018, 9, 30), date(2018, 10, 7)) == 0
    assert working_days_between(date(2018, 9, 28), date(2018, 10, 8)) == 3


def test_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2018, 10, 8), -1)


def test_office_day_begins_at_midnight_in_shanghai() -> None:
    assert office_day(datetime(2018, 9, 30, 15, 59, tzinfo=UTC)) == date(2018, 9, 30)
    assert office_day(datetime(2018, 9, 30, 16, 0, tzinfo=UTC)) == date(2018, 10, 1)


def test_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        office_day(datetime(2018, 9, 30, 12, 0))  # noqa: DTZ001 - what is refused
