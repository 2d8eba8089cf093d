"""A lead in its place: level, clock and order as of a day."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from app.domain.deadlines import Clock, Colour, colour, nearest
from app.domain.priority import Level, QueuePlace, Ranking, queue_order, rank_aged
from app.services.officer.queue.summary import Indexed, Summary


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One lead in its place."""

    lead: Summary
    ranking: Ranking
    clock: Clock | None
    colour: Colour
    place: QueuePlace
    unread: bool = False
    """The reporter wrote, and no officer has read it."""
    new: bool = False
    """The officer who looks has never opened it."""
    changed: bool = False
    """It changed since the officer who looks saw it last."""
    task: bool = False
    """The officer who looks has something to do in it."""
    approval: bool = False
    """The officer who looks can agree to what was proposed."""

    def asks_for_inspection(self) -> bool:
        """Whether a reason for P0 has been answered by no inspection yet."""
        answered = self.lead.inspections_answer
        urgent = self.ranking.level is Level.P0
        return urgent and any(reason not in answered for reason in self.ranking.reasons)


@dataclass(slots=True)
class Placed:
    """Rows as they were placed on a day; each is placed anew only when its lead changes."""

    day: date | None = None
    rows: dict[str, tuple[Indexed, QueueRow]] = field(default_factory=dict, repr=False)

    def row(self, number: str, indexed: Indexed, summary: Summary, today: date) -> QueueRow:
        """The row of a lead, without what depends on who looks."""
        if self.day != today:
            self.day = today
            self.rows.clear()
        known = self.rows.get(number)
        if known is None or known[0] is not indexed:
            known = self.rows[number] = indexed, place(summary, today)
        return known[1]

    def keep(self, numbers: Collection[str]) -> None:
        """Forget the rows of leads that are no more."""
        for number in self.rows.keys() - numbers:
            del self.rows[number]


def place(lead: Summary, today: date) -> QueueRow:
    """A lead's level, clock and place, as of today."""
    ranking = rank_aged(lead.facts, lead.received_on, opened_on=lead.opened_on, today=today)
    clock = nearest(lead.clocks())
    return QueueRow(
        lead,
        ranking,
        clock,
        colour(clock, today) if clock else Colour.GREEN,
        queue_order(
            ranking.level,
            due_on=clock.due_on if clock else None,
            checkable_facts=lead.checkable_facts,
            received_on=lead.received_on,
            case_number=lead.case_number,
        ),
    )
