"""What comes next is told from what was released; no other clock and no fact shows in it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.deadlines import SPANS, ClockName, Span
from app.domain.lifecycle import PublicWord
from app.domain.outlook import NextStep, Outlook, Shown, look_ahead, word_since

# A Thursday; nothing in this November is a holiday.
RECEIVED = date(2026, 11, 12)
DAY = timedelta(days=1)
WORDS = st.sampled_from(PublicWord)


def ahead(
    *shown: tuple[PublicWord, date], on: date = RECEIVED, opened: bool | None = None
) -> Outlook:
    """The outlook after these words."""
    words = tuple(Shown(word, day) for word, day in shown)
    return look_ahead(
        RECEIVED, words, opened=bool(shown) if opened is None else opened, released_on=on
    )


@pytest.mark.parametrize(
    ("shown", "step", "by"),
    [
        ([], NextStep.OPENING, date(2026, 11, 16)),
        ([(PublicWord.RECEIVED, date(2026, 11, 13))], NextStep.ACCEPTANCE, date(2026, 12, 3)),
        ([(PublicWord.ACCEPTED, date(2026, 11, 18))], NextStep.DISPOSITION, date(2026, 12, 12)),
        ([(PublicWord.IN_PROGRESS, date(2026, 11, 25))], NextStep.OUTCOME, date(2027, 2, 12)),
        ([(PublicWord.FORWARDED, date(2026, 11, 18))], NextStep.HANDING_OVER, date(2026, 11, 25)),
        ([(PublicWord.INFO_REQUESTED, date(2026, 11, 18))], NextStep.ANSWER, date(2026, 12, 18)),
        ([(PublicWord.NOT_ACCEPTED, date(2026, 11, 18))], NextStep.NOTHING, None),
        ([(PublicWord.CONCLUDED, date(2026, 12, 1))], NextStep.FEEDBACK, date(2026, 12, 22)),
        # Three months from receipt are the end of it, where they are sooner.
        ([(PublicWord.CONCLUDED, date(2027, 2, 10))], NextStep.FEEDBACK, date(2027, 2, 12)),
        # A month anew for what is taken up again.
        (
            [(PublicWord.CONCLUDED, date(2026, 12, 1)), (PublicWord.IN_PROGRESS, date(2027, 1, 4))],
            NextStep.RENEWED_DISPOSITION,
            date(2027, 2, 4),
        ),
    ],
)
def test_each_word_has_its_step_and_its_day(
    shown: list[tuple[PublicWord, date]], step: NextStep, by: date | None
) -> None:
    on = shown[-1][1] if shown else RECEIVED
    outlook = ahead(*shown, on=on)
    assert (outlook.step, outlook.by, outlook.late) == (step, by, False)


@pytest.mark.parametrize(
    ("word", "afterwards"),
    [
        (PublicWord.FORWARDED, NextStep.ELSEWHERE),
        (PublicWord.INFO_REQUESTED, NextStep.GOING_ON),
        (PublicWord.CONCLUDED, NextStep.NOTHING),
    ],
)
def test_day_that_nobody_can_be_late_for_is_followed_by_a_step_without_one(
    word: PublicWord, afterwards: NextStep
) -> None:
    by = ahead((word, RECEIVED)).by
    assert by
    assert ahead((word, RECEIVED), on=by).by == by
    outlook = ahead((word, RECEIVED), on=by + DAY)
    assert (outlook.step, outlook.by, outlook.late) == (afterwards, None, False)


def test_what_was_taken_up_again_is_never_said_to_be_late() -> None:
    """The disposition may have been made under the same word: nothing shown would tell."""
    shown = ((PublicWord.CONCLUDED, RECEIVED), (PublicWord.IN_PROGRESS, RECEIVED + DAY))
    outlook = ahead(*shown, on=RECEIVED + 400 * DAY)
    assert (outlook.step, outlook.by, outlook.late) == (NextStep.OUTCOME, None, False)


@pytest.mark.parametrize("word", [None, PublicWord.ACCEPTED, PublicWord.IN_PROGRESS])
def test_late_is_said_from_the_first_release_after_the_day(word: PublicWord | None) -> None:
    shown = [(word, RECEIVED)] if word else []
    by = ahead(*shown).by
    assert by
    assert not ahead(*shown, on=by).late
    late = ahead(*shown, on=by + DAY)
    assert late.late
    assert late.by == by


def test_mailbox_is_open_ninety_days_after_the_word_and_archiving_moves_no_day() -> None:
    concluded = date(2026, 12, 1)
    archived = ((PublicWord.CONCLUDED, concluded), (PublicWord.CONCLUDED, concluded + 40 * DAY))
    assert ahead((PublicWord.CONCLUDED, concluded), on=concluded).mailbox_until == date(2027, 3, 1)
    assert ahead(*archived, on=concluded + 50 * DAY).mailbox_until == date(2027, 3, 1)
    assert ahead((PublicWord.ACCEPTED, concluded)).mailbox_until is None


def test_mailbox_closes_with_the_first_release_after_its_last_day_and_opens_with_the_case() -> None:
    concluded, last = date(2026, 12, 1), date(2027, 3, 1)
    shown = (PublicWord.CONCLUDED, concluded)
    assert not ahead(shown, on=last).mailbox_closed
    assert ahead(shown, on=last + DAY).mailbox_closed
    again = (PublicWord.IN_PROGRESS, last + 20 * DAY)
    assert not ahead(shown, again, on=last + 21 * DAY).mailbox_closed


def test_word_keeps_its_day_through_moves_under_it() -> None:
    moves = [Shown(PublicWord.IN_PROGRESS, RECEIVED + n * DAY) for n in (3, 9, 30)]
    assert word_since(RECEIVED, tuple(moves)) == moves[0]
    assert word_since(RECEIVED, ()) == Shown(PublicWord.RECEIVED, RECEIVED)
    # What the opening wrote says the same word again.
    same = Shown(PublicWord.RECEIVED, RECEIVED + DAY)
    assert word_since(RECEIVED, (same,)).on == RECEIVED
    back = Shown(PublicWord.ACCEPTED, RECEIVED + 40 * DAY)
    asked = Shown(PublicWord.INFO_REQUESTED, RECEIVED + 5 * DAY)
    first = Shown(PublicWord.ACCEPTED, RECEIVED + 2 * DAY)
    assert word_since(RECEIVED, (first, asked, back)) == back


@given(
    words=st.lists(WORDS, max_size=6),
    circle=st.integers(1, 20),
    verification=st.integers(1, 12),
    after=st.integers(0, 200),
)
def test_clocks_that_tell_what_a_lead_is_taken_for_change_nothing(
    words: list[PublicWord], circle: int, verification: int, after: int
) -> None:
    """A shorter clock for a drinking circle, or another inner clock, is in no outlook."""
    shown = tuple(Shown(word, RECEIVED + n * DAY) for n, word in enumerate(words))
    hidden = {
        ClockName.CIRCLE_DISPOSITION: circle,
        ClockName.SCREENING: verification,
        ClockName.INQUIRY_START: verification,
        ClockName.INQUIRY_ANSWER: verification,
        ClockName.INQUIRY_OPINION: verification,
        ClockName.VERIFICATION: verification,
        ClockName.REVIEW: verification,
    }
    other = {**SPANS, **{name: Span(amount) for name, amount in hidden.items()}}
    on = RECEIVED + after * DAY
    told = look_ahead(RECEIVED, shown, opened=bool(words), released_on=on)
    assert told == look_ahead(RECEIVED, shown, opened=bool(words), released_on=on, spans=other)
