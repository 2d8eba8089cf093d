"""Working days in China: holidays that fall on a weekday, and weekends worked in exchange."""

from collections.abc import Iterable
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


_MOST_DAYS: Final = 60
"""In one stretch: no holiday is longer, a slip of the pen is."""


class CalendarError(Exception):
    """A day that cannot be read; the message says which."""


def read_days(texts: Iterable[str]) -> tuple[date, ...]:
    """Read days as an office writes them into its settings: `2027-10-01`, `2027-10-01/2027-10-07`.

    Raises:
        CalendarError: one is neither.
    """
    days: list[date] = []
    for text in texts:
        first, _, last = text.partition("/")
        try:
            start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError as error:
            wanted = "must read like 2027-10-01 or 2027-10-01/2027-10-07"
            raise CalendarError(f"{text!r} {wanted}") from error
        if not 0 <= (end - start).days < _MOST_DAYS:
            raise CalendarError(f"{text!r} must begin before it ends, within {_MOST_DAYS} days")
        days += [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return tuple(days)


_own_days: dict[date, bool] = {}
_own_years: set[int] = set()


def keep_calendar(holidays: Iterable[date], make_up_days: Iterable[date]) -> None:
    """Let this process know days that the package does not know yet: once, at its start.

    A year of which one day is given is taken to be given whole. What the package knows stands above
    it, so that a later version of the package needs no change of settings.

    Args:
        holidays: days off that are no Saturday or Sunday.
        make_up_days: Saturdays and Sundays that are worked in exchange.
    """
    _own_days.clear()
    _own_days.update(dict.fromkeys(holidays, False) | dict.fromkeys(make_up_days, True))
    _own_years.clear()
    _own_years.update(day.year for day in _own_days)
    is_working_day.cache_clear()


def is_year_known(year: int) -> bool:
    """Whether the holidays of a year are known; where not, its clocks are estimates."""
    return year in _own_years or _package_knows(year)


@lru_cache(maxsize=64)
def _package_knows(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 10, 1))
    except NotImplementedError:
        return False
    return True


# The package looks through all its holidays at each call; a queue asks for a few hundred days.
@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Return whether the office works on `day`.

    Source: the State Council's yearly notices of holidays, as the package chinese_calendar has
    them, or as the office entered them for a year that it does not know; else Monday to Friday.
    """
    if _package_knows(day.year):
        return bool(chinese_calendar.is_workday(day))
    return _own_days.get(day, day.weekday() < _SATURDAY)


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
