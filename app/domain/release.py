"""When what the team changed is shown to reporters: for all cases together, never at the click.

Someone may be standing behind the reporter, or report himself to learn whether he is known; a word
that changes at the office's click would tell either of them when somebody is at work.
Source: the office's rules, section 4.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, Self

from app.domain.working_days import OFFICE_ZONE, office_day

_MINUTE: Final = timedelta(minutes=1)
_ONE_DAY: Final = timedelta(days=1)


class ReleaseScheduleError(Exception):
    """The text is neither `daily HH:MM` nor `every minute`."""


@dataclass(frozen=True, slots=True)
class ReleaseSchedule:
    """When releases happen.

    Attributes:
        daily_at: the time of day at the office (Asia/Shanghai); None is every minute, for trials.
    """

    daily_at: time | None

    @classmethod
    def daily(cls, at: time) -> Self:
        """Release once a day, at this time of day at the office."""
        return cls(at)

    @classmethod
    def every_minute(cls) -> Self:
        """Release at each full minute."""
        return cls(None)

    @property
    def kind(self) -> Literal["daily", "minute"]:
        """Which of the two it is, as pages say it."""
        return "minute" if self.daily_at is None else "daily"


def parse_release_schedule(text: str) -> ReleaseSchedule:
    """Read `daily HH:MM` or `every minute`.

    Raises:
        ReleaseScheduleError: it is neither.
    """
    if text == "every minute":
        return ReleaseSchedule.every_minute()
    word, _, at = text.partition(" ")
    try:
        moment = datetime.strptime(at, "%H:%M").replace(tzinfo=OFFICE_ZONE)
    except ValueError:
        moment = None
    if word != "daily" or moment is None:
        raise ReleaseScheduleError(f"neither 'daily HH:MM' nor 'every minute': {text!r}")
    return ReleaseSchedule.daily(moment.time())


def last_release(schedule: ReleaseSchedule, now: datetime) -> datetime:
    """Return the newest release that has happened: `now` or before it, in UTC.

    Raises:
        ValueError: `now` has no time zone.
    """
    return max(moment for moment in _releases_around(schedule, now) if moment <= now)


def next_release(schedule: ReleaseSchedule, now: datetime) -> datetime:
    """Return the first release after `now`, in UTC; what changes at `now` waits for this one.

    Raises:
        ValueError: `now` has no time zone.
    """
    return min(moment for moment in _releases_around(schedule, now) if moment > now)


def _releases_around(schedule: ReleaseSchedule, now: datetime) -> tuple[datetime, ...]:
    """Return consecutive releases, of which at least one is not after `now` and one is."""
    today = office_day(now)
    if schedule.daily_at is None:
        minute = now.astimezone(UTC).replace(second=0, microsecond=0)
        return minute, minute + _MINUTE
    return tuple(
        datetime.combine(day, schedule.daily_at, OFFICE_ZONE).astimezone(UTC)
        for day in (today - _ONE_DAY, today, today + _ONE_DAY)
    )
