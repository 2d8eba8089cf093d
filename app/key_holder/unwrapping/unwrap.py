"""Which file keys an officer gets: by purpose, by case and by number, on record before any is out.

The console names a case for each header. It is not believed: a header has to stand under that case
in the database, so that a console which was taken over cannot ask for a case by another's name.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.domain.roles import Role
from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.key_ring import OpenKey
from app.key_holder.unwrapping.allowances import NoGrantError, TooManyError
from app.key_holder.unwrapping.recusals import waits_to_be_compared
from app.storage.header_places import (
    Place,
    list_item_headers,
    list_note_headers,
    list_read_headers,
    list_record_headers,
    list_unread_headers,
)
from app.storage.intake import ItemKind
from app.storage.officers import find_officer
from crypto.age.errors import AgeError

MAX_GRANT: Final = 100_000


class NotARecordError(Exception):
    """A header that does not stand where the request says (any more)."""


class RecusedError(Exception):
    """The officer is kept away from this case."""


@dataclass(frozen=True, slots=True)
class Request:
    """File keys that somebody asks for."""

    purpose: str
    items: tuple[Place, ...] = field(repr=False)
    grant: str = field(default="", repr=False)

    def case_numbers(self) -> set[str]:
        """The cases it names."""
        return {number for number, _ in self.items}


@dataclass(frozen=True, slots=True)
class Answer:
    """A file key for each header in order, None where there is none to be had."""

    file_keys: tuple[bytes | None, ...] = field(repr=False)
    recused: frozenset[str] = frozenset()
    """Cases whose keys were withheld: the officer is kept away from them."""
    opened: frozenset[str] = frozenset()
    """For `open_batch`, cases whose keys were withheld: they have a record by now."""


def unwrap_file_keys(holder: KeyHolder, key: OpenKey, request: Request) -> Answer:
    """Open headers for one officer.

    Args:
        holder: what the key-holder works with.
        key: of the officer.
        request: for `read`, `write` and `compare`, headers of one case; for `queue`, of records;
            for `messages`, of messages that nobody has read, of their reports, and of what other
            organs told; for `open_batch`, of reports that nobody has opened yet; for
            `search`, of records, and of reports and read messages of the same cases.

    Raises:
        ValueError: no such purpose, or more than one case where one is meant.
        TooManyError: the officer has to wait.
        NoGrantError: a batch, or what a search looks through, without a grant for it.
        NotARecordError: a header does not stand where it should.
        RecusedError: the officer is kept away from the case.
    """
    rule = RULES.get(request.purpose)
    if rule is None:
        raise ValueError
    if not request.items:
        return Answer(())
    try:
        withheld, opened = rule(holder, key, request)
    except tuple(_REASONS) as refusal:
        _put_on_record(holder, key, request, _REASONS[type(refusal)])
        raise
    recused = withheld & request.case_numbers()
    given = [number for number, _ in request.items if number not in recused | opened]
    if given:
        holder.log.write_unwrap(key.account, request.purpose, given)
    file_keys = (
        None if number in recused | opened else file_key_of(key, header)
        for number, header in request.items
    )
    return Answer(tuple(file_keys), recused, opened)


def give_grant(holder: KeyHolder, key: OpenKey, purpose: str, count: int) -> str:
    """Permit bulk work, which the log then tells of.

    Raises:
        ValueError: there is no such bulk work, or not of this size.
        NoGrantError: not for this officer.
    """
    if purpose not in _GRANTED or not 1 <= count <= MAX_GRANT:
        raise ValueError
    with holder.casework.read() as session:
        officer = find_officer(session, key.account)
    if officer is None or officer.role not in _GRANTED[purpose]:
        raise NoGrantError
    holder.log.write(key.account, "granted", detail=f"purpose={purpose} count={count}")
    return holder.allowances.grants.give(key.account, purpose, count)


Withheld = tuple[frozenset[str], frozenset[str]]
_NOTHING: Final[frozenset[str]] = frozenset()


def _check_one_case(holder: KeyHolder, key: OpenKey, request: Request) -> Withheld:
    numbers = request.case_numbers()
    if len(numbers) != 1:
        raise ValueError
    compares = request.purpose == "compare" and waits_to_be_compared(
        holder.recusals.notes(key), key.account
    )
    allowance = holder.allowances.compares if compares else holder.allowances.reads
    allowance.take(key.account, len(request.items))
    if numbers & holder.recusals.cases_of(key):
        raise RecusedError
    with holder.casework.read() as session:
        there = list_record_headers(session, key.organ_id, numbers)
    if not there.issuperset(request.items):
        with holder.intake.read() as session:
            there |= list_item_headers(session, key.organ_id, numbers)
    if not there.issuperset(request.items):
        raise NotARecordError
    return _NOTHING, _NOTHING


def _check_queue(holder: KeyHolder, key: OpenKey, request: Request) -> Withheld:
    holder.allowances.queues.take(key.account, 1)
    with holder.casework.read() as session:
        there = list_record_headers(session, key.organ_id, request.case_numbers())
    # The queue is logged by count alone: what a case number has to name is not had this way.
    if not there.issuperset(request.items):
        raise NotARecordError
    return holder.recusals.cases_of(key), _NOTHING


def _check_messages(holder: KeyHolder, key: OpenKey, request: Request) -> Withheld:
    numbers = request.case_numbers()
    holder.allowances.notices.take(key.account, len(request.items))
    with holder.casework.read() as session:
        # What follows a report that nobody has opened stays sealed with it.
        opened = {number for number, _ in list_record_headers(session, key.organ_id, numbers)}
        there = list_note_headers(session, key.organ_id, numbers)
    with holder.intake.read() as session:
        there |= list_unread_headers(session, key.organ_id, numbers)
    if not opened.issuperset(numbers) or not there.issuperset(request.items):
        raise NotARecordError
    return holder.recusals.cases_of(key), _NOTHING


def _check_batch(holder: KeyHolder, key: OpenKey, request: Request) -> Withheld:
    numbers = request.case_numbers()
    grants = holder.allowances.grants
    grants.use(request.grant, key.account, request.purpose, len(request.items))
    with holder.intake.read() as session:
        there = list_item_headers(session, key.organ_id, numbers, ItemKind.REPORT)
    if not there.issuperset(request.items):
        raise NotARecordError
    with holder.casework.read() as session:
        # What was opened before is read one by one, and on record with its number. By this organ:
        # another's record of the same case says nothing here.
        opened = {number for number, _ in list_record_headers(session, key.organ_id, numbers)}
    return holder.recusals.cases_of(key), frozenset(opened)


def _check_search(holder: KeyHolder, key: OpenKey, request: Request) -> Withheld:
    numbers = request.case_numbers()
    grants = holder.allowances.grants
    grants.use(request.grant, key.account, request.purpose, len(request.items))
    with holder.casework.read() as session:
        there = list_record_headers(session, key.organ_id, numbers)
    # What nobody has opened stays sealed.
    opened = {number for number, _ in there}
    with holder.intake.read() as session:
        there |= list_read_headers(session, key.organ_id, numbers)
    if not opened.issuperset(numbers) or not there.issuperset(request.items):
        raise NotARecordError
    return holder.recusals.cases_of(key), _NOTHING


_GRANTED: Final[dict[str, tuple[Role, ...]]] = {
    "open_batch": (Role.INTAKE_OFFICER,),
    "search": (Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER),
}
"""Bulk work, and whose it may be."""
RULES: Final[dict[str, Callable[[KeyHolder, OpenKey, Request], Withheld]]] = {
    "compare": _check_one_case,
    "messages": _check_messages,
    "open_batch": _check_batch,
    "queue": _check_queue,
    "read": _check_one_case,
    "search": _check_search,
    "write": _check_one_case,
}
_REASONS: Final[dict[type[Exception], str]] = {
    NoGrantError: "no_grant",
    NotARecordError: "not_a_record",
    RecusedError: "recused",
    TooManyError: "too_many",
}


def _put_on_record(holder: KeyHolder, key: OpenKey, request: Request, reason: str) -> None:
    if told := holder.allowances.refusals.count(key.account, reason):
        # No case number: beside `recused` it would say who is kept away from what.
        detail = f"reason={reason} purpose={request.purpose} refused={told}"
        holder.log.write(key.account, "unwrap_refused", detail=detail)


def file_key_of(key: OpenKey, header: bytes) -> bytes | None:
    """The file key of a header; None where none of these keys opens it."""
    try:
        return key.unwrap(header)
    except AgeError:
        return None
