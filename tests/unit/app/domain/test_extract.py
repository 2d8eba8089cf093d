"""An extract repeats no long run of the reporter's words, however they are set."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.extract import LONG_RUN, find_repetitions

STORY = "每周五晚上，处长和几名项目经理在望江农家乐聚餐，由商人埋单，席间谈到招标。"
ENGLISH = (
    "Every Friday evening the head of section dines with contractors, and a business man pays."
)


def test_eleven_characters_are_none_and_twelve_are() -> None:
    characters = "".join(c for c in STORY if c not in "，。")
    assert find_repetitions(characters[: LONG_RUN - 1], [STORY]) == []
    assert find_repetitions(characters[:LONG_RUN], [STORY]) == [characters[:LONG_RUN]]


def test_signs_spaces_and_width_hide_nothing() -> None:
    [part] = find_repetitions("据称：处 长 和 几名、项目经理 在望江 农家乐（聚餐）。", [STORY])
    assert part.startswith("处")
    assert part.endswith("聚餐")
    assert find_repetitions("EVERY friday evening the Ｈｅａｄ of section dines", [ENGLISH])


def test_five_english_words_are_none_and_six_are() -> None:
    assert find_repetitions("the head of section dines often", [ENGLISH]) == []
    assert find_repetitions("the head of section dines with", [ENGLISH])


def test_a_long_name_may_be_repeated_and_no_more_than_it() -> None:
    name = "某省交通运输厅公路管理局望江养护管理中心"
    story = f"{name}的处长每周五晚上和项目经理在一起喝酒"
    assert find_repetitions(f"反映{name}有关人员", [story], [name]) == []
    assert find_repetitions(f"{name}的处长每周五晚上和项目经理聚", [story], [name])


@given(st.text(alphabet="张王李赵聚餐喝酒，。 \n", max_size=80), st.integers(0, 20))
def test_whatever_is_copied_whole_is_found(story: str, cut: int) -> None:
    copied = story[cut:]
    counted = sum(character not in "，。 \n" for character in copied)
    assert bool(find_repetitions(f"（{copied}）", [story])) == (counted >= LONG_RUN)
