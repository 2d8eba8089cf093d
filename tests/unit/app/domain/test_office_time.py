"""The office's own holidays and spans: in the clocks themselves, and no laxer than the rules."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadlines import (
    SPANS,
    ClockName,
    Colour,
    Extension,
    History,
    Span,
    Unit,
    clocks_for,
    colour,
    keep_spans,
    spans_in_force,
)
from app.domain.extensions import EXTENDABLE, latest_extension, list_extendable, may_extend
from app.domain.lifecycle import Status
from app.domain.spans import SpanError, read_span, read_spans
from app.domain.working_days import (
    CalendarError,
    add_working_days,
    is_working_day,
    is_year_known,
    keep_calendar,
    read_days,
)

RECEIVED = date(2018, 9, 28)
DAYS = st.dates(date(2018, 1, 1), date(2026, 6, 30))


@pytest.fixture(autouse=True)
def built_in_time() -> Iterator[None]:
    yield
    keep_calendar([], [])
    keep_spans({})


def due(status: Status, entered_on: date, name: ClockName) -> date:
    history = History({Status.RECEIVED: entered_on, status: entered_on})
    clocks = clocks_for(status, history, drinking_circle=False)
    return next(clock.due_on for clock in clocks if clock.name is name)


@pytest.mark.parametrize(
    ("status", "entered_on", "name", "expected"),
    [
        # Two working days from the Friday: the make-up Saturday and Sunday before National Day.
        (Status.RECEIVED, RECEIVED, ClockName.OPENING, date(2018, 9, 30)),
        # Five: over the make-up weekend and the whole week of National Day.
        (Status.OPENED, RECEIVED, ClockName.SCREENING, date(2018, 10, 10)),
        (Status.FORWARDED, date(2018, 9, 30), ClockName.FORWARDING, date(2018, 10, 12)),
        (Status.CONCLUDED, RECEIVED, ClockName.FEEDBACK, date(2018, 10, 24)),
    ],
)
def test_clocks_know_the_national_day_of_2018_and_its_make_up_weekend(
    status: Status, entered_on: date, name: ClockName, expected: date
) -> None:
    assert due(status, entered_on, name) == expected


def test_a_year_that_the_package_does_not_know_is_entered_by_the_office() -> None:
    friday = date(2099, 9, 25)
    assert not is_year_known(2099)
    assert due(Status.RECEIVED, friday, ClockName.OPENING) == date(2099, 9, 29)
    keep_calendar(read_days(["2099-10-01/2099-10-07"]), read_days(["2099-09-26", "2099-09-27"]))
    assert is_year_known(2099)
    assert due(Status.RECEIVED, friday, ClockName.OPENING) == date(2099, 9, 27)
    assert add_working_days(date(2099, 9, 30), 1) == date(2099, 10, 8)
    # What the package knows stands above what an office enters.
    keep_calendar([date(2018, 10, 8)], [date(2018, 10, 1)])
    assert is_working_day(date(2018, 10, 8))
    assert not is_working_day(date(2018, 10, 1))


@pytest.mark.parametrize(
    "text", ["", "2027-13-01", "2027-10-07/2027-10-01", "2026-01-01/2027-01-01"]
)
def test_days_that_cannot_be_meant_are_refused(text: str) -> None:
    with pytest.raises(CalendarError):
        read_days([text])


def test_spans_are_read_and_count_from_then_on() -> None:
    keep_spans(
        read_spans([("screening", "3 working days"), ("verification", "4 months, yellow after 2")])
    )
    assert due(Status.OPENED, RECEIVED, ClockName.SCREENING) == date(2018, 10, 8)
    assert spans_in_force()[ClockName.VERIFICATION] == Span(4, Unit.MONTHS, 2)
    assert spans_in_force()[ClockName.OPENING] == SPANS[ClockName.OPENING]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (ClockName.SCREENING, "soon"),
        (ClockName.SCREENING, "0 days"),
        (ClockName.VERIFICATION, "3 months, yellow after 4"),
        # The rules above the office: stricter, never laxer.
        (ClockName.DISPOSITION, "2 months"),
        (ClockName.TRANSFER, "8 days"),
        (ClockName.ACCEPTANCE, "1 month"),
        (ClockName.MAILBOX, "30 days"),
    ],
)
def test_spans_that_no_clock_may_run_for_are_refused(name: ClockName, text: str) -> None:
    with pytest.raises(SpanError):
        read_span(name, text)
    with pytest.raises(SpanError, match=name):
        read_spans([(name, text)])


def test_a_span_of_no_clock_is_refused() -> None:
    with pytest.raises(SpanError, match="no such clock"):
        read_spans([("pressing", "1 day")])


STAGES = {
    ClockName.SCREENING: Status.OPENED,
    ClockName.CIRCLE_DISPOSITION: Status.ACCEPTED,
    ClockName.RENEWED_DISPOSITION: Status.REOPENED,
    ClockName.INQUIRY_ANSWER: Status.INQUIRY,
    ClockName.VERIFICATION: Status.PRELIMINARY_VERIFICATION,
    ClockName.FEEDBACK_AT_MOST: Status.CONCLUDED,
}


@given(name=st.sampled_from(sorted(EXTENDABLE)), day=DAYS, more=st.integers(-5, 400))
def test_a_due_day_is_put_off_once_later_and_by_no_more_than_the_span(
    name: ClockName, day: date, more: int
) -> None:
    status = STAGES[name]
    history = History({Status.RECEIVED: day, status: day})
    circle = name is ClockName.CIRCLE_DISPOSITION
    clock = next(c for c in clocks_for(status, history, drinking_circle=circle) if c.name is name)
    assert clock in list_extendable([clock])
    latest = latest_extension(clock)
    wanted = clock.due_on + timedelta(days=more)
    assert may_extend(clock, wanted) == (clock.due_on < wanted <= latest)
    if not may_extend(clock, wanted):
        return
    put_off = History(history.entered_on, extensions={name: Extension(day, wanted)})
    later = next(c for c in clocks_for(status, put_off, drinking_circle=circle) if c.name is name)
    assert (later.due_on, later.extended) == (wanted, True)
    assert later.started_on <= later.yellow_on <= later.due_on
    assert not may_extend(later, wanted + timedelta(days=1))
    assert colour(later, wanted) is not Colour.RED
    # Entered anew, it is put off no more.
    anew = History({status: wanted, Status.RECEIVED: wanted}, extensions=put_off.extensions)
    again = next(c for c in clocks_for(status, anew, drinking_circle=circle) if c.name is name)
    assert not again.extended


def test_a_circles_disposition_never_goes_beyond_the_month_of_the_rules() -> None:
    history = History({Status.RECEIVED: RECEIVED, Status.ACCEPTED: RECEIVED})
    [clock] = clocks_for(Status.ACCEPTED, history, drinking_circle=True)
    assert latest_extension(clock) == date(2018, 10, 28)
    [plain] = clocks_for(Status.ACCEPTED, history, drinking_circle=False)
    assert not may_extend(plain, plain.due_on + timedelta(days=1))


def test_pressing_runs_beside_the_others_until_it_is_answered() -> None:
    pressed = (date(2018, 10, 8), date(2018, 10, 12))
    history = History({Status.RECEIVED: RECEIVED, Status.CASE_FILED: RECEIVED}, pressed=pressed)
    [clock] = clocks_for(Status.CASE_FILED, history, drinking_circle=False)
    assert (clock.name, clock.due_on, clock.yellow_on) == (
        ClockName.PRESSING,
        date(2018, 10, 12),
        date(2018, 10, 11),
    )
