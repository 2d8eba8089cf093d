"""Giveaways: what points at the writer is named, ordinary sentences are left alone."""

import time

import pytest

from app.domain.giveaways import (
    LONGEST_PART,
    MOST_PARTS,
    GiveawayKind,
    find_giveaways,
    is_telling_source,
    rules_for_browsers,
)
from tests.vectors.make_giveaways import CASES, RULES, cases, written

K = GiveawayKind


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("这件事只有我和他知道", K.ONLY_KNOWN),
        ("除了我没有人看到", K.ONLY_KNOWN),
        ("Nobody else knew about it", K.ONLY_KNOWN),
        ("我们科室的人都去过", K.OWN_PLACE),
        ("本单位上个月开了会", K.OWN_PLACE),
        ("我的领导叫他去的", K.OWN_PLACE),
        ("My supervisor went along", K.OWN_PLACE),
        ("我看到他收下了", K.FIRST_PERSON),
        ("I saw him take it", K.FIRST_PERSON),
        ("他晚上8点到的", K.EXACT_TIME),
        ("19:35开的席", K.EXACT_TIME),
        ("昨晚又去了", K.EXACT_TIME),
        ("They met at 8 pm", K.EXACT_TIME),
        ("电话13812345678", K.NUMBER),
        ("座机 028-86543210", K.NUMBER),
        ("身份证51010119900101123X", K.NUMBER),
        ("写信到 wang.lao+1@mail.example", K.ONLINE_NAME),
        ("微信号laowang88", K.ONLINE_NAME),
        ("车是川A12345", K.PLATE),
        ("新能源车川A·D12345", K.PLATE),
        ("工作群里发过", K.CHAT),
        ("a screenshot of it", K.CHAT),
        ("他说“你把合同给老王”", K.QUOTE),
        ('He said "give it to old Wang"', K.QUOTE),
    ],
)
def test_mark_is_named_with_its_part(sentence: str, kind: GiveawayKind) -> None:
    [found] = find_giveaways(f"前面一句。{sentence}。后面一句。")
    assert found.part == sentence
    assert kind in found.kinds


@pytest.mark.parametrize(
    "sentence",
    [
        "每周五处长和几名项目经理在望江农家乐聚餐，由商人埋单。",
        "我省有明文规定，我市也转发过。",
        "民主生活会上他没有作自我批评。",
        "他们叫他“处座”，一共12人，花了3800元。",
        "合同编号2024-118，金额120万元。",
        "A contractor pays, every time. The head of section was promoted in 2024.",
        "A man from the QQ office building was there too.",
        "They meet in the farmhouse restaurant by the river.",
    ],
)
def test_ordinary_sentence_is_left_alone(sentence: str) -> None:
    assert find_giveaways(sentence) == []


def test_the_same_part_is_shown_once_and_long_ones_are_cut() -> None:
    assert len(find_giveaways("我们科室都知道。我们科室都知道。")) == 1
    [found] = find_giveaways("我" + "长" * 500)
    assert len(found.part) == LONGEST_PART


def test_a_long_story_gives_a_list_that_one_can_read() -> None:
    assert len(find_giveaways("。".join(f"我说{n}" for n in range(500)))) == MOST_PARTS


@pytest.mark.parametrize("piece", ["a", "1", "“", "我", "微信", "@", "1 -", "川A", '"', "only "])
def test_no_text_takes_long(piece: str) -> None:
    started = time.process_time()
    find_giveaways(piece * (20_000 // len(piece)))
    assert time.process_time() - started < 1


def test_seen_or_documented_is_told_by_few() -> None:
    assert is_telling_source(["was_told", "saw"])
    assert is_telling_source(["has_document"])
    assert not is_telling_source(["was_told"])
    assert not is_telling_source([])


def test_browsers_have_this_very_table_and_cases() -> None:
    """`python -m tests.vectors.make_giveaways` writes both anew."""
    assert RULES.read_text(encoding="utf-8") == written(rules_for_browsers())
    assert CASES.read_text(encoding="utf-8") == written(cases())
