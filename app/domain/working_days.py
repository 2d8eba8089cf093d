"""Working days in China: holidays that fall on a weekday, and weekends worked in exchange."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import chinese_calendar  # type: ignore[import-untyped]  # it ships no types

OFFICE_ZONE: Final = ZoneInfo("Asia/Shanghai")
"""Where the office's days begin and end."""

_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def office_day(moment: datetime) -> date:
    """Return the day it is at the office at an aware `moment`.

    Raises:
        ValueError: `moment` has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(OFFICE_ZONE).date()


# The package looks through all its holidays at each call; a queue asks for a few hundred days.
@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Return whether the office works on `day`.

    Source: the State Council's yearly notices of holidays, as the package chinese_calendar has
    them; in a year it does not know, Monday to Friday.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < _SATURDAY


def add_working_days(day: date, count: int) -> date:
    """Return the `count`-th working day after `day`; the day a clock starts is not counted.

    Args:
        day: any day, working or not.
        count: 0 or more; 0 is `day` itself, or the next working day where it is none.

    Raises:
        ValueError: `count` is negative.
    """
    if count < 0:
        raise ValueError("a negative number of working days")
    for _ in range(count):
        day = _next_working_day(day + _ONE_DAY)
    return _next_working_day(day)


def working_days_between(start: date, end: date) -> int:
    """Count the working days after `start` up to and including `end`; 0 where `end` is earlier."""
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(map(is_working_day, days))


def _next_working_day(day: date) -> date:
    """Return `day`, or the first working day after it."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day
