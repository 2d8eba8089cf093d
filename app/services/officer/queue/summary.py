"""What the work list needs of a lead: derived from its record by one function, and kept sealed.

A field more: add it to `Summary` with a default, fill it in `summarise`, raise `LAYOUT`. What the
order and the clocks depend on comes along by itself, in `LeadFacts` and `History`.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

import msgspec

from app.domain.deadlines import Clock, History, clocks_for
from app.domain.decisions import Person
from app.domain.lifecycle import MOVES, Status
from app.domain.priority import LeadFacts, Reason
from app.services.officer.key_holder_client import KeptAway
from app.services.officer.lead.record import Record

LAYOUT: Final = 2
"""Raised when summaries of before no longer do: the index is then built anew."""
_CLOSED: Final = frozenset(
    {
        Status.SEALED_TRANSFER,
        Status.NOT_ACCEPTED,
        Status.DUPLICATE,
        Status.ARCHIVED,
    }
)
"""Where a lead waits for no officer by itself. What is concluded waits for being archived."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A lead, as the list shows it: codes, days, accounts and counts; no word of a report."""

    case_number: str
    received_on: date
    opened_on: date
    status: Status
    facts: LeadFacts
    history: History
    checkable_facts: int = 0
    assigned_to: str | None = None
    messages_noted: tuple[str, ...] = ()
    objection: bool = False
    unit: str = ""
    """The unit that has it now."""
    proposed_by: Person | None = None
    """Who waits for another person's agreement."""
    inspections_answer: tuple[Reason, ...] = ()
    """The reasons for P0 that an inspection, or a reason against one, has answered."""
    tasks: tuple[str, ...] = ()
    """Whose open tasks there are in it: accounts."""
    in_transfer: bool = False
    """A sealed transfer has begun and is not done."""

    def clocks(self) -> tuple[Clock, ...]:
        """The clocks that run."""
        circle = self.facts.is_drinking_circle
        return clocks_for(self.status, self.history, drinking_circle=circle)

    def may_be_reopened(self) -> bool:
        """Whether the reporter objected to an outcome from which a lead may be taken up again.

        Only shown: the rules give an objection no level of its own, and an approver decides.
        """
        return self.objection and Status.REOPENED in MOVES[self.status]

    def is_open(self) -> bool:
        """Whether it waits for an officer: by its status, or by something that came since."""
        return bool(
            self.status not in _CLOSED
            or self.messages_noted
            or self.may_be_reopened()
            or self.proposed_by
            or self.tasks
            or self.history.pressed
            or self.in_transfer
        )


Shown = TypeVar("Shown", Record, Summary)


def summarise(record: Record) -> Summary:
    """What the list needs of a record."""
    history = record.history()
    return Summary(
        case_number=record.case_number,
        received_on=record.received_on,
        opened_on=record.opened_on,
        status=record.status,
        facts=record.facts(),
        history=replace(
            history,
            # Plain dictionaries: what is sealed is written by msgspec.
            entered_on=dict(history.entered_on),
            done_on=dict(history.done_on),
            extensions=dict(history.extensions),
        ),
        checkable_facts=record.checkable_facts,
        assigned_to=record.assigned_to,
        messages_noted=record.messages_noted,
        objection=record.objection,
        unit=record.with_unit.organ_id if record.with_unit else "",
        proposed_by=record.proposal.by if record.proposal else None,
        inspections_answer=tuple(
            sorted({reason for one in record.inspections for reason in one.answers})
        ),
        tasks=tuple(sorted({task.account for task in record.tasks if task.is_open})),
        in_transfer=record.transfer is not None and not record.transfer.is_done,
    )


def open_clocks(record: Record) -> tuple[Clock, ...]:
    """The clocks that run for a lead."""
    return summarise(record).clocks()


def without_recused(lead: Shown, away: KeptAway) -> Shown:
    """A lead as to be shown: who is kept away from it does not work on it.

    The record itself is left as it is: a step in it would tell the unit who has a conflict, and its
    entry in the log would tell every reader of the database.
    """
    if lead.assigned_to in away.of_case(lead.case_number):
        return replace(lead, assigned_to=None)
    return lead


@dataclass(frozen=True, slots=True)
class Indexed:
    """An entry of the index: a summary, and the record that it was made from."""

    version: int
    digest: bytes
    """SHA-256 of the sealed record: another one in its place is summarised anew."""
    summary: Summary | None
    """None where the record is not what its row says."""


def write_entry(indexed: Indexed) -> bytes:
    """An entry as it is sealed."""
    return msgspec.msgpack.encode(indexed)


def read_entry(content: bytes) -> Indexed:
    """Read an opened entry.

    Raises:
        ValueError: it is none, or of another layout.
    """
    return _DECODER.decode(content)


_DECODER: Final = msgspec.msgpack.Decoder(Indexed)
