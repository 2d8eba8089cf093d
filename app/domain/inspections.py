"""Inspections on the spot: a P0 lead asks for one at once, or for the reason why there is none.

1. Each reason for P0 is answered once, by an inspection or by a reason against it. A reason that
   comes up later asks anew.
2. An inspection has a result, written down when it is over.

Source: the office's rules, section 5.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.notes import Hand, NoSuchEntryError
from app.domain.priority import Level, Ranking, Reason


@dataclass(frozen=True, slots=True)
class Inspection:
    """An inspection that was dispatched, or the reason why none was.

    Attributes:
        inspection_id: by which pages name it.
        by: who decided so.
        answers: the reasons for P0 that it answers.
        refused: why none is dispatched; empty where one is.
        who: who goes.
        day: on which day.
        time: at what time, in words.
        place: where to.
        reported: who wrote the result down, None before.
        result: what was found.
    """

    inspection_id: str
    by: Hand
    answers: tuple[Reason, ...]
    refused: str = field(default="", repr=False)
    who: str = field(default="", repr=False)
    day: date | None = None
    time: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    reported: Hand | None = None
    result: str = field(default="", repr=False)


def unanswered(ranking: Ranking, inspections: Iterable[Inspection]) -> tuple[Reason, ...]:
    """Return the reasons for P0 that nobody has answered yet; none where the lead is no P0."""
    if ranking.level is not Level.P0:
        return ()
    answered = {reason for one in inspections for reason in one.answers}
    return tuple(reason for reason in ranking.reasons if reason not in answered)


def with_result(
    inspections: tuple[Inspection, ...], inspection_id: str, by: Hand, result: str
) -> tuple[Inspection, ...]:
    """Return the inspections with the result of one of them.

    Raises:
        NoSuchEntryError: none of that id was dispatched, or its result is there already.
    """
    waiting = (o for o in inspections if o.reported is None and not o.refused)
    if not any(one.inspection_id == inspection_id for one in waiting):
        raise NoSuchEntryError
    return tuple(
        replace(one, reported=by, result=result) if one.inspection_id == inspection_id else one
        for one in inspections
    )
