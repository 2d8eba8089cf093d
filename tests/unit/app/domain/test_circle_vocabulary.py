"""Which words suggest a drinking circle: told sentences, those that do and those that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.circle_vocabulary import find_circle_words

SUGGESTS = [
    ("每周五晚他们都在望江农家乐聚餐，由商人埋单。", "payer"),
    ("处长经常组织老乡会的人一起喝酒，有事大家互相帮忙。", "circle"),
    ("他们几个战友每月固定聚会一次，谁升了谁请客。", "circle"),
    ("项目经理请客吃饭，局里分管领导都在场，饭后去唱歌。", "payer"),
    ("每逢周末就攒饭局，科里提拔的都是常去的人。", "regularity"),
    ("科长三天两头被供应商拉去应酬，第二天上不了班。", "payer"),
    ("同学会名义上叙旧，实际上在酒桌上谈工程。", "circle"),
    ("他们轮流做东，隔三差五就要聚餐，单位的事在饭桌上就定了。", "payer"),
    ("包工头过节请他喝茅台，回来就追加了工程款。", "payer"),
    ("球友们打完球固定去吃饭喝酒，都是局里的人。", "circle"),
    ("牌友圈子里的人晚上打牌、夜宵，费用都在下属单位报销。", "circle"),
    ("中标之后老板在会所宴请评标的人。", "payer"),
    ("站里几个人称兄道弟，天天饭局，新来的不去就被排挤。", "circle"),
    ("公款摆酒，签单记在办公用品里。", "payer"),
    ("几位老部下定期聚会，谈的全是人事安排。", "circle"),
    ("他当面说不去，第二天还是参加了老板的宴请。", "payer"),
    ("Every Friday the head of section dines with contractors.", "payer"),
    ("They hold dinners for their alumni and hand out posts there.", "circle"),
    ("The same six go drinking every week and decide who is promoted.", "regularity"),
    ("A business man pays the bill for their banquets.", "payer"),
    ("副局长与开发商在山庄小聚，之后规划就改了。", "payer"),
    ("过年期间接风、宴请不断，都由一家企业出钱。", "payer"),
    ("他长期参加同乡的酒局，安排同乡当科长。", "circle"),
]
DOES_NOT = [
    "领导让我们加班，从不给调休。",
    "单位食堂的饭菜质量差，希望改善。",
    "他把合同拆开，绕过招标，给了同一家公司。",
    "科长报销了不存在的差旅费。",
    "同学之间打听招聘考试的成绩。",
    "老板没有给工人发工资。",
    "每周的例会他都不来。",
    "职称评审里有人提前知道题目。",
    "他没有参加聚餐，也从不喝酒，老板请过一次他就走了。",
    "经常迟到早退，办事态度差。",
    "供应商送了他一部手机。",
    "一家三口在饭店聚餐，被人拍了照。",
    "食堂晚上提供夜宵。",
    "他谢绝宴请，多次把商人劝走。",
    "战友的孩子被安排进了下属公司。",
    "He never accepted any dinner from contractors.",
    "The road was paid for twice by the same contractor.",
    "My classmates were hired without an exam.",
    "The canteen serves dinner.",
    "公款买了私车。",
    "酒精检测仪长期没有检定，固定资产账也对不上。",
    "他在会上发言，长期霸占公车。",
    "宿舍每天停水。",
]


@pytest.mark.parametrize(("text", "why"), SUGGESTS)
def test_suggests_a_circle_and_says_by_which_words(text: str, why: str) -> None:
    found = find_circle_words(text)
    assert found is not None
    assert found.why == why
    assert all(word in text for word in found.words)
    assert len(set(found.words)) == len(found.words) >= 2


@pytest.mark.parametrize("text", DOES_NOT)
def test_suggests_nothing(text: str) -> None:
    assert find_circle_words(text) is None


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = find_circle_words(text)
    assert found is None or all(word in text for word in found.words)
