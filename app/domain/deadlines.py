"""Clocks: by which day what must have happened to a lead, and how near that day is.

1. Which clocks run in a status stands in `_CLOCKS`; how long each runs stands in `SPANS`, which
   settings may replace; from which day each runs stands in `_STARTS`.
2. A clock stops when the status is left or when what it asks for was done. A question to the
   reporter stops none: the clocks of the status in which it was asked run on. Nothing pauses one;
   two people can put off some due days once (`extensions`).
3. Working days know holidays and make-up days; days and months are the calendar's, and a month
   that would end on a day it does not have ends on its last.
4. A clock is red from the day after its due day; yellow from the day on which three quarters of
   its span are used, unless its span says otherwise.

Source: the office's rules, section 4, column "clock".
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.domain.lifecycle import Status
from app.domain.working_days import add_working_days

_MONTHS_A_YEAR: Final = 12


class ClockName(StrEnum):
    """What a clock asks for."""

    OPENING = "opening"
    SCREENING = "screening"
    ACCEPTANCE = "acceptance"
    TRANSFER = "transfer"
    FORWARDING = "forwarding"
    REMINDER = "reminder"
    CONTINUATION = "continuation"
    DISPOSITION = "disposition"
    CIRCLE_DISPOSITION = "circle_disposition"
    RENEWED_DISPOSITION = "renewed_disposition"
    INQUIRY_START = "inquiry_start"
    INQUIRY_ANSWER = "inquiry_answer"
    INQUIRY_OPINION = "inquiry_opinion"
    VERIFICATION = "verification"
    REVIEW = "review"
    FEEDBACK = "feedback"
    FEEDBACK_AT_MOST = "feedback_at_most"
    MAILBOX = "mailbox"
    PRESSING = "pressing"


class Unit(StrEnum):
    """What a span is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"


class Colour(StrEnum):
    """How near a clock is to its end: in time, yellow card (黄牌), red card (红牌)."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time.

    Attributes:
        amount: how many of `unit`, 1 or more.
        unit: what is counted.
        yellow_after: after how many of `unit` the clock turns yellow; None is three quarters.
    """

    amount: int
    unit: Unit = Unit.WORKING_DAYS
    yellow_after: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A running clock.

    Attributes:
        name: what must have happened.
        started_on: the day it runs from, which is not counted.
        due_on: the last day in time.
        yellow_on: the first day on which it is yellow, `due_on` at the latest.
        extended: its due day was put off by two people.
    """

    name: ClockName
    started_on: date
    due_on: date
    yellow_on: date
    extended: bool = False


@dataclass(frozen=True, slots=True)
class Extension:
    """A due day that was put off.

    Attributes:
        granted_on: the day on which it was; what is older than the clock does not count.
        due_on: the new last day in time.
    """

    granted_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class History:
    """What the clocks of one lead depend on.

    Attributes:
        entered_on: the last day on which each status was entered; `received`, the present status
            and `asked_from` at least. Going on after a question is no new entry.
        done_on: the last day on which what a clock asks for was done, where leaving the status
            does not say it: forwarding acknowledged, reminder sent, inquiry begun or answered,
            lead looked at again, feedback given. What is older than the clock does not count.
        asked_from: for a lead in `info_requested`, the status in which it was asked.
        extensions: the due days that were put off.
        pressed: from when until when something was asked for that is not answered yet (督办); the
            nearest of them, whatever the status.
    """

    entered_on: Mapping[Status, date]
    done_on: Mapping[ClockName, date] = field(default_factory=lambda: MappingProxyType({}))
    asked_from: Status | None = None
    extensions: Mapping[ClockName, Extension] = field(default_factory=lambda: MappingProxyType({}))
    pressed: tuple[date, date] | None = None


SPANS: Final[Mapping[ClockName, Span]] = MappingProxyType(
    {
        ClockName.OPENING: Span(2),
        ClockName.SCREENING: Span(5),
        ClockName.ACCEPTANCE: Span(15),
        # Rules on handling reports and accusations of 2020, article 15.
        ClockName.TRANSFER: Span(5),
        # The same, article 16.
        ClockName.FORWARDING: Span(5),
        ClockName.REMINDER: Span(14, Unit.DAYS),
        ClockName.CONTINUATION: Span(30, Unit.DAYS),
        # Work rules on supervision and discipline enforcement of 2019, article 21.
        ClockName.DISPOSITION: Span(1, Unit.MONTHS),
        ClockName.CIRCLE_DISPOSITION: Span(15, Unit.DAYS),
        ClockName.RENEWED_DISPOSITION: Span(1, Unit.MONTHS),
        ClockName.INQUIRY_START: Span(5),
        ClockName.INQUIRY_ANSWER: Span(15),
        ClockName.INQUIRY_OPINION: Span(1, Unit.MONTHS),
        ClockName.VERIFICATION: Span(6, Unit.MONTHS, yellow_after=3),
        ClockName.REVIEW: Span(6, Unit.MONTHS),
        ClockName.FEEDBACK: Span(15),
        ClockName.FEEDBACK_AT_MOST: Span(3, Unit.MONTHS),
        ClockName.MAILBOX: Span(90, Unit.DAYS),
    }
)
"""How long each clock runs; what names no article is the office's own rule.

Pressing has no span: who presses names the day.
"""

_in_force: Mapping[ClockName, Span] = SPANS


def keep_spans(spans: Mapping[ClockName, Span]) -> None:
    """Let this process's clocks run for other spans than `SPANS`: once, at its start."""
    global _in_force  # noqa: PLW0603  one office, one set of clocks: as with its calendar
    _in_force = MappingProxyType({**SPANS, **spans})


def spans_in_force() -> Mapping[ClockName, Span]:
    """How long the clocks of this process run."""
    return _in_force


_STARTS: Final[Mapping[ClockName, Status | ClockName]] = MappingProxyType(
    {
        ClockName.OPENING: Status.RECEIVED,
        ClockName.SCREENING: Status.OPENED,
        ClockName.ACCEPTANCE: Status.RECEIVED,
        ClockName.TRANSFER: Status.SEALED_TRANSFER,
        ClockName.FORWARDING: Status.FORWARDED,
        ClockName.REMINDER: Status.INFO_REQUESTED,
        ClockName.CONTINUATION: Status.INFO_REQUESTED,
        ClockName.DISPOSITION: Status.RECEIVED,
        ClockName.CIRCLE_DISPOSITION: Status.RECEIVED,
        ClockName.RENEWED_DISPOSITION: Status.REOPENED,
        ClockName.INQUIRY_START: Status.INQUIRY,
        ClockName.INQUIRY_ANSWER: ClockName.INQUIRY_START,
        ClockName.INQUIRY_OPINION: ClockName.INQUIRY_ANSWER,
        ClockName.VERIFICATION: Status.PRELIMINARY_VERIFICATION,
        ClockName.REVIEW: Status.HELD_PENDING,
        ClockName.FEEDBACK: Status.CONCLUDED,
        ClockName.FEEDBACK_AT_MOST: Status.RECEIVED,
        ClockName.MAILBOX: Status.ARCHIVED,
    }
)
"""From when each clock runs: a status entered, or another clock's demand done (or due)."""

_RECURRING: Final = frozenset({ClockName.REVIEW})
"""What must be done again and again: each time starts the clock anew."""

_CLOCKS: Final[Mapping[Status, tuple[ClockName, ...]]] = MappingProxyType(
    {
        Status.RECEIVED: (ClockName.OPENING,),
        Status.OPENED: (ClockName.SCREENING, ClockName.ACCEPTANCE, ClockName.DISPOSITION),
        Status.SEALED_TRANSFER: (ClockName.TRANSFER,),
        Status.FORWARDED: (ClockName.FORWARDING,),
        # Its clock is `acceptance`, and refusing is one of the two ways to stop that.
        Status.NOT_ACCEPTED: (),
        Status.DUPLICATE: (),
        Status.INFO_REQUESTED: (ClockName.REMINDER, ClockName.CONTINUATION),
        Status.ACCEPTED: (ClockName.DISPOSITION,),
        Status.DISPOSITION_PROPOSED: (ClockName.DISPOSITION,),
        Status.INQUIRY: (
            ClockName.INQUIRY_START,
            ClockName.INQUIRY_ANSWER,
            ClockName.INQUIRY_OPINION,
        ),
        Status.PRELIMINARY_VERIFICATION: (ClockName.VERIFICATION,),
        Status.HELD_PENDING: (ClockName.REVIEW,),
        Status.CASE_FILED: (),
        Status.CONCLUDED: (ClockName.FEEDBACK, ClockName.FEEDBACK_AT_MOST),
        Status.REOPENED: (ClockName.DISPOSITION,),
        Status.ARCHIVED: (ClockName.MAILBOX,),
    }
)


def clocks_for(
    status: Status,
    history: History,
    *,
    drinking_circle: bool,
    spans: Mapping[ClockName, Span] | None = None,
) -> tuple[Clock, ...]:
    """Return the clocks that run for a lead in `status`; none where nothing is awaited.

    Args:
        status: where the lead stands.
        history: on which days it came where.
        drinking_circle: whether it is one: its disposition is due sooner.
        spans: how long each clock runs; those in force where not given.

    Raises:
        KeyError: `history` lacks a day that a clock starts on.

    Source: the office's rules, section 4.
    """
    spans = spans or _in_force
    asked_from = history.asked_from if status is Status.INFO_REQUESTED else None
    names = _CLOCKS[status] + (_CLOCKS[asked_from] if asked_from is not None else ())
    running = tuple(
        _clock(_disposition(name, history, drinking_circle=drinking_circle), history, spans)
        for name in names
        if name in _RECURRING or was_done_on(name, history) is None
    )
    return running if history.pressed is None else (*running, _pressing(*history.pressed))


def nearest(clocks: Iterable[Clock]) -> Clock | None:
    """Return the clock that is due first, or None where none runs."""
    return min(clocks, key=lambda clock: (clock.due_on, clock.name), default=None)


def colour(clock: Clock, today: date) -> Colour:
    """Return how near `clock` is to its end at the office's `today`; the due day is in time.

    Source: the office's rules, section 4.
    """
    if today > clock.due_on:
        return Colour.RED
    return Colour.YELLOW if today >= clock.yellow_on else Colour.GREEN


def add_months(day: date, count: int) -> date:
    """Return the same day `count` months later, or that month's last where it has no such day."""
    years, month = divmod(day.month - 1 + count, _MONTHS_A_YEAR)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def add_span(day: date, amount: int, unit: Unit) -> date:
    """Return the day `amount` units after `day`."""
    if unit is Unit.WORKING_DAYS:
        return add_working_days(day, amount)
    if unit is Unit.MONTHS:
        return add_months(day, amount)
    return day + timedelta(days=amount)


def was_done_on(name: ClockName, history: History) -> date | None:
    """Return the day it was done, unless that was before the stage was last entered."""
    done_on = history.done_on.get(name)
    return done_on if done_on is not None and done_on >= _stage_began(name, history) else None


def _disposition(name: ClockName, history: History, *, drinking_circle: bool) -> ClockName:
    """Return the disposition clock that fits the lead; every other clock is itself."""
    if name is not ClockName.DISPOSITION:
        return name
    if Status.REOPENED in history.entered_on:
        return ClockName.RENEWED_DISPOSITION
    return ClockName.CIRCLE_DISPOSITION if drinking_circle else name


def _clock(name: ClockName, history: History, spans: Mapping[ClockName, Span]) -> Clock:
    started_on = _started_on(name, history, spans)
    span = spans[name]
    extension = _extension(name, history)
    if extension is not None:
        yellow_on = _three_quarters_between(started_on, extension.due_on)
        return Clock(name, started_on, extension.due_on, yellow_on, extended=True)
    due_on = add_span(started_on, span.amount, span.unit)
    return Clock(name, started_on, due_on, _yellow_on(started_on, due_on, span))


def _pressing(asked_on: date, due_on: date) -> Clock:
    yellow_on = _three_quarters_between(asked_on, due_on)
    return Clock(ClockName.PRESSING, asked_on, due_on, yellow_on)


def _started_on(name: ClockName, history: History, spans: Mapping[ClockName, Span]) -> date:
    reviewed_on = was_done_on(name, history) if name in _RECURRING else None
    if reviewed_on is not None:
        return reviewed_on
    start = _STARTS[name]
    if isinstance(start, Status):
        return history.entered_on[start]
    # What is not yet done is taken to be done on its last day, so the whole chain shows at once.
    return was_done_on(start, history) or _clock(start, history, spans).due_on


def _extension(name: ClockName, history: History) -> Extension | None:
    """Return how it was put off, unless that was before the stage was last entered."""
    extension = history.extensions.get(name)
    if extension is None or extension.granted_on < _stage_began(name, history):
        return None
    return extension


def _stage_began(name: ClockName, history: History) -> date:
    stage = _STARTS[name]
    while isinstance(stage, ClockName):
        stage = _STARTS[stage]
    return history.entered_on[stage]


def _yellow_on(started_on: date, due_on: date, span: Span) -> date:
    if span.yellow_after is not None:
        return add_span(started_on, span.yellow_after, span.unit)
    if span.unit is Unit.WORKING_DAYS:
        return add_working_days(started_on, _three_quarters(span.amount))
    return _three_quarters_between(started_on, due_on)


def _three_quarters_between(started_on: date, due_on: date) -> date:
    return started_on + timedelta(days=_three_quarters((due_on - started_on).days))


def _three_quarters(amount: int) -> int:
    """Round up: yellow begins when three quarters are used, not before."""
    return -(-3 * amount // 4)
