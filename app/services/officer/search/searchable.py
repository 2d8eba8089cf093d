"""A lead as it is held against a query: its text, and the same folded."""

from dataclasses import dataclass, field

from app.domain.searching import BETWEEN, fold
from app.services.officer.search.lead_text import LeadText


@dataclass(frozen=True, slots=True)
class Searchable:
    """A lead as it is held against a query: its text, and the same folded."""

    text: LeadText
    order: str
    """By day of receipt, then by number."""
    folded: str = field(repr=False)
    subjects: str = field(repr=False)
    unit: str = field(repr=False)
    place: str = field(repr=False)


def make_searchable(text: LeadText) -> Searchable:
    """Fold a lead's texts, each by itself: no term reaches from one into the next."""
    folded = [fold(one) for _source, one in text.texts]
    return Searchable(
        text,
        f"{text.received_on} {text.case_number}",
        # The shortest first: a place that many leads have is found without going through stories.
        BETWEEN.join(sorted(folded, key=len)),
        BETWEEN.join(map(fold, text.subjects.split("\n"))),
        fold(text.unit),
        fold(text.place),
    )
