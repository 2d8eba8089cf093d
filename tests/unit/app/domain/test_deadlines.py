"""Every lead has a clock; yellow and red come on the right day."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadlines import (
    SPANS,
    Clock,
    ClockName,
    Colour,
    History,
    Span,
    Unit,
    add_months,
    add_span,
    clocks_for,
    colour,
    nearest,
)
from app.domain.lifecycle import MOVES, Status

RECEIVED_ON = date(2018, 9, 28)  # the Friday before the make-up weekend and National Day
ENTERED_ON = date(2018, 11, 5)  # a Monday in weeks without a holiday
DAYS = st.dates(date(2018, 1, 1), date(2027, 12, 31))

Days = Mapping[Status, date]


def due_days(
    status: Status,
    entered_on: Days,
    *,
    drinking_circle: bool = False,
    asked_from: Status | None = None,
    done_on: Mapping[ClockName, date] | None = None,
) -> dict[str, str]:
    history = History(entered_on, done_on or {}, asked_from)
    clocks = clocks_for(status, history, drinking_circle=drinking_circle)
    return {clock.name.value: clock.due_on.isoformat() for clock in clocks}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.RECEIVED, {"opening": "2018-11-07"}),
        (
            Status.OPENED,
            {"screening": "2018-11-12", "acceptance": "2018-10-24", "disposition": "2018-10-28"},
        ),
        (Status.SEALED_TRANSFER, {"transfer": "2018-11-12"}),
        (Status.FORWARDED, {"forwarding": "2018-11-12"}),
        (Status.NOT_ACCEPTED, {}),
        (Status.DUPLICATE, {}),
        (Status.INFO_REQUESTED, {"reminder": "2018-11-19", "continuation": "2018-12-05"}),
        (Status.ACCEPTED, {"disposition": "2018-10-28"}),
        (Status.DISPOSITION_PROPOSED, {"disposition": "2018-10-28"}),
        (
            Status.INQUIRY,
            {
                "inquiry_start": "2018-11-12",
                "inquiry_answer": "2018-12-03",
                "inquiry_opinion": "2019-01-03",
            },
        ),
        (Status.PRELIMINARY_VERIFICATION, {"verification": "2019-05-05"}),
        (Status.HELD_PENDING, {"review": "2019-05-05"}),
        (Status.CASE_FILED, {}),
        (Status.CONCLUDED, {"feedback": "2018-11-26", "feedback_at_most": "2018-12-28"}),
        (Status.REOPENED, {"renewed_disposition": "2018-12-05"}),
        (Status.ARCHIVED, {"mailbox": "2019-02-03"}),
    ],
)
def test_clocks_of_each_status(status: Status, expected: dict[str, str]) -> None:
    assert due_days(status, {Status.RECEIVED: RECEIVED_ON, status: ENTERED_ON}) == expected


def test_sealed_lead_is_opened_in_two_working_days_over_the_make_up_weekend() -> None:
    assert due_days(Status.RECEIVED, {Status.RECEIVED: RECEIVED_ON}) == {"opening": "2018-09-30"}
    saturday = {Status.RECEIVED: date(2018, 9, 29)}
    assert due_days(Status.RECEIVED, saturday) == {"opening": "2018-10-08"}


def test_drinking_circle_is_disposed_of_in_fifteen_days() -> None:
    days = {Status.RECEIVED: RECEIVED_ON, Status.ACCEPTED: ENTERED_ON}
    assert due_days(Status.ACCEPTED, days, drinking_circle=True) == {
        "circle_disposition": "2018-10-13"
    }


def test_reopened_lead_has_a_month_anew_also_when_proposed_again() -> None:
    days = {
        Status.RECEIVED: RECEIVED_ON,
        Status.REOPENED: ENTERED_ON,
        Status.DISPOSITION_PROPOSED: ENTERED_ON,
    }
    assert due_days(Status.DISPOSITION_PROPOSED, days, drinking_circle=True) == {
        "renewed_disposition": "2018-12-05"
    }


@pytest.mark.parametrize("asked_from", [s for s in Status if Status.INFO_REQUESTED in MOVES[s]])
def test_question_stops_no_clock(asked_from: Status) -> None:
    days = {
        Status.RECEIVED: RECEIVED_ON,
        asked_from: ENTERED_ON,
        Status.INFO_REQUESTED: ENTERED_ON + timedelta(days=3),
    }
    before = due_days(asked_from, days)
    asked = due_days(Status.INFO_REQUESTED, days, asked_from=asked_from)
    assert before.items() <= asked.items()
    assert asked.keys() - before.keys() == {"reminder", "continuation"}


def test_what_was_done_stops_its_clock_and_starts_the_next() -> None:
    days = {Status.RECEIVED: RECEIVED_ON, Status.INQUIRY: ENTERED_ON}
    begun = {ClockName.INQUIRY_START: date(2018, 11, 6)}
    assert due_days(Status.INQUIRY, days, done_on=begun) == {
        "inquiry_answer": "2018-11-27",
        "inquiry_opinion": "2018-12-27",
    }
    answered = begun | {ClockName.INQUIRY_ANSWER: date(2018, 11, 9)}
    assert due_days(Status.INQUIRY, days, done_on=answered) == {"inquiry_opinion": "2018-12-09"}


def test_what_was_done_in_an_earlier_round_stops_nothing() -> None:
    days = {Status.RECEIVED: RECEIVED_ON, Status.INQUIRY: ENTERED_ON}
    earlier = {ClockName.INQUIRY_START: ENTERED_ON - timedelta(days=1)}
    assert due_days(Status.INQUIRY, days, done_on=earlier) == due_days(Status.INQUIRY, days)


def test_held_lead_is_looked_at_every_six_months() -> None:
    days = {Status.RECEIVED: RECEIVED_ON, Status.HELD_PENDING: ENTERED_ON}
    looked = {ClockName.REVIEW: date(2019, 4, 30)}
    assert due_days(Status.HELD_PENDING, days, done_on=looked) == {"review": "2019-10-30"}


def test_settings_replace_the_spans() -> None:
    spans = {**SPANS, ClockName.OPENING: Span(1)}
    history = History({Status.RECEIVED: RECEIVED_ON})
    (clock,) = clocks_for(Status.RECEIVED, history, drinking_circle=False, spans=spans)
    assert clock.due_on == date(2018, 9, 29)


def test_every_clock_has_a_span_of_one_or_more() -> None:
    # Who presses names the day.
    assert set(SPANS) == set(ClockName) - {ClockName.PRESSING}
    assert all(span.amount >= 1 for span in SPANS.values())


@pytest.mark.parametrize(
    ("status", "yellow_on", "red_on"),
    [
        (Status.RECEIVED, date(2018, 11, 7), date(2018, 11, 8)),  # 2 working days: the second
        (Status.FORWARDED, date(2018, 11, 9), date(2018, 11, 13)),  # 5: the fourth
        (Status.REOPENED, date(2018, 11, 28), date(2018, 12, 6)),  # 30 days: 23 used
        (Status.PRELIMINARY_VERIFICATION, date(2019, 2, 5), date(2019, 5, 6)),  # 3, 6 months
    ],
)
def test_yellow_at_three_quarters_and_red_after_the_due_day(
    status: Status, yellow_on: date, red_on: date
) -> None:
    history = History({Status.RECEIVED: RECEIVED_ON, status: ENTERED_ON})
    (clock,) = clocks_for(status, history, drinking_circle=False)
    eve = timedelta(days=1)
    assert clock.started_on == ENTERED_ON
    assert colour(clock, clock.started_on) is Colour.GREEN
    assert colour(clock, yellow_on - eve) is Colour.GREEN
    assert colour(clock, yellow_on) is Colour.YELLOW
    assert colour(clock, red_on - eve) is Colour.YELLOW
    assert colour(clock, red_on) is Colour.RED


@given(received_on=DAYS, wait=st.integers(0, 400), status=st.sampled_from(Status))
def test_colours_only_ever_get_worse(received_on: date, wait: int, status: Status) -> None:
    history = History({Status.RECEIVED: received_on, status: received_on})
    order = [Colour.GREEN, Colour.YELLOW, Colour.RED]
    today = received_on + timedelta(days=wait)
    for clock in clocks_for(status, history, drinking_circle=False):
        assert clock.started_on < clock.yellow_on <= clock.due_on
        now, later = colour(clock, today), colour(clock, today + timedelta(days=1))
        assert order.index(now) <= order.index(later)
        assert (now is Colour.RED) == (today > clock.due_on)


def test_nearest_is_what_is_due_first() -> None:
    days = {Status.RECEIVED: RECEIVED_ON, Status.OPENED: RECEIVED_ON}
    clock = nearest(clocks_for(Status.OPENED, History(days), drinking_circle=True))
    assert clock is not None
    assert (clock.name, clock.due_on) == (ClockName.SCREENING, date(2018, 10, 10))
    assert nearest(()) is None


def test_nearest_of_two_due_the_same_day_is_always_the_same_one() -> None:
    day = date(2018, 11, 5)
    pair = [Clock(name, day, day, day) for name in (ClockName.SCREENING, ClockName.ACCEPTANCE)]
    assert nearest(pair) == nearest(reversed(pair)) == pair[1]


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2019, 1, 31), 1, date(2019, 2, 28)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2018, 8, 31), 1, date(2018, 9, 30)),
        (date(2018, 11, 30), 3, date(2019, 2, 28)),
        (date(2018, 12, 15), 1, date(2019, 1, 15)),
        (date(2018, 12, 15), 12, date(2019, 12, 15)),
        (date(2018, 11, 5), 0, date(2018, 11, 5)),
    ],
)
def test_months_end_on_their_last_day(day: date, count: int, expected: date) -> None:
    assert add_months(day, count) == expected


@given(day=DAYS, amount=st.integers(1, 30), unit=st.sampled_from(Unit))
def test_every_span_moves_forward_and_longer_is_never_sooner(
    day: date, amount: int, unit: Unit
) -> None:
    end = add_span(day, amount, unit)
    assert end > day
    assert add_span(day, amount + 1, unit) > end
