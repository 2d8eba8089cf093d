"""What approving an extension does: the due day is put off, once and by no more than the span."""

from dataclasses import replace
from datetime import date

from app.domain.deadlines import Clock, Extension
from app.domain.decisions import DecisionError, Matter, Proposal
from app.domain.extensions import list_extendable, may_extend
from app.services.officer.deciding.performers import Performer, register
from app.services.officer.lead.record import Record
from app.services.officer.queue.summary import open_clocks


def extendable_clocks(record: Record) -> tuple[Clock, ...]:
    """The running clocks of a lead whose due day may still be put off."""
    return list_extendable(open_clocks(record))


def _check(record: Record, proposal: Proposal, _today: date) -> None:
    facts = proposal.facts
    clock = next((one for one in extendable_clocks(record) if one.name is facts.clock), None)
    if clock is None:
        raise DecisionError("clock")
    if facts.due_on is None or not may_extend(clock, facts.due_on):
        raise DecisionError("due_on")


def _extend(record: Record, proposal: Proposal, today: date) -> Record:
    facts = proposal.facts
    if facts.clock is None or facts.due_on is None:
        raise DecisionError("due_on")
    extension = Extension(today, facts.due_on)
    return replace(record, extensions={**record.extensions, facts.clock: extension})


register(Matter.EXTEND, Performer(change=_extend, check=_check))
