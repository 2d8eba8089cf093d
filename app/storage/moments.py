"""Moments as they come back from a database."""

from datetime import UTC, datetime


def in_utc(moment: datetime) -> datetime:
    """A moment in UTC. SQLite keeps no zone: what comes back from it was UTC when it went in."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
