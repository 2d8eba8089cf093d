r"""What in a story may tell who wrote it: marks that a reporter should look at before sending.

Pure rules on the words alone, in Chinese and English. Nothing is stored or counted, no style is
looked at, no two texts are compared, and nothing is ever blocked: each hit shows the reporter a
part of their own sentence and says why somebody could recognise them by it. Missing a mark is
possible, and the page says so.

The browser uses the same table (`frontend/src/preview/rules.json`, which a test holds against this
one), so the patterns are written in what Python's `re` and JavaScript's `RegExp` of 2020 share: no
lookbehind, no `\w` or `\s`, ASCII digits, and every repetition bounded, so that no text, however
it is made, takes long to look at.

Source: the office's rules, sections 1 and 6.1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.categories import HowKnown


class GiveawayKind(StrEnum):
    """Why a part of a sentence may point at its writer."""

    ONLY_KNOWN = "only_known"
    OWN_PLACE = "own_place"
    FIRST_PERSON = "first_person"
    EXACT_TIME = "exact_time"
    NUMBER = "number"
    ONLINE_NAME = "online_name"
    PLATE = "plate"
    CHAT = "chat"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Giveaway:
    """A part of a sentence, and every reason to look at it."""

    part: str
    kinds: tuple[GiveawayKind, ...]


PATTERNS: Mapping[GiveawayKind, str] = {
    GiveawayKind.ONLY_KNOWN: (
        "只有(?:我|本人|咱)|唯有我|除了我|除我(?:以外|之外|外)|就我(?:一个|一人|们?[两俩几]个?)"
        "|我一个人(?:知道|在场|看)|(?:没有|没)(?:别人|其他人|第二个人)(?:知道|在场|看到|看见|听到)"
        r"|\bonly (?:i|me|we|us)\b|\b(?:nobody|no one|noone)(?: else)? (?:but|except) (?:me|us|i)\b"
        r"|\b(?:nobody|no one|noone) else (?:knew|knows|was|saw|heard)\b"
        r"|\bjust the (?:two|three|four|few) of us\b|\bi alone\b"
    ),
    GiveawayKind.OWN_PLACE: (
        "(?:我们?|咱们?|本)(?:这个|那个|这|的)?(?:科室|处室|科|处室?|股|室|所|站|队|班组|组里|局里"
        "|单位|部门|办公室|公司|院里|段里|中心|支部)"
        "|我的?(?:领导|上级|上司|下属|同事|科长|处长|股长|主任|局长|师傅|徒弟|工位|岗位|爱人|老婆|妻子"
        "|丈夫|老公|父亲|母亲|亲戚|室友)"
        r"|\b(?:my|our) (?:own )?(?:boss|chief|manager|supervisor|director|leader|colleagues?"
        r"|co-?workers?|office|section|department|division|unit|team|desk|post|job|husband|wife"
        r"|father|mother|cousin|driver)\b|\bi work (?:in|at|for|under|with)\b"
    ),
    GiveawayKind.FIRST_PERSON: (
        "(?:^|[^自])(?:我|俺|咱)(?![国省市县厅局党军])|本人|亲眼|亲耳|亲手|亲身"
        r"|\b(?:i|me|my|mine|myself|we|us|our|ours)\b"
    ),
    GiveawayKind.EXACT_TIME: (
        "[0-2]?[0-9][:：][0-5][0-9]|[0-9]{1,2}(?:点|时)(?:[0-9]{1,2}分|半|整|钟|左右|多)"
        "|(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|夜里|深夜)"
        "[0-9一二两三四五六七八九十]{1,3}(?:点|时)"
        "|刚才|刚刚|昨晚|昨夜|昨天|今天|今晚|今早|前天"
        r"|\b[0-9]{1,2} ?(?:am|pm|a\.m\.|p\.m\.|o'clock|o’clock)"
        r"|\b(?:yesterday|tonight|last night|this (?:morning|afternoon|evening)|just now)\b"
    ),
    GiveawayKind.NUMBER: (
        "(?:^|[^0-9])1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])"
        "|(?:^|[^0-9])0[0-9]{2,3}[ -]?[0-9]{7,8}(?![0-9])"
        "|(?:^|[^0-9])[0-9]{14,18}[0-9Xx](?![0-9])"
        r"|\+[0-9]{1,3}[ -]?[0-9]{2,4}[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}"
    ),
    GiveawayKind.ONLINE_NAME: (
        r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}\.[a-z]{2,24}"
        "|(?:微信|扣扣|qq|抖音|微博|weixin|wechat) ?(?:号码|号|id|账号|account|[:：])"
        "(?:是|为|叫| is)?[:： ]{0,2}"
        "[a-z0-9][a-z0-9_-]{4,24}"
    ),
    GiveawayKind.PLATE: (
        "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-hj-np-z][·• -]?"
        "[a-hj-np-z0-9]{4,5}[a-hj-np-z0-9挂学警港澳]"
    ),
    GiveawayKind.CHAT: (
        "(?:微信|工作|部门|科室|家长|同学|战友|老乡|聊天|交流|通知|qq|钉钉|小)群|群里|群聊|群消息"
        "|朋友圈|聊天记录|截图|截屏|录音|录像"
        r"|\b(?:group chat|chat group|wechat group|chat history|in the chat|screen ?shots?"
        r"|recordings?|moments)\b"
    ),
    GiveawayKind.QUOTE: (
        '[“「『][^”」』]{5}|"[^"]{8,200}"|(?:原话|一字不差|原文)'
        r"|\b(?:word for word|verbatim|exact words)\b"
    ),
}
"""For each kind what gives it away; upper and lower case are the same."""

BOUNDARIES = "[。！？!?；;，,\u2028\n\r]+|\\.(?=[ ])|\\.$"
"""Where one part of a sentence ends and the next begins."""

LONGEST_PART = 80
"""Characters (code points) of a part that are shown; the rest is cut."""

MOST_PARTS = 20
"""Parts that are shown of one text: a list that nobody reads to its end warns of nothing."""

TELLING_SOURCES: frozenset[HowKnown] = frozenset({HowKnown.SAW, HowKnown.HAS_DOCUMENT})
"""Ways of knowing that few people share."""

# ASCII: as JavaScript counts the edges of words.
_COMPILED = {kind: re.compile(p, re.IGNORECASE | re.ASCII) for kind, p in PATTERNS.items()}
_BOUNDARY = re.compile(BOUNDARIES)


def find_giveaways(text: str) -> list[Giveaway]:
    """Name the parts of a text that may tell who wrote it, in their order, each part once.

    Args:
        text: what was typed, of any length.

    Returns:
        At most `MOST_PARTS`; none says nothing about whether the text is safe.
    """
    found: dict[str, Giveaway] = {}
    for piece in _BOUNDARY.split(text):
        part = piece.strip(" \t\u3000")
        kinds = _kinds_of(part)
        shown = part[:LONGEST_PART]
        if kinds and shown not in found:
            found[shown] = Giveaway(shown, kinds)
            if len(found) == MOST_PARTS:
                break
    return list(found.values())


def _kinds_of(part: str) -> tuple[GiveawayKind, ...]:
    kinds = [kind for kind, pattern in _COMPILED.items() if pattern.search(part)]
    # Each says "I" by itself: the stronger reason is enough.
    if GiveawayKind.ONLY_KNOWN in kinds or GiveawayKind.OWN_PLACE in kinds:
        kinds = [kind for kind in kinds if kind is not GiveawayKind.FIRST_PERSON]
    return tuple(kinds)


def is_telling_source(how_known: list[str]) -> bool:
    """Whether what was ticked under "How do you know?" is something few people can say."""
    return any(source in how_known for source in TELLING_SOURCES)


def rules_for_browsers() -> dict[str, object]:
    """The table as the browser reads it, in JSON's types."""
    return {
        "patterns": {str(kind): pattern for kind, pattern in PATTERNS.items()},
        "boundaries": BOUNDARIES,
        "longest_part": LONGEST_PART,
        "most_parts": MOST_PARTS,
        "absorbs_first_person": [str(GiveawayKind.ONLY_KNOWN), str(GiveawayKind.OWN_PLACE)],
        "telling_sources": sorted(map(str, TELLING_SOURCES)),
    }
