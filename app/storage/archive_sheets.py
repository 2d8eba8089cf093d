"""Concluded leads on their way to the archive, in clear: numbers and days, no content."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.storage.casework import ArchiveSheet


def put_sheet(session: Session, sheet: ArchiveSheet) -> None:
    """Put a lead forward; doing it again begins anew."""
    session.merge(sheet)


def find_sheet(session: Session, case_number: str) -> ArchiveSheet | None:
    """The sheet of a lead, held against other writers until the transaction ends."""
    if "\0" in case_number:
        # PostgreSQL's text holds none, and refuses to look for it.
        return None
    query = select(ArchiveSheet).where(ArchiveSheet.case_number == case_number)
    return session.scalar(query.with_for_update())


def list_sheets(session: Session, organ_id: str) -> Sequence[ArchiveSheet]:
    """The leads of an organ that are put forward, the longest waiting first."""
    query = select(ArchiveSheet).where(ArchiveSheet.organ_id == organ_id)
    return session.scalars(query.order_by(ArchiveSheet.put_on, ArchiveSheet.case_number)).all()


def drop_sheet(session: Session, case_number: str) -> None:
    """Take a sheet away: the lead is archived, or goes on."""
    session.execute(delete(ArchiveSheet).where(ArchiveSheet.case_number == case_number))
