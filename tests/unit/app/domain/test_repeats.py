"""A reply that repeats the report is noticed before it is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.repeats import find_repeats

STORY = "每周五晚，处长和几名项目经理在望江农家乐聚餐，由商人埋单。"
ENGLISH = "Every Friday the head of section dines with contractors; a business man pays."
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=6)


@pytest.mark.parametrize(
    ("reply", "repeated"),
    [
        ("请问处长和几名项目经理是谁？", ("处长和几名项目经理",)),
        # Spaces and punctuation hide nothing.
        ("处长，和几名 项目-经理", ("处长，和几名 项目-经理",)),
        ("请补充时间、地点。", ()),
        ("Do contractors dine?", ()),
        ("Is it a Business man PAYS for?", ("a Business man PAYS",)),
        ("Who dines with contractors there?", ("dines with contractors",)),
        ("", ()),
    ],
)
def test_runs_are_named_as_they_stand_in_the_reply(reply: str, repeated: tuple[str, ...]) -> None:
    assert find_repeats(reply, [STORY, ENGLISH]) == repeated


def test_names_count_however_short() -> None:
    assert find_repeats("王伟 到场了吗", ["……"], ["王伟", "李", ""]) == ("王伟",)
    assert find_repeats("Was smith there?", [], ["Smith"]) == ("Smith",)


def test_digits_count_one_by_one() -> None:
    assert find_repeats("打 138001 试试", ["电话13800138000"]) == ("138001",)


@given(CHINESE, CHINESE, st.data())
def test_any_six_characters_of_the_story_are_found(
    story: str, other: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(story) - 6))
    run = story[start : start + 6]
    found = find_repeats(f"{other}。{run}。{other}", [story])
    assert any(run in one.replace("。", "") for one in found)


@given(st.text(), st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_anything_can_be_compared(reply: str, texts: list[str], names: list[str]) -> None:
    for one in find_repeats(reply, texts, names):
        assert one


@given(CHINESE)
def test_what_shares_nothing_repeats_nothing(story: str) -> None:
    assert find_repeats("Thank you.", [story]) == ()
