"""Make the figures of days that are over, an hour after midnight, each day's once.

The public process does it, which no officer of the group works at. It knows days and digests alone:
nothing here is finer than a day, or links an item to a moment.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError

from app.domain.working_days import office_day
from app.services.figures.figure import BEFORE_THE_FIRST, Figure, root_of
from app.storage.database import Database
from app.storage.figures import add_figures, find_first_day, find_newest_figure, list_leaves_on
from app.storage.intake import DailyFigure

GRACE: Final = timedelta(hours=1)
"""What is sent a moment before midnight bears that day, and may be stored a moment after."""
_ONE_DAY: Final = timedelta(days=1)


def make_figures(database: Database, clock: Callable[[], datetime]) -> int:
    """Make what is missing up to the last day that is over; days without an item count too.

    Args:
        database: the intake zone.
        clock: the present moment, aware.

    Returns:
        How many were made; 0 where another process was faster.
    """
    last = office_day(clock() - GRACE) - _ONE_DAY
    with database.read() as session:
        newest = find_newest_figure(session)
    if newest is not None and newest.day >= last:
        return 0
    try:
        with database.begin() as session:
            newest = find_newest_figure(session)
            day = newest.day + _ONE_DAY if newest else find_first_day(session) or last
            before = Figure.of_row(newest).digest() if newest else BEFORE_THE_FIRST
            made = []
            while day <= last:
                row = _figure(day, list_leaves_on(session, day), before)
                before = Figure.of_row(row).digest()
                made.append(row)
                day += _ONE_DAY
            add_figures(session, made)
    except IntegrityError:
        return 0
    return len(made)


def _figure(day: date, leaves: list[bytes], before: bytes) -> DailyFigure:
    together = b"".join(leaves)
    return DailyFigure(
        day=day,
        items=len(leaves),
        root=root_of(together),
        previous_hash=before,
        leaves=together,
    )
