"""The signed rosters: each signed by the key that the one before names."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.intake import Roster


def find_newest_roster(session: Session) -> Roster | None:
    """The roster of the highest version."""
    return session.scalar(select(Roster).order_by(Roster.version.desc()).limit(1))


def find_newest_version(session: Session) -> int | None:
    """The highest version that there is."""
    return session.scalar(select(func.max(Roster.version)))


def list_rosters_from(session: Session, version: int) -> list[Roster]:
    """The rosters of a version and all later ones, oldest first."""
    return list(
        session.scalars(select(Roster).where(Roster.version >= version).order_by(Roster.version))
    )
