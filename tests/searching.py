"""What a search has of leads, in memory and at rest."""

from app.services.officer.index.segments import StoredIndex
from app.services.officer.search.lead_text import LAYOUT
from app.services.officer.search.search import Query, search
from app.services.officer.search.text_index import KIND, PART
from tests.make import GROUP, INTAKE_OFFICER
from tests.officers import Officers


def list_stored_texts(officers: Officers) -> set[str]:
    """The cases of which texts lie at rest."""
    desk, officer = officers.desk, officers.acting()
    index = StoredIndex(desk.casework, GROUP, KIND, LAYOUT)
    key = desk.key_holder.index_keys(officer.unlock_token, KIND, []).segments
    index.open(key)
    return set(index.entries(key, PART))


def found(
    officers: Officers, words: str = "", account: str = INTAKE_OFFICER, **wanted: object
) -> set[str]:
    """The leads that a search finds."""
    query = Query(words, **wanted)  # type: ignore[arg-type]
    result = search(officers.desk, officers.acting(account), query)
    assert result.building is None
    assert result.total == len(result.hits)
    return {hit.text.case_number for hit in result.hits}


def check_forgotten(officers: Officers) -> None:
    """Of no lead a text is left: at rest it went at once, without another search."""
    assert list_stored_texts(officers) == set()
    assert found(officers) == set()
