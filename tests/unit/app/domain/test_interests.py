"""What officers declare: found as people write it, and not where only characters agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.interests import Interest, InterestKind, find_addresses
from app.domain.people import surname_of
from app.domain.recusal import ReadText
from app.domain.recusal_causes import Cause, CauseKind

PERSON, UNIT, COMPANY, POST = InterestKind
FOUND = [
    (PERSON, "赵国强", "老板赵 国强请客"),
    (PERSON, "赵国强", "Zhao Guoqiang paid"),
    (UNIT, "城建局", "城 建 局的人都在"),
    (UNIT, "城建局", "城建局機關"),
    (UNIT, "Harbour Office", "people of the harbour office"),
    (COMPANY, "宏达建筑工程有限公司", "宏达建筑工程请客"),
    (COMPANY, "宏达建筑工程有限公司", "宏达建筑工程有限公司"),
    (COMPANY, "宏达有限公司", "宏达公司的老板"),
    (COMPANY, "宏达有限公司", "宏達集團"),
    (COMPANY, "Hongda Ltd", "HONGDA LTD. paid"),
    (COMPANY, "A股份有限公司", "Ａ股份有限公司"),
]
NOT_FOUND = [
    (PERSON, "高山", "在高山流水饭店"),
    (UNIT, "城建局", "城建的局面"),
    (COMPANY, "中国公司", "在中国各地"),
    (COMPANY, "宏达有限公司", "规模宏达"),
    (COMPANY, "公司", "一家公司"),
    (COMPANY, "Li", "Li came"),
    (POST, "处长", "王处长和处长"),
]
ADDRESSED = [
    ("王伟", "处长", "给王处长送礼", ("王处长",)),
    ("王伟", "副处长", "王副处长和老王处长", ("王副处长", "老王处长")),
    ("王伟", "处长", "王处说了，王处，", ("王处",)),
    ("王伟", "原副局长", "王某局长", ("王某局长",)),
    ("王伟", "书记", "王書記", ("王书记",)),
    ("欧阳建国", "主任", "欧阳主任", ("欧阳主任",)),
    ("王伟", "处长", "王处理了此事，王处分了他", ()),
    ("王伟", "处长", "李处长", ()),
    ("王伟", "科长", "王处长", ()),
    ("王伟", "", "王处长", ()),
    ("Wang Wei", "处长", "Wang处长", ()),
]


@pytest.mark.parametrize(("kind", "name", "text"), FOUND)
def test_what_was_declared_is_found(kind: InterestKind, name: str, text: str) -> None:
    assert Interest(kind, (name,)).is_in(ReadText(text))
    assert Interest(kind, ("别的什么", name)).is_in(ReadText(text))


@pytest.mark.parametrize(("kind", "name", "text"), NOT_FOUND)
def test_nothing_else_is_found(kind: InterestKind, name: str, text: str) -> None:
    assert not Interest(kind, (name,)).is_in(ReadText(text))


@pytest.mark.parametrize(("name", "post", "text", "words"), ADDRESSED)
def test_surname_with_post_is_a_hint(
    name: str, post: str, text: str, words: tuple[str, ...]
) -> None:
    assert find_addresses(ReadText(text), name, (post,)) == words


def test_surname_of_two_characters_is_known() -> None:
    assert [surname_of(name) for name in ("王伟", "欧阳建国")] == ["王", "欧阳"]


@given(st.sampled_from(list(InterestKind)), st.text(min_size=1), st.text())
def test_no_declaration_and_no_text_breaks_it(kind: InterestKind, name: str, text: str) -> None:
    read = ReadText(text)
    Interest(kind, (name,)).is_in(read)
    find_addresses(read, name, (text, name))


@given(st.sampled_from(list(CauseKind)), st.text())
def test_cause_is_read_as_it_was_kept(kind: CauseKind, about: str) -> None:
    cause = Cause(kind, about)
    assert Cause.read(str(cause)) == cause
    assert Cause.read("another program's: " + about).kind is CauseKind.UNKNOWN
