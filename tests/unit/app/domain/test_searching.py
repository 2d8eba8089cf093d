"""Words are found however they are written, and whatever is typed is a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.searching import cut_sentences, excerpt, fold, fold_with_places, has_all, read_query

STORY = (
    "每周五晚，處長和几名项目经理在望江农家乐聚餐，由ＡＢＣ公司的商人埋单。"
    "Zhāng paid for Contractors."
)
_TEXTS = st.text(st.sampled_from("张 三，。ab Ｃcéß\u200b\n\"“”'%_\\*()İﬁ長1Ⅳ̈") | st.characters())


@pytest.mark.parametrize(
    "query",
    [
        "餐",
        "处长",
        "處長",
        "农家乐",
        "每周五晚，处长和几名项目经理在望江农家乐聚餐",
        "周五 晚 处长",
        "abc公司",
        "contract",
        "CONTRACTORS zhang",
        "“paid for” 埋单",
        '"项目 经理"',
    ],
)
def test_what_is_written_is_found(query: str) -> None:
    terms = read_query(query)
    assert terms
    assert has_all(fold(STORY), terms)
    marked = [piece for piece in excerpt(STORY, terms) if piece.is_hit]
    assert marked
    assert all(fold(piece.text) in terms for piece in marked)


@pytest.mark.parametrize("query", ["处长 局长", "ontract", "aid", "商人买单", '"contractors paid"'])
def test_what_is_not_written_is_not_found(query: str) -> None:
    assert not has_all(fold(STORY), read_query(query))


def test_sentence_is_cut_into_its_words() -> None:
    terms = read_query("项目经理去望江农家乐聚餐")
    assert not has_all(fold(STORY), terms)
    assert has_all(fold(STORY), cut_sentences(terms))
    assert cut_sentences(("张三", "dinner")) == ("dinner", "张三")


@given(_TEXTS, _TEXTS)
def test_no_query_raises_and_folding_is_one_rule(text: str, query: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    slow, places = fold_with_places(text)
    assert slow == folded
    assert places == sorted(places)
    terms = read_query(query)
    cut_sentences(terms)
    pieces = excerpt(text, terms)
    shown = "".join(piece.text for piece in pieces).strip("…")
    assert shown in text or "…" in text
    if terms and has_all(folded, terms):
        assert any(piece.is_hit for piece in pieces)


@given(_TEXTS)
def test_a_text_is_found_by_itself(text: str) -> None:
    own = tuple(term for term in [fold(text)] if term)
    assert has_all(fold(text), own)
