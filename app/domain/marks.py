"""What officers say was done, so that its clock stops: no move says it.

Source: the office's rules, section 4, column "clock".
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from app.domain.deadlines import ClockName, History, was_done_on
from app.domain.decisions import DecisionError
from app.domain.lifecycle import Status

MARKS: Final[Mapping[Status, tuple[ClockName, ...]]] = MappingProxyType(
    {
        Status.FORWARDED: (ClockName.FORWARDING,),
        Status.INFO_REQUESTED: (ClockName.REMINDER,),
        Status.INQUIRY: (ClockName.INQUIRY_START, ClockName.INQUIRY_ANSWER),
        Status.HELD_PENDING: (ClockName.REVIEW,),
        Status.CONCLUDED: (ClockName.FEEDBACK,),
    }
)
"""What can be marked in which status, in its order: a later one needs the earlier."""

MARKED_ALIKE: Final[Mapping[ClockName, tuple[ClockName, ...]]] = MappingProxyType(
    {ClockName.FEEDBACK: (ClockName.FEEDBACK, ClockName.FEEDBACK_AT_MOST)}
)
"""Which clocks one mark stops, where it is more than its own."""


def list_marks(status: Status, history: History) -> tuple[ClockName, ...]:
    """What can be marked as done now, the next one first; what recurs, again and again."""
    return tuple(
        name
        for name in MARKS.get(status, ())
        if name is ClockName.REVIEW or was_done_on(name, history) is None
    )[:1]


def check_mark(name: ClockName, day: date, status: Status, history: History, today: date) -> None:
    """Return only if something may be marked as done on a day.

    Raises:
        DecisionError: `clock`: not in this status, or not yet; `day`: before the lead came here,
            or not past.
    """
    if name not in list_marks(status, history):
        raise DecisionError("clock")
    if not history.entered_on[status] <= day <= today:
        raise DecisionError("day")


def with_mark(
    done_on: Mapping[ClockName, date], name: ClockName, day: date
) -> dict[ClockName, date]:
    """The days on which things were done, with one more."""
    return {**done_on, **dict.fromkeys(MARKED_ALIKE.get(name, (name,)), day)}
