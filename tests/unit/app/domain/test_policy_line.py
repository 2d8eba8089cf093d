"""A small circle is found on the main criterion with evidence, and on nothing else."""

from collections.abc import Mapping
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.notes import Hand
from app.domain.policy_line import (
    Axis,
    AxisFinding,
    Criterion,
    Interest,
    Leaning,
    PolicyLine,
    may_find_small_circle,
    missing,
)

BY = Hand(date(2026, 11, 12), "case01", "王")
AXES = st.dictionaries(
    st.sampled_from(Axis), st.builds(AxisFinding, st.sampled_from(Leaning), st.text(max_size=9))
)
INTERESTS = st.lists(st.sampled_from(Interest), unique=True).map(tuple)
LINES = st.builds(
    PolicyLine,
    st.just(BY),
    st.sampled_from(Criterion),
    INTERESTS,
    st.text(max_size=9),
    st.just(()),
    AXES,
)


@given(LINES)
def test_it_takes_the_main_criterion_its_kind_and_evidence(line: PolicyLine) -> None:
    whole = line.criterion is Criterion.YES and line.interests and line.grounds.strip()
    assert may_find_small_circle(line) == bool(whole)


@given(LINES, AXES)
def test_axes_change_nothing_by_themselves(
    line: PolicyLine, axes: Mapping[Axis, AxisFinding]
) -> None:
    other = PolicyLine(BY, line.criterion, line.interests, line.grounds, line.files, axes)
    assert may_find_small_circle(line) == may_find_small_circle(other)


def test_nothing_recorded_finds_nothing() -> None:
    assert not may_find_small_circle(None)


def test_no_takes_no_more_than_yes() -> None:
    """Ordinary contact is as easy to record: one choice and one text, less its kind."""
    yes = set(missing(PolicyLine(BY, Criterion.YES)))
    no = set(missing(PolicyLine(BY, Criterion.NO)))
    assert no < yes
    assert missing(PolicyLine(BY, Criterion.NO, grounds="同学聚会，费用自理")) == ()
    assert missing(PolicyLine(BY, Criterion.UNCLEAR)) == ()


def test_axis_that_nobody_spoke_of_has_no_evidence() -> None:
    assert PolicyLine(BY, Criterion.NO).axis(Axis.OPENNESS).leaning is Leaning.NO_EVIDENCE
