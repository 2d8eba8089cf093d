"""A term is found where it stands, in the right leads, whatever was taken over from before."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.lifecycle import Status
from app.domain.similarity import MatterFacts
from app.services.officer.search.haystack import Haystack
from app.services.officer.search.lead_text import LeadText, Source
from app.services.officer.search.searchable import Searchable, make_searchable

_EMPTY = LeadText(
    case_number="",
    received_on=date(2026, 1, 1),
    status=Status.OPENED,
    category=None,
    circle_type=None,
    assigned_to=None,
    texts=(),
    subjects="",
    unit="",
    place="",
    facts=MatterFacts(),
    joined_to="",
    joined=(),
    stated=frozenset(),
)
_WORDS = st.text(alphabet="王酒a", max_size=6)
_LEADS = st.lists(st.tuples(st.integers(0, 3), st.lists(_WORDS, max_size=2)), max_size=12)
_TERMS = st.lists(st.text(alphabet="王酒a", min_size=1, max_size=3), max_size=3)


@given(before=_LEADS, leads=_LEADS, terms=_TERMS)
def test_terms_are_found_as_in_each_lead_by_itself(
    before: list[tuple[int, list[str]]], leads: list[tuple[int, list[str]]], terms: list[str]
) -> None:
    rows = _rows(leads)
    haystack = Haystack(rows, Haystack(_rows(before + leads)))
    expected = [one for one in rows if all(term in one.folded for term in terms)]
    assert list(haystack.containing(terms)) == expected


def _rows(leads: list[tuple[int, list[str]]]) -> list[Searchable]:
    return [
        make_searchable(
            replace(
                _EMPTY,
                case_number=str(place),
                received_on=_EMPTY.received_on + timedelta(days=day),
                texts=tuple((Source.REPORT, words) for words in texts),
            )
        )
        for place, (day, texts) in enumerate(sorted(leads, key=lambda one: one[0]))
    ]
