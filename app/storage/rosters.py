"""The signed rosters, newest last."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.storage.intake import Roster


def find_newest_roster(session: Session) -> Roster | None:
    """The roster of the highest version."""
    return session.scalar(select(Roster).order_by(Roster.version.desc()).limit(1))
