"""What the work list needs of a lead: derived from its record by one function, and kept sealed.

A field more: add it to `Summary` with a default, fill it in `summarise`, raise `LAYOUT`. What the
order and the clocks depend on comes along by itself, in `LeadFacts` and `History`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from app.domain.deadlines import Clock, History, clocks_for
from app.domain.lifecycle import MOVES, Status
from app.domain.priority import LeadFacts
from app.services.officer.lead.record import Record

LAYOUT: Final = 1
"""Raised when summaries of before no longer do: the index is then built anew."""
_CLOSED: Final = frozenset(
    {
        Status.SEALED_TRANSFER,
        Status.NOT_ACCEPTED,
        Status.DUPLICATE,
        Status.CONCLUDED,
        Status.ARCHIVED,
    }
)
"""Where a lead waits for no officer, unless a clock of theirs still runs."""


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
    holders: tuple[str, ...] = ()
    """The organs that hold the case."""

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
        """Whether it waits for an officer: by its status, a clock, a message or an objection."""
        if self.status not in _CLOSED or self.messages_noted or self.may_be_reopened():
            return True
        # The mailbox of an archived case closes by itself.
        return self.status is not Status.ARCHIVED and bool(self.clocks())


def summarise(record: Record, holders: Sequence[str] = ()) -> Summary:
    """What the list needs of a record.

    Args:
        record: the lead's, as it was opened.
        holders: the organs that hold it.
    """
    history = record.history()
    return Summary(
        case_number=record.case_number,
        received_on=record.received_on,
        opened_on=record.opened_on,
        status=record.status,
        facts=record.facts(),
        # Plain dictionaries: what is sealed is written by msgspec.
        history=History(dict(history.entered_on), dict(history.done_on), history.asked_from),
        checkable_facts=record.checkable_facts,
        assigned_to=record.assigned_to,
        messages_noted=record.messages_noted,
        objection=record.objection,
        holders=tuple(holders),
    )


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
