"""The access code on a page: which parts are asked for, and what counts as typed back."""

from collections import Counter

import pytest

from app.services.reporter.present_code import (
    CODE_LENGTH,
    choose_positions,
    is_typed_back,
    new_access_code,
    read_case_number,
    spell,
)


def test_two_different_positions_are_asked_for_and_each_comes_up() -> None:
    chosen = [choose_positions() for _ in range(2000)]
    assert all(1 <= first < second <= CODE_LENGTH for first, second in chosen)
    counts = Counter(place for pair in chosen for place in pair)
    assert set(counts) == set(range(1, CODE_LENGTH + 1))
    assert max(counts.values()) < 2 * min(counts.values())


@pytest.mark.parametrize("chinese", [True, False])
def test_right_parts_in_the_right_order_count(chinese: bool) -> None:
    code = new_access_code()
    parts = spell(code, chinese=chinese)
    assert is_typed_back(code, (2, 9), f" {parts[1]}\t{parts[8].upper()} ")
    assert is_typed_back(code, (2, 9), parts[1] + parts[8])
    assert is_typed_back(code, (2, 9), f"1. {code.words()[1][:4]}，{code.characters()[8]}")
    assert not is_typed_back(code, (2, 9), parts[1])
    assert not is_typed_back(code, (2, 9), "")
    if parts[1] != parts[8]:
        assert not is_typed_back(code, (2, 9), f"{parts[8]} {parts[1]}")


def test_case_number_may_be_left_out() -> None:
    assert read_case_number(" \t") is None
    assert read_case_number("qf7k2m9rtd4x") == "QF-7K2M-9RTD-4X"
