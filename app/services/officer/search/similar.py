"""Which other leads share facts with a lead: suggested to an officer, who reads and decides."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from app.domain.lifecycle import Status
from app.domain.similarity import Likeness, compare, keys_of
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.read_report import OpenedCase
from app.services.officer.lead.record import Record
from app.services.officer.search.lead_text import text_of
from app.services.officer.search.search import list_visible
from app.services.officer.search.text_index import text_index

SHOWN: Final = 10
_MOST_COMPARED: Final = 2000


@dataclass(frozen=True, slots=True)
class Similar:
    """A lead that may be about the same matter."""

    case_number: str
    received_on: date
    status: Status
    why: tuple[Likeness, ...]


def find_similar(
    desk: OfficeDesk, officer: ActingOfficer, record: Record, content: OpenedCase
) -> tuple[Similar, ...] | None:
    """Return the leads that share most with a lead, as far as the officer may see them.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who reads the lead; has unlocked.
        record: the lead's.
        content: what was opened of it.

    Returns:
        None where nobody has searched since the key was unlocked: nothing is read for this.
    """
    index = text_index(desk, officer)
    own = text_of(record, content) if index.is_loaded else None
    if own is None:
        return None
    away = desk.key_holder.kept_away(officer.unlock_token)
    with index.lock:
        index.look(desk, officer)
        numbers = {n for key in keys_of(own.facts) for n in index.by_fact.get(key, ())}
        numbers -= {record.case_number, record.joined_to, *record.joined}
        near = [index.found[number] for number in sorted(numbers)[:_MOST_COMPARED]]
    found = [
        Similar(one.text.case_number, one.text.received_on, one.text.status, why)
        for one in list_visible(officer, index, away, near)
        if (why := compare(own.facts, one.text.facts))
    ]
    order = list(Likeness)
    found.sort(key=lambda one: one.received_on, reverse=True)
    found.sort(key=lambda one: (order.index(one.why[0]), -len(one.why)))
    return tuple(found[:SHOWN])
