"""Officers who are named in a text: as people write names, and not where only letters agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.recusal import ReadText, may_name
from app.domain.searching import fold

NAMED = [
    ("王伟", "请王伟和李强吃饭"),
    ("王伟", "与王伟同去吃饭"),
    ("王伟", "科长王伟，副科长李强"),
    ("王伟", "王 伟收钱"),
    ("王伟", "王·伟"),
    ("王伟", "王*伟"),
    ("王伟", "王\u200b伟"),
    ("王伟", "王偉收錢"),
    ("王偉", "王伟收钱"),
    ("王伟", "Wang Wei took money"),
    ("王伟", "WANG, Wei"),
    ("王伟", "it was wei wang"),
    ("王伟", "wáng wěi"),
    ("王伟", "wang2wei3"),
    ("王伟", "wangwei"),
    ("王伟", "\uff37ang \uff37ei"),
    ("张建国", "ZHANG Jian-guo"),
    ("张建国", "Jianguo Zhang"),
    ("张建国", "张 建 国"),
    ("吕红", "Lü Hong"),
    ("吕红", "Lyu Hong"),
    ("单田芳", "Shan Tianfang"),
    ("欧阳建国", "Jianguo Ouyang"),
    ("买买提·艾力", "买买提艾力"),
    ("买买提·艾力", "买买提．艾力"),
    ("John Smith", "smith, john"),
]
NOT_NAMED = [
    ("高山", "听高山流水"),
    ("李强", "李强大的队伍"),
    ("李强", "李强调了纪律"),
    ("王伟", "王伟东收钱"),
    ("王伟", "王伟大的"),
    ("王伟", "姓王。伟大祖国"),
    ("王伟", "wang weiming"),
    ("王伟", "Shawang Wei"),
    ("何安", "he an old man"),
    ("李娜", "Carolina"),
    ("审批人", "审批人签字"),
    ("王", "姓王"),
    ("Li", "Li came"),
    ("", "王伟"),
]


@pytest.mark.parametrize(("name", "text"), NAMED)
def test_name_is_found_as_people_write_it(name: str, text: str) -> None:
    assert ReadText(text).names(name)
    assert may_name(fold(text), name), "the quick look never says no to it"


@pytest.mark.parametrize(("name", "text"), NOT_NAMED)
def test_letters_that_agree_by_chance_name_nobody(name: str, text: str) -> None:
    assert not ReadText(text).names(name)


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from(["", " ", "·", "\u200b", "\n"]))
def test_long_name_is_found_whatever_stands_around_it(
    before: str, after: str, between: str
) -> None:
    # Joined to its neighbours, a character can become another one.
    text = f"{before}，{between.join('张建国')}，{after}"
    assert ReadText(text).names("张建国")


@given(st.text(max_size=60), st.text(max_size=12))
def test_no_text_and_no_name_breaks_it(text: str, name: str) -> None:
    ReadText(text).names(name)
