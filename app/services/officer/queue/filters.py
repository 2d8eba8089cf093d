"""Which of the leads an officer wants to see: codes only, so that an address gives nothing away."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.domain.categories import Category, CircleType
from app.domain.deadlines import Colour
from app.domain.lifecycle import Status
from app.domain.priority import Level, Reason
from app.services.officer.queue.place import QueueRow

PAGE_ROWS: Final = 50
NOBODY: Final = "-"
"""In the place of an account: what is assigned to nobody."""


class Due(StrEnum):
    """By when something must be done."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"


_WITHIN_DAYS: Final = {Due.TODAY: 0, Due.WEEK: 7, Due.MONTH: 31}


class Mark(StrEnum):
    """What else a lead may be picked by."""

    UNREAD = "unread"
    NEW = "new"
    CHANGED = "changed"
    SUSPECTED = "suspected"
    OBJECTION = "objection"
    APPROVAL = "approval"
    TASK = "task"
    INSPECTION = "inspection"


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for; None asks for nothing. All of it must hold."""

    level: Level | None = None
    colour: Colour | None = None
    due: Due | None = None
    status: Status | None = None
    category: Category | None = None
    circle: CircleType | None = None
    unit: str | None = None
    """The unit that has the lead now."""
    officer: str | None = None
    """An account, or `NOBODY`."""
    mark: Mark | None = None

    def codes(self) -> dict[str, str]:
        """What is asked for, as it stands in an address."""
        given = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {
            name: value.name if isinstance(value, Level) else str(value)
            for name, value in given
            if value is not None
        }

    def holds(self, row: QueueRow, today: date) -> bool:
        """Whether a lead is among what is asked for."""
        lead = row.lead
        return all(
            (
                self.level in (None, row.ranking.level),
                self.colour in (None, row.colour),
                self.due is None or _is_due(row, self.due, today),
                self.status in (None, lead.status),
                self.category in (None, lead.facts.category),
                self.circle in (None, lead.facts.circle_type),
                self.unit in (None, lead.unit),
                self.officer in (None, lead.assigned_to or NOBODY),
                self.mark is None or _MARKS[self.mark](row),
            )
        )


_CODES: Final[Mapping[str, Callable[[str], object]]] = {
    "level": lambda code: Level[code],
    "colour": Colour,
    "due": Due,
    "status": Status,
    "category": Category,
    "circle": CircleType,
    "unit": str,
    "officer": str,
    "mark": Mark,
}


def read_filter(codes: Mapping[str, str]) -> Filter:
    """What an address asks for; a code that is none asks for nothing."""
    values: dict[str, object] = {}
    for name, read in _CODES.items():
        code = codes.get(name, "")
        if code:
            try:
                values[name] = read(code)
            except (KeyError, ValueError):
                continue
    return Filter(**values)  # type: ignore[arg-type]  # each is what its own reader gave


def _is_due(row: QueueRow, due: Due, today: date) -> bool:
    if row.clock is None:
        return False
    if due is Due.OVERDUE:
        return row.clock.due_on < today
    return row.clock.due_on <= today + timedelta(days=_WITHIN_DAYS[due])


_MARKS: Final[Mapping[Mark, Callable[[QueueRow], bool]]] = {
    Mark.UNREAD: lambda row: row.unread,
    Mark.NEW: lambda row: row.new,
    Mark.CHANGED: lambda row: row.changed,
    Mark.SUSPECTED: lambda row: Reason.SUSPECTED_CIRCLE in row.ranking.reasons,
    Mark.OBJECTION: lambda row: row.lead.may_be_reopened(),
    Mark.APPROVAL: lambda row: row.approval,
    Mark.TASK: lambda row: row.task,
    Mark.INSPECTION: lambda row: row.asks_for_inspection(),
}


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of what was asked for, in the order of the queue."""

    rows: Sequence[QueueRow]
    found: int
    page: int
    """From 1 upward."""
    pages: int


def pick_page(rows: Sequence[QueueRow], wanted: Filter, page: int, today: date) -> QueuePage:
    """A page of the leads that are asked for; the last one where there are not so many."""
    found = [row for row in rows if wanted.holds(row, today)]
    pages = max(-(-len(found) // PAGE_ROWS), 1)
    page = min(max(page, 1), pages)
    start = (page - 1) * PAGE_ROWS
    return QueuePage(found[start : start + PAGE_ROWS], len(found), page, pages)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many leads there are of each kind, whatever is asked for."""

    levels: Mapping[Level, int]
    colours: Mapping[Colour, int]
    marks: Mapping[Mark, int]
    mine: int


def count(rows: Sequence[QueueRow], account: str) -> Counts:
    """Count what is at the top of the page: each a way to see just those."""
    levels = Counter(row.ranking.level for row in rows)
    colours = Counter(row.colour for row in rows)
    marks = {mark: sum(map(is_marked, rows)) for mark, is_marked in _MARKS.items()}
    mine = sum(row.lead.assigned_to == account for row in rows)
    return Counts(levels, colours, marks, mine)
