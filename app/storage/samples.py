"""Drawn samples, and from what they are drawn: leads that are closed for their reporters too."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.storage.casework import Sample, SampleLead
from app.storage.intake import CaseHolder, PublicWordChange


def list_closed_leads(
    session: Session, organ_id: str, words: Collection[str], release: int
) -> list[str]:
    """The leads that an organ holds and whose newest released word is one of some.

    Args:
        session: a transaction of the intake zone.
        organ_id: who holds them.
        words: the public words of closed leads.
        release: the last release, in seconds since 1970 UTC.
    """
    newest = (
        select(PublicWordChange.case_number, func.max(PublicWordChange.shown_from).label("at"))
        .where(PublicWordChange.shown_from <= release)
        .group_by(PublicWordChange.case_number)
        .subquery()
    )
    query = (
        select(PublicWordChange.case_number)
        .join(
            newest,
            (newest.c.case_number == PublicWordChange.case_number)
            & (newest.c.at == PublicWordChange.shown_from),
        )
        .join(CaseHolder, CaseHolder.case_number == PublicWordChange.case_number)
        .where(CaseHolder.organ_id == organ_id, PublicWordChange.word.in_(words))
    )
    return sorted(session.scalars(query))


def count_samples(session: Session, organ_id: str) -> int:
    """How many samples an organ has drawn: the number of the last."""
    query = select(func.max(Sample.number)).where(Sample.organ_id == organ_id)
    return session.scalar(query) or 0


def add_sample(session: Session, sample: Sample, case_numbers: Collection[str]) -> None:
    """Put a sample on record."""
    session.add(sample)
    session.flush()
    session.add_all(
        SampleLead(organ_id=sample.organ_id, number=sample.number, case_number=case_number)
        for case_number in case_numbers
    )
    session.flush()


def list_samples(session: Session, organ_id: str) -> list[Sample]:
    """An organ's samples, the newest first."""
    query = select(Sample).where(Sample.organ_id == organ_id)
    return list(session.scalars(query.order_by(Sample.number.desc())))


def find_sample(session: Session, organ_id: str, number: int) -> Sample | None:
    """One of an organ's samples."""
    return session.get(Sample, (organ_id, number))


def list_sample_leads(session: Session, organ_id: str, number: int) -> list[str]:
    """The case numbers of a sample, in order."""
    query = select(SampleLead.case_number).where(
        SampleLead.organ_id == organ_id, SampleLead.number == number
    )
    return list(session.scalars(query.order_by(SampleLead.case_number)))
