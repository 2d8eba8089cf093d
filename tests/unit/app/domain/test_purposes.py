"""What a message is for, read from whatever a reporter's own browser may have sealed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.lifecycle import PublicWord
from app.domain.purposes import Notice, Purpose, Satisfaction, list_purposes, read_notice

JSON = st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.lists(st.text())


@pytest.mark.parametrize(
    ("answers", "notice"),
    [
        (None, Notice()),
        ({}, Notice()),
        ({"purpose": "retaliation"}, Notice(Purpose.RETALIATION)),
        ({"purpose": "retaliation", "danger": "yes"}, Notice(Purpose.RETALIATION, danger=True)),
        ({"purpose": "retaliation", "danger": "no"}, Notice(Purpose.RETALIATION)),
        ({"danger": "yes"}, Notice(danger=True)),
        ({"satisfied": "partly"}, Notice(Purpose.SATISFACTION, Satisfaction.PARTLY)),
        (
            {"purpose": "objection", "satisfied": "no"},
            Notice(Purpose.OBJECTION, Satisfaction.NO),
        ),
        ({"purpose": "praise", "satisfied": "very", "danger": "maybe"}, Notice()),
        # A whole form that was sent under a used code.
        ({"narrative": "…", "category": "retaliation"}, Notice(Purpose.RETALIATION)),
        ({"narrative": "…", "category": "other"}, Notice()),
    ],
)
def test_notice_is_read(answers: dict[str, str | list[str]] | None, notice: Notice) -> None:
    assert read_notice(answers) == notice


@given(
    values=st.dictionaries(st.sampled_from(["purpose", "satisfied", "danger", "category"]), JSON)
)
def test_anything_can_be_sealed_and_is_read(values: dict[str, str | list[str]]) -> None:
    notice = read_notice(values)
    assert notice.purpose is None or notice.purpose in Purpose


@pytest.mark.parametrize("word", PublicWord)
@pytest.mark.parametrize("asked", [True, False])
def test_what_fits_is_offered(word: PublicWord, *, asked: bool) -> None:
    offered = list_purposes(word, asked=asked)
    assert {Purpose.EVIDENCE, Purpose.RETALIATION} <= set(offered)
    may_answer = asked or word is PublicWord.INFO_REQUESTED
    assert (Purpose.DECLINE in offered) == (Purpose.ANSWER in offered) == may_answer
    ended = word in (PublicWord.CONCLUDED, PublicWord.NOT_ACCEPTED)
    assert (Purpose.OBJECTION in offered) == ended
