"""Putting off a due day: which clocks allow it, how far, and how often.

1. Where a rule above the office sets the span (disposition in a month, opinion after an inquiry,
   transfers in five working days), and where a reporter was promised a day, nothing is put off.
2. What is the office's own to set can be put off once, by no more than the span itself. A drinking
   circle's shorter disposition never goes beyond the month that the rules give every lead.

Source: the office's rules, section 4; work rules on supervision and discipline enforcement of 2019,
article 21; rules on handling reports and accusations of 2020, article 21 (three months and three).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from app.domain.deadlines import Clock, ClockName, Span, add_span, spans_in_force

EXTENDABLE: Final = frozenset(
    {
        ClockName.SCREENING,
        ClockName.CIRCLE_DISPOSITION,
        ClockName.RENEWED_DISPOSITION,
        ClockName.INQUIRY_ANSWER,
        ClockName.VERIFICATION,
        ClockName.FEEDBACK_AT_MOST,
    }
)
"""The clocks whose due day may be put off."""


def list_extendable(clocks: Iterable[Clock]) -> tuple[Clock, ...]:
    """The clocks whose due day may still be put off."""
    return tuple(clock for clock in clocks if clock.name in EXTENDABLE and not clock.extended)


def latest_extension(clock: Clock, spans: Mapping[ClockName, Span] | None = None) -> date:
    """Return the last day to which a clock may be put off.

    Args:
        clock: one of `list_extendable`.
        spans: how long the clocks run; those in force where not given.
    """
    spans = spans or spans_in_force()
    span = spans[clock.name]
    latest = add_span(clock.due_on, span.amount, span.unit)
    if clock.name is not ClockName.CIRCLE_DISPOSITION:
        return latest
    month = spans[ClockName.DISPOSITION]
    return min(latest, add_span(clock.started_on, month.amount, month.unit))


def may_extend(clock: Clock, due_on: date, spans: Mapping[ClockName, Span] | None = None) -> bool:
    """Whether a clock may be put off to a day."""
    allowed = clock.name in EXTENDABLE and not clock.extended
    return allowed and clock.due_on < due_on <= latest_extension(clock, spans)
