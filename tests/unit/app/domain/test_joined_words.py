"""The reporter of a duplicate reads nothing that a first report of the matter would not bring."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.joined_words import earliest_day, passes_on
from app.domain.lifecycle import PublicWord

DAY = date(2026, 11, 12)


def test_question_to_another_is_not_passed_on() -> None:
    assert [word for word in PublicWord if not passes_on(word)] == [PublicWord.INFO_REQUESTED]


@pytest.mark.parametrize(
    ("word", "day"),
    [
        (PublicWord.RECEIVED, DAY),
        # Fifteen working days, a month, three months: when every report has had its word.
        (PublicWord.ACCEPTED, date(2026, 12, 3)),
        (PublicWord.NOT_ACCEPTED, date(2026, 12, 3)),
        (PublicWord.IN_PROGRESS, date(2026, 12, 12)),
        (PublicWord.CONCLUDED, date(2027, 2, 12)),
    ],
)
def test_word_comes_when_any_report_of_that_day_would_have_it(word: PublicWord, day: date) -> None:
    assert earliest_day(word, DAY) == day


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_words_keep_their_order(received_on: date) -> None:
    order = [PublicWord.RECEIVED, PublicWord.ACCEPTED, PublicWord.IN_PROGRESS, PublicWord.CONCLUDED]
    days = [earliest_day(word, received_on) for word in order]
    assert days[0] == received_on
    assert days[1] > received_on + timedelta(days=14)
    assert days[2] <= days[3]
