"""What the list is asked for travels as codes, and picks just that."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.categories import Category, CircleType
from app.domain.deadlines import Colour
from app.domain.forwarding import Forwarding, SentAs
from app.domain.lifecycle import Status
from app.domain.priority import Level
from app.services.officer.queue.filters import (
    NOBODY,
    PAGE_ROWS,
    Due,
    Filter,
    Mark,
    count,
    pick_page,
    read_filter,
)
from app.services.officer.queue.place import QueueRow, place
from app.services.officer.queue.summary import summarise
from tests.make import CASE_OFFICER, DAY, TODAY, UNIT, make_record

any_filter = st.builds(
    Filter,
    level=st.none() | st.sampled_from(Level),
    colour=st.none() | st.sampled_from(Colour),
    due=st.none() | st.sampled_from(Due),
    status=st.none() | st.sampled_from(Status),
    category=st.none() | st.sampled_from(Category),
    circle=st.none() | st.sampled_from(CircleType),
    unit=st.none() | st.just(UNIT),
    officer=st.none() | st.sampled_from([NOBODY, CASE_OFFICER]),
    mark=st.none() | st.sampled_from(Mark),
)


def row(**changes: object) -> QueueRow:
    return place(summarise(make_record(**changes)), TODAY)


@given(any_filter)
def test_filter_comes_back_from_its_codes(wanted: Filter) -> None:
    assert read_filter(wanted.codes()) == wanted


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8)))
def test_codes_that_are_none_ask_for_nothing_or_find_nothing(codes: dict[str, str]) -> None:
    wanted = read_filter(codes)
    assert set(wanted.codes()) <= {"unit", "officer"} & set(codes) or wanted.codes() == {
        name: code for name, code in codes.items() if name in wanted.codes()
    }


def test_each_part_of_a_filter_picks_what_it_says() -> None:
    lead = row(
        forwarded=(Forwarding(UNIT, TODAY, SentAs.EXTRACT),),
        category=Category.DRINKING_CIRCLE,
        circle_type=CircleType.HOBBY,
        assigned_to=CASE_OFFICER,
        received_on=TODAY - 60 * DAY,
        opened_on=TODAY - 59 * DAY,
        entered_on={Status.OPENED: TODAY - 59 * DAY},
    )
    other = replace(row(), new=True)
    for codes, found in {
        ("level", "P2"): lead,
        ("colour", "red"): lead,
        ("due", "overdue"): lead,
        ("due", "month"): None,
        ("status", "opened"): None,
        ("category", "drinking_circle"): lead,
        ("circle", "hobby"): lead,
        ("unit", UNIT): lead,
        ("officer", CASE_OFFICER): lead,
        ("officer", NOBODY): other,
        ("mark", "new"): other,
    }.items():
        page = pick_page([lead, other], read_filter(dict([codes])), 1, TODAY)
        assert list(page.rows) == ([found] if found else [lead, other]), codes


def test_pages_are_cut_and_the_last_stands_for_those_beyond() -> None:
    rows = [row(case_number=f"QF-0000-0000-{n:02}") for n in range(PAGE_ROWS + 3)]
    first, last = (pick_page(rows, Filter(), page, TODAY) for page in (0, 9))
    assert (len(first.rows), first.page, first.pages) == (PAGE_ROWS, 1, 2)
    assert (len(last.rows), last.page, last.found) == (3, 2, PAGE_ROWS + 3)
    assert pick_page([], Filter(), 1, TODAY).pages == 1


def test_counts_are_of_all_leads() -> None:
    rows = [row(category=Category.RETALIATION, assigned_to="me"), replace(row(), unread=True)]
    counts = count(rows, "me")
    assert counts.levels == {Level.P0: 1, Level.P4: 1}
    assert counts.colours == {Colour.GREEN: 2}
    assert (counts.marks[Mark.UNREAD], counts.marks[Mark.NEW], counts.mine) == (1, 0, 1)


def test_closed_is_what_waits_for_nobody() -> None:
    def is_open(**changes: object) -> bool:
        return summarise(make_record(**changes)).is_open()

    long_ago = date(2020, 1, 2)
    assert is_open()
    for status in (Status.NOT_ACCEPTED, Status.DUPLICATE, Status.ARCHIVED):
        closed = {"status": status, "entered_on": {Status.OPENED: long_ago, status: long_ago}}
        assert not is_open(**closed)
        # The reporter wrote, and nobody has read it.
        assert is_open(**closed, messages_noted=("x",))
    concluded = {Status.OPENED: long_ago, Status.CONCLUDED: TODAY}
    assert is_open(status=Status.CONCLUDED, entered_on=concluded), "it waits for the archive"
    archived = {Status.OPENED: long_ago, Status.ARCHIVED: TODAY}
    assert is_open(status=Status.ARCHIVED, entered_on=archived, objection=True)
