"""Releases happen at their time and for all together, never at the click."""

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.release import (
    ReleaseSchedule,
    ReleaseScheduleError,
    last_release,
    next_release,
    parse_release_schedule,
)

EIGHT = ReleaseSchedule.daily(time(8, 0))
MINUTE = ReleaseSchedule.every_minute()
SCHEDULES = st.just(MINUTE) | st.builds(ReleaseSchedule, st.times())
ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# From 1930 on, so that Shanghai's years of daylight saving are among them.
MOMENTS = st.datetimes(datetime(1930, 1, 1), datetime(2099, 1, 1), timezones=ZONES)  # noqa: DTZ001


def utc(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2018, 9, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "now", "last", "following"),
    [
        (EIGHT, utc(10, 12), utc(10, 0), utc(11, 0)),
        (EIGHT, utc(10, 0), utc(10, 0), utc(11, 0)),
        (EIGHT, utc(9, 23, 59, 59), utc(9, 0), utc(10, 0)),
        (EIGHT, utc(9, 16), utc(9, 0), utc(10, 0)),  # midnight in Shanghai
        (MINUTE, utc(10, 12, 5, 30), utc(10, 12, 5), utc(10, 12, 6)),
        (MINUTE, utc(10, 12, 5), utc(10, 12, 5), utc(10, 12, 6)),
        (ReleaseSchedule.daily(time(0, 0)), utc(10, 15, 59), utc(9, 16), utc(10, 16)),
    ],
)
def test_last_and_next_release(
    schedule: ReleaseSchedule, now: datetime, last: datetime, following: datetime
) -> None:
    assert last_release(schedule, now) == last
    assert next_release(schedule, now) == following


@given(schedule=SCHEDULES, now=MOMENTS)
def test_now_lies_between_two_consecutive_releases(
    schedule: ReleaseSchedule, now: datetime
) -> None:
    last, following = last_release(schedule, now), next_release(schedule, now)
    assert last <= now < following
    assert last.tzinfo is following.tzinfo is UTC
    assert next_release(schedule, last) == following
    assert last_release(schedule, following) == following
    assert last_release(schedule, last) == last
    assert last_release(schedule, following - timedelta(microseconds=1)) == last


@given(schedule=SCHEDULES, now=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=3)))
def test_what_was_released_stays_released(
    schedule: ReleaseSchedule, now: datetime, later: timedelta
) -> None:
    assert last_release(schedule, now + later) >= last_release(schedule, now)


@pytest.mark.parametrize("release", [last_release, next_release])
@pytest.mark.parametrize("schedule", [EIGHT, MINUTE])
def test_moment_without_zone_is_refused(release: object, schedule: ReleaseSchedule) -> None:
    assert callable(release)
    with pytest.raises(ValueError, match="time zone"):
        release(schedule, datetime(2018, 9, 10, 8, 0))  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("daily 08:00", EIGHT),
        ("daily 23:30", ReleaseSchedule.daily(time(23, 30))),
        ("every minute", MINUTE),
    ],
)
def test_schedule_is_read(text: str, schedule: ReleaseSchedule) -> None:
    assert parse_release_schedule(text) == schedule


@pytest.mark.parametrize(
    "text", ["", "daily", "daily 24:00", "daily 8", "hourly 08:00", "08:00", "every second"]
)
def test_schedule_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ReleaseScheduleError):
        parse_release_schedule(text)


def test_kind_is_what_pages_say() -> None:
    assert (EIGHT.kind, MINUTE.kind) == ("daily", "minute")
