"""Words that suggest a drinking circle (疑似酒局圈) in a lead that was reported as something else.

1. A suggestion needs a gathering over food or drink, and with it at least one of: that it is
   regular, a circle in whose name people gather, somebody else who pays.
2. Words count where the segmentation ends them: 酒局 in 酒局圈 does, 聚会 in 团聚会议 does not.
3. A gathering that is denied or refused close by (没有喝酒, 谢绝宴请) is none.
4. The words found are the whole reason; nothing is weighed or summed, and an officer decides.

Source: the office's rules, sections 1 and 5; the vocabulary is ours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Final

import rjieba


class WordGroup(StrEnum):
    """What a word speaks of."""

    GATHERING = "gathering"
    REGULARITY = "regularity"
    CIRCLE = "circle"
    PAYER = "payer"


@dataclass(frozen=True, slots=True)
class Found:
    """What suggests a circle.

    Attributes:
        words: as they stand in the text, in the order of the groups, each once.
        why: the group that stands beside the gathering: circle, payer or regularity.
    """

    words: tuple[str, ...]
    why: str


def _terms(spaced: str) -> tuple[str, ...]:
    return tuple(spaced.split())


_CHINESE: Final[dict[WordGroup, tuple[str, ...]]] = {
    WordGroup.GATHERING: _terms(
        "聚餐 饭局 组局 酒局 酒局圈 喝酒 饮酒 喝大酒 拼酒 劝酒 敬酒 陪酒 酗酒 宴请 吃请 请客 "
        "请吃饭 请客吃饭 吃喝 大吃大喝 吃饭喝酒 酒席 酒宴 宴席 晚宴 聚会 酒会 摆酒 喝茅台 "
        "茅台 小聚 酒桌 酒桌上 应酬 接风 把酒 夜宵 "
    ),
    WordGroup.REGULARITY: _terms(
        "每周 每星期 每月 每个月 每逢 每到 每次 每天 隔三差五 隔三岔五 三天两头 经常 常常 "
        "时常 定期 固定 轮流 轮流做东 多次 屡次 频繁 长期 一直 周周 月月 天天 几乎每天 周末都 "
        "雷打不动 老地方 "
    ),
    WordGroup.CIRCLE: _terms(
        "老乡 老乡会 同乡 同乡会 战友 战友会 同学 同学会 校友 校友会 球友 牌友 酒友 球友会 "
        "牌友会 圈子 小圈子 圈内 帮派 拜把子 把兄弟 兄弟会 称兄道弟 铁哥们 哥们 联谊会 "
        "团团伙伙 党同伐异 老部下 嫡系 "
    ),
    WordGroup.PAYER: _terms(
        "老板 商人 包工头 承包商 供应商 项目经理 开发商 企业主 私企老板 中介 埋单 买单 签单 "
        "公款 报销 做东 请客送礼 出钱 付账 结账 挂账 红包 赞助 "
    ),
}
_ENGLISH: Final[dict[WordGroup, re.Pattern[str]]] = {
    WordGroup.GATHERING: re.compile(
        r"\b(drinking|drinks|drunk|banquets?|dinners?|dines?|dining|feasts?|wined and dined|toasts?"
        r"|liquor|baijiu|maotai|boozing)\b",
        re.IGNORECASE,
    ),
    WordGroup.REGULARITY: re.compile(
        r"\b(every (?:day|week|month|friday|saturday|sunday|weekend|night|evening)|weekly|monthly"
        r"|regularly|regular|often|frequently|again and again|always|in turn)\b",
        re.IGNORECASE,
    ),
    WordGroup.CIRCLE: re.compile(
        r"\b(townsm[ae]n|fellow villagers?|alumni|classmates?|schoolmates?|comrades?|army friends"
        r"|buddies|circles?|cliques?|sworn brothers?|cronies)\b",
        re.IGNORECASE,
    ),
    WordGroup.PAYER: re.compile(
        r"\b(business ?m[ae]n|business people|contractors?|suppliers?|developers?|merchants?"
        r"|public (?:money|funds)|picks? up the bill|pa(?:id|ys) the bill|expense account)\b",
        re.IGNORECASE,
    ),
}
_DENIALS: Final = re.compile(
    r"(?:没有|从不|从未|未曾|并未|不曾|拒绝|谢绝|婉拒|严禁|禁止|不准|不得)[^,.;，。；、]{0,12}$"
    r"|\b(?:never|refused?|declined?|without|did not|does not|didn't)\b[^,.;，。；]{0,20}$"
    r"|(?:没|不|\bno |\bnot )\S{0,2}$",
    re.IGNORECASE,
)
_CLOSE_BY: Final = 30
"""Characters before a word in which a denial is looked for."""
_BESIDE: Final = (WordGroup.CIRCLE, WordGroup.PAYER, WordGroup.REGULARITY)


def find_circle_words(text: str) -> Found | None:
    """Return what in a text suggests a drinking circle; None where nothing does.

    Args:
        text: the reporter's words, in Chinese, English or both.
    """
    words = {group: tuple(dict.fromkeys(_words_of(text, group))) for group in WordGroup}
    beside = [group for group in _BESIDE if words[group]]
    if not words[WordGroup.GATHERING] or not beside:
        return None
    found = (*words[WordGroup.GATHERING], *(word for group in beside for word in words[group]))
    return Found(found, beside[0])


def _words_of(text: str, group: WordGroup) -> Iterator[str]:
    ends = _word_ends(text)
    spans = [match.span() for match in _ENGLISH[group].finditer(text)]
    for term in _CHINESE[group]:
        spans += [span for span in _occurrences(text, term) if ends.issuperset(span)]
    for start, end in sorted(spans):
        before = text[max(0, start - _CLOSE_BY) : start]
        if group is WordGroup.GATHERING and _DENIALS.search(before):
            continue
        yield text[start:end]


def _occurrences(text: str, term: str) -> Iterator[tuple[int, int]]:
    at = text.find(term)
    while at >= 0:
        yield at, at + len(term)
        at = text.find(term, at + 1)


def _word_ends(text: str) -> frozenset[int]:
    return frozenset(accumulate((len(word) for word in rjieba.cut(text)), initial=0))
