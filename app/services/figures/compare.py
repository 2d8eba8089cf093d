"""Hold the figures against what is there now: what is missing is named by its day and its number.

What was sealed anew or deleted by the office's rules is accounted for by a row that the very
transaction wrote which did it. Such a row can be forged by who writes to the database; then the
figure says that an item was deleted, and the audit log and the office have to say by whom.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.orm import Session

from app.services.figures.figure import BEFORE_THE_FIRST, Figure, root_of, split_leaves
from app.storage.database import Database
from app.storage.figures import list_changes_of, list_figures_after, list_leaves_on
from app.storage.intake import DailyFigure

_PAGE = 100
_MOST_CHANGES = 1000
"""How often one item can have been sealed anew before a chain of rows is taken for a circle."""


@dataclass(frozen=True, slots=True)
class ComparedDay:
    """A day's figure beside what is there."""

    figure: Figure
    there: int
    """Of those that arrived, how many are there."""
    deleted: Mapping[str, int] = field(default_factory=dict)
    """How many were deleted by the rules, by why."""
    missing: int = 0
    added: int = 0
    """Items that bear this day and were not there when it was over."""
    changed: bool = False
    """The figure's own row is not as it was made, or does not follow from the day before."""

    @property
    def differs(self) -> bool:
        """Whether anything is not as it was."""
        return bool(self.missing or self.added or self.changed)


def compare_figure(session: Session, row: DailyFigure, before: DailyFigure | None) -> ComparedDay:
    """Hold one day against what is there now.

    Args:
        session: a transaction of the intake zone.
        row: the figure.
        before: that of the day before; none for the first.
    """
    arrived = set(split_leaves(row.leaves))
    ends, deleted = _follow_changes(session, arrived)
    now = set(list_leaves_on(session, row.day))
    return ComparedDay(
        Figure.of_row(row),
        len(ends & now),
        deleted,
        len(ends - now),
        len(now - ends),
        _is_changed(row, before),
    )


def compare_all(intake: Database) -> Iterator[ComparedDay]:
    """Every day, the oldest first."""
    before: DailyFigure | None = None
    while True:
        with intake.read() as session:
            rows = list_figures_after(session, before.day if before else None, _PAGE)
            for row in rows:
                yield compare_figure(session, row, before)
                before = row
        if len(rows) < _PAGE:
            return


def _follow_changes(session: Session, leaves: set[bytes]) -> tuple[set[bytes], dict[str, int]]:
    """What should stand for the items now, and how many were deleted, by why."""
    ends, open_ends = set(leaves), set(leaves)
    deleted: Counter[str] = Counter()
    for _ in range(_MOST_CHANGES):
        changes = list_changes_of(session, open_ends)
        if not changes:
            break
        ends -= {change.leaf for change in changes}
        open_ends = {change.becomes for change in changes if change.becomes is not None}
        ends |= open_ends
        deleted.update(change.why for change in changes if change.becomes is None)
    return ends, dict(deleted)


def _is_changed(row: DailyFigure, before: DailyFigure | None) -> bool:
    previous = Figure.of_row(before).digest() if before else BEFORE_THE_FIRST
    follows = before is None or row.day == before.day + timedelta(days=1)
    fits = row.root == root_of(row.leaves) and row.items == len(split_leaves(row.leaves))
    return not (follows and fits and row.previous_hash == previous)
