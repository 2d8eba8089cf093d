"""What an officer may have unwrapped in a while, and what a grant is good for."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.key_holder.unwrapping.allowances import (
    GRANT_SECONDS,
    READS,
    Allowance,
    Grants,
    NoGrantError,
    Rate,
    Refusals,
    TooManyError,
)

RATES = st.builds(Rate, burst=st.integers(1, 500), per_minute=st.integers(1, 600))
STEPS = st.lists(st.tuples(st.floats(0, 300), st.integers(1, 900)), max_size=60)


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def wait_for(allowance: Allowance, count: int, account: str = "intake01") -> int:
    """0 where it was given, else how long to wait."""
    try:
        allowance.take(account, count)
    except TooManyError as error:
        return error.wait_seconds
    return 0


def test_burst_is_there_at_once_and_the_rest_comes_back_by_the_minute() -> None:
    time = Time()
    allowance = Allowance(READS, time)
    assert [wait_for(allowance, 100) for _ in range(4)] == [0, 0, 0, 100]
    time.now += 99
    assert wait_for(allowance, 100) == 1
    time.now += 1
    assert wait_for(allowance, 100) == 0
    assert wait_for(allowance, 1) == 1


def test_each_account_has_its_own() -> None:
    allowance = Allowance(READS, Time())
    assert wait_for(allowance, 300) == 0
    assert wait_for(allowance, 300, "case01") == 0
    assert wait_for(allowance, 300) > 0


def test_more_than_the_burst_takes_all_of_it_and_a_longer_wait_afterwards() -> None:
    time = Time()
    allowance = Allowance(READS, time)
    assert wait_for(allowance, 900) == 0
    assert wait_for(allowance, 1) == 601
    time.now += 601
    assert wait_for(allowance, 1) == 0


@given(rate=RATES, steps=STEPS)
def test_no_run_of_requests_gets_more_than_the_rate(
    rate: Rate, steps: list[tuple[float, int]]
) -> None:
    time, given_out = Time(), 0
    allowance = Allowance(rate, time)
    for pause, count in steps:
        time.now += pause
        wanted = min(count, rate.burst)
        given_out += wanted if wait_for(allowance, wanted) == 0 else 0
        allowed = rate.burst + (time.now - 1000.0) * rate.per_minute / 60
        assert given_out <= allowed + 1e-6


@given(rate=RATES, steps=STEPS)
def test_long_run_keeps_to_the_rate_however_large_the_requests(
    rate: Rate, steps: list[tuple[float, int]]
) -> None:
    time, before = Time(), 0
    allowance = Allowance(rate, time)
    for pause, count in steps:
        time.now += pause
        allowed = rate.burst + (time.now - 1000.0) * rate.per_minute / 60
        if wait_for(allowance, count) == 0:
            # What was given before was earned; only the last request may run ahead.
            assert before + min(count, rate.burst) <= allowed + 1e-6
            before += count


@given(rate=RATES, first=st.integers(1, 2000), second=st.integers(1, 2000))
def test_the_wait_that_is_told_is_enough_and_hardly_more(
    rate: Rate, first: int, second: int
) -> None:
    time = Time()
    allowance = Allowance(rate, time)
    assert wait_for(allowance, first) == 0
    wait = wait_for(allowance, second)
    if wait:
        time.now += max(0, wait - 1.001)
        assert wait_for(allowance, second) > 0
        time.now += 1.002
        assert wait_for(allowance, second) == 0


@given(rate=RATES, tries=st.integers(1, 50))
def test_what_is_refused_costs_nothing(rate: Rate, tries: int) -> None:
    time = Time()
    allowance = Allowance(rate, time)
    allowance.take("intake01", rate.burst)
    waits = {wait_for(allowance, rate.burst) for _ in range(tries)}
    assert waits == {math.ceil(rate.burst * 60 / rate.per_minute)}


def test_grant_is_for_one_officer_one_purpose_so_many_and_ten_minutes() -> None:
    time = Time()
    grants = Grants(time)
    grant = grants.give("intake01", "open_batch", 10)
    grants.use(grant, "intake01", "open_batch", 6)
    for other in (
        ("x", "intake01", "open_batch", 1),
        (grant, "case01", "open_batch", 1),
        (grant, "intake01", "read", 1),
        (grant, "intake01", "open_batch", 5),
    ):
        with pytest.raises(NoGrantError):
            grants.use(*other)
    time.now += GRANT_SECONDS - 1
    grants.use(grant, "intake01", "open_batch", 3)
    time.now += 1
    with pytest.raises(NoGrantError):
        grants.use(grant, "intake01", "open_batch", 1)


def test_refusals_are_told_once_a_minute_for_each_officer_and_reason() -> None:
    time = Time()
    refusals = Refusals(time)
    assert [refusals.count("intake01", "too_many") for _ in range(4)] == [1, 0, 0, 0]
    assert refusals.count("intake01", "recused") == 1
    assert refusals.count("case01", "too_many") == 1
    time.now += 60
    assert refusals.count("intake01", "too_many") == 4
