"""Python reads this first in every process of an office that browser tests start.

It releases at every full second what an installation for trials releases at every full minute: a
story waits for a release, and a test ought not to wait for it for long. The product knows no such
schedule, so that no installation can ever be set to it.
"""

from datetime import UTC, datetime, timedelta

from app.domain import release

_of_any_schedule = release._releases_around  # noqa: SLF001  what no setting may do


def _releases_around(schedule: release.ReleaseSchedule, now: datetime) -> tuple[datetime, ...]:
    if schedule.kind == "daily":
        return _of_any_schedule(schedule, now)
    second = now.astimezone(UTC).replace(microsecond=0)
    return second, second + timedelta(seconds=1)


release._releases_around = _releases_around  # noqa: SLF001  the same
