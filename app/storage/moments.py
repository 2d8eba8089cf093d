"""Moments as they come back from a database, and the only ones that stand on payloads."""

from datetime import UTC, date, datetime, time


def in_utc(moment: datetime) -> datetime:
    """A moment in UTC. SQLite keeps no zone: what comes back from it was UTC when it went in."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def midnight(day: date) -> float:
    """The time that stands on a payload of this day, in seconds since 1970."""
    return datetime.combine(day, time(), UTC).timestamp()
