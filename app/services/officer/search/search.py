"""Look through the texts of the organ's leads; on record is that it was done, and the count."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.domain.categories import Category
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.domain.searching import (
    Piece,
    cut_sentences,
    excerpt,
    fold,
    has_all,
    is_in_letters,
    read_query,
)
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.jobs import Job
from app.services.officer.key_holder_client import KeptAway
from app.services.officer.lead.record import may_see
from app.services.officer.search.keep_up import keep_up
from app.services.officer.search.lead_text import LeadText, Source
from app.services.officer.search.searchable import Searchable
from app.services.officer.search.text_index import TextIndex, text_index
from app.storage.audit import append_entry

PAGE_LEADS: Final = 20


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for; what is empty is not asked."""

    words: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    unit: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    start: date | None = None
    end: date | None = None
    of_matter: bool = False
    """The days are those on which it happened, not on which it was received."""
    category: Category | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A lead that was found."""

    text: LeadText
    source: Source | None
    """Where the words stand; None where no words were asked for, or may not be shown."""
    pieces: tuple[Piece, ...] = field(repr=False)
    is_stated: bool
    """The officer has stated for it that no ground of recusal is known; else no word is shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found, the last received first."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    page: int = 1
    pages: int = 0
    in_words: bool = False
    """A sentence stands nowhere as it was asked for; these have its words."""
    building: Job | None = None
    """Where the texts are being put together: nothing was looked for."""


def prepare_search(desk: OfficeDesk, officer: ActingOfficer) -> Job | None:
    """Put the texts together, so that a search finds them ready; the job where it takes longer.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
    """
    away = desk.key_holder.kept_away(officer.unlock_token)
    return keep_up(desk, officer, text_index(desk, officer), away.own)


def search(desk: OfficeDesk, officer: ActingOfficer, query: Query, page: int = 1) -> Found:
    """Find the leads that the officer may see and that fit a query.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who searches; has unlocked.
        query: what is looked for.
        page: from 1.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
    """
    # First of all: it says that the token is good.
    away = desk.key_holder.kept_away(officer.unlock_token)
    index = text_index(desk, officer)
    building = keep_up(desk, officer, index, away.own)
    if building:
        return Found(building=building)
    # Once more: to put the texts together may have found them named somewhere.
    away = desk.key_holder.kept_away(officer.unlock_token)
    with_words = index.newest_first().containing(words_of(query))
    rows, terms, in_words = find_among(list_visible(officer, index, away, with_words), query)
    with desk.casework.begin() as session:
        append_entry(
            session,
            at=desk.clock(),
            account=officer.account,
            act="searched",
            detail=f"results={len(rows)}",
        )
    pages = -(-len(rows) // PAGE_LEADS)
    page = min(max(page, 1), max(pages, 1))
    shown = rows[(page - 1) * PAGE_LEADS : page * PAGE_LEADS]
    hits = tuple(_hit(one.text, terms, officer) for one in shown)
    return Found(hits, len(rows), page, pages, in_words)


def words_of(query: Query) -> tuple[str, ...]:
    """The terms without which nothing is found; of a sentence, its words."""
    return cut_sentences(read_query(query.words))


def find_among(
    with_words: Sequence[Searchable], query: Query
) -> tuple[Sequence[Searchable], tuple[str, ...], bool]:
    """Return what fits, in its order, by which terms, and whether a sentence was cut for it.

    Args:
        with_words: leads that may be seen, in each of which all of `words_of(query)` stand.
        query: what is looked for.
    """
    terms, words = read_query(query.words), words_of(query)
    fitting = _narrow(with_words, query)
    rows = _standing(fitting if words == terms else _containing(fitting, terms), terms)
    if rows or words == terms:
        return rows, terms, False
    rows = _standing(fitting, words)
    return rows, words, bool(rows)


def list_visible(
    officer: ActingOfficer,
    index: TextIndex,
    away: KeptAway,
    among: Sequence[Searchable],
) -> Sequence[Searchable]:
    """Those of some leads that an officer may find at this moment."""
    rows = among
    with index.lock:
        found = index.found
        hidden = away.own | index.named.get(officer.account, set())
    if officer.role is Role.CASE_OFFICER:
        # Who works on a lead works on its duplicates, too.
        mains = ((one, found.get(one.text.joined_to)) for one in rows)
        rows = [o for o, m in mains if may_see(officer, o.text) or (m and may_see(officer, m.text))]
    if hidden:
        # Who is kept away from one of them, is from all.
        rows = [
            one
            for one in rows
            if hidden.isdisjoint((one.text.case_number, one.text.joined_to, *one.text.joined))
        ]
    return rows


def _narrow(rows: Sequence[Searchable], query: Query) -> Sequence[Searchable]:
    """Those that fit what is asked beside the words."""
    for name in ("subject", "unit", "place"):
        if wanted := fold(getattr(query, name)):
            field_of = _FIELDS[name]
            rows = [one for one in rows if wanted in field_of(one)]
    if query.category:
        rows = [one for one in rows if one.text.category is query.category]
    if query.status:
        rows = [one for one in rows if one.text.status is query.status]
    if query.start or query.end:
        start, end = query.start or date.min, query.end or date.max
        rows = [one for one in rows if any(start <= d <= end for d in _days(one.text, query))]
    return rows


_FIELDS: Final[dict[str, Callable[[Searchable], str]]] = {
    "subject": lambda one: one.subjects,
    "unit": lambda one: one.unit,
    "place": lambda one: one.place,
}


def _days(text: LeadText, query: Query) -> Iterable[date]:
    return text.facts.days if query.of_matter else (text.received_on,)


def _containing(rows: Sequence[Searchable], terms: tuple[str, ...]) -> Sequence[Searchable]:
    return [one for one in rows if all(term in one.folded for term in terms)]


def _standing(rows: Sequence[Searchable], terms: tuple[str, ...]) -> Sequence[Searchable]:
    if not any(map(is_in_letters, terms)):
        return rows
    return [one for one in rows if has_all(one.folded, terms)]


def _hit(text: LeadText, terms: tuple[str, ...], officer: ActingOfficer) -> Hit:
    is_stated = officer.account in text.stated
    for source, words in text.texts if is_stated else ():
        # Most texts have no hit, and that is seen faster.
        folded = fold(words)
        if terms and not any(term in folded for term in terms):
            continue
        if pieces := excerpt(words, terms):
            return Hit(text, source, pieces, is_stated=True)
    return Hit(text, None, (), is_stated=is_stated)
