"""The two word lists that secrets are written down with: 2,048 characters, 2,048 English words.

A number of 11 bits is a character and a word, so one secret can be written in either.

Source: BIP 39; the lists come with the package `mnemonic`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from mnemonic import Mnemonic

BITS: Final = 11
ENGLISH: Final[tuple[str, ...]] = tuple(Mnemonic("english").wordlist)
CHINESE: Final[tuple[str, ...]] = tuple(Mnemonic("chinese_simplified").wordlist)
# Longer than anything that a person copies from a receipt; more is not looked at.
MAX_TEXT_CHARACTERS: Final = 1000

_TRADITIONAL: Final[tuple[str, ...]] = tuple(Mnemonic("chinese_traditional").wordlist)
OTHER_FORMS: Final = (
    "乾干 仝同 佈布 併并 侷局 係系 俬私 俱具 倖幸 傢家 僞伪 儘尽 凈净 剋克 勣绩 卽即 厤历 叚假 "
    "唸念 啓启 喆哲 喫吃 噁恶 噹当 嚐尝 嚮向 囌苏 垻坝 埰采 墻墙 奬奖 孃娘 寀采 峯峰 崑昆 嵗岁 "
    "巖岩 幷并 弔吊 彆别 彔录 彙汇 彫雕 彷仿 彿佛 復复 慾欲 懞蒙 捨舍 捲卷 搧扇 摺折 擡抬 敍叙 "
    "敎教 旂旗 旣既 曆历 曏向 朮术 枱台 査查 棊棋 椀碗 榘矩 榦干 樑梁 檯台 歎叹 殻壳 氾泛 汎泛 "
    "汙污 沖冲 溼湿 滙汇 澱淀 濛蒙 瀋沈 燬毁 爲为 牀床 牴抵 犇奔 獃呆 琱雕 産产 甦苏 甯宁 畵画 "
    "痠酸 癒愈 癥症 盃杯 眞真 睏困 瞭了 矇蒙 硃朱 祇只 祕秘 稜棱 穀谷 穫获 筦管 箇个 範范 籤签 "
    "糰团 紮扎 絃弦 絜洁 絶绝 綫线 綵彩 緑绿 緻致 縴纤 繫系 纍累 纔才 羣群 翫玩 耑专 脩修 臺台 "
    "舖铺 舘馆 菉绿 菸烟 葯药 蒐搜 蓆席 蔘参 蕩荡 薑姜 藉借 衆众 衕同 衚胡 衞卫 衹只 袷夹 裏里 "
    "製制 複复 襬摆 覈核 託托 訢欣 註注 証证 誌志 説说 譭毁 讎仇 讚赞 谿溪 貲资 蹟迹 迴回 迺乃 "
    "逕径 遶绕 邨村 醣糖 釐厘 釦扣 鈎钩 鈡钟 鉅巨 鉆钻 鋭锐 録录 錶表 鍼针 鍾钟 鎭镇 鏇旋 "
    "鑒鉴 鑪炉 閑闲 閤合 閲阅 闆板 闇暗 陞升 隻只 鞦秋 韆千 顔颜 颱台 颳刮 颺扬 餬糊 駡骂 髒脏 "
    "髮发 鬆松 鬍胡 鬚须 鵰雕 鷄鸡 麪面 麫面 麯曲 麴曲 麵面 麽么 鼕冬 齣出 龢和"
)
"""More traditional forms, each before the character of the list that it stands for.

BIP 39's traditional list has one form for each character, and people write others: 裏 beside 裡,
麵 beside 面. These are all that fold to exactly one of the 2,048, by the table TSCharacters and
the variants of Taiwan and Hong Kong in OpenCC 1.4.2 (github.com/BYVoid/OpenCC).
"""
# The first four letters tell every word of the English list apart.
_SHORT_LETTERS: Final = 4
# An ideograph is a character by itself, a run of other letters a word; numbers ("1. abandon"),
# punctuation and line breaks only separate.
_IDEOGRAPHS: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN: Final = re.compile(rf"[{_IDEOGRAPHS}]|[^\W\d_{_IDEOGRAPHS}]+")
# Numbers that a folding would turn into letters or characters: "Ⅳ", "㈠".
_NUMBER_CATEGORIES: Final = ("Nl", "No")
# What no eye sees, as it comes along with a copy: joiners, soft hyphens, byte order marks; and
# accents, which telephones like to add.
_UNSEEN_CATEGORIES: Final = ("Cf", "Mn")
_ZERO_WIDTH_SPACE: Final = "\u200b"


def _index_tokens() -> dict[str, int]:
    # Later lists win, so that no convenience can shadow what was printed.
    found = {pair[0]: CHINESE.index(pair[1]) for pair in OTHER_FORMS.split()}
    for index, word in enumerate(ENGLISH):
        found.update({word[:end]: index for end in range(_SHORT_LETTERS, len(word))})
    for tokens in (_TRADITIONAL, ENGLISH, CHINESE):
        found.update({token: index for index, token in enumerate(tokens)})
    return found


_INDEXES: Final = _index_tokens()


def read_indexes(text: str) -> list[int | None]:
    """Return the number of each word or character in a text; None for what is in no list.

    Forgiving: full width, capitals, spaces or none between characters, punctuation, line breaks,
    numbering, traditional characters, a word's beginning of four letters or more, accents, and
    what is copied unseen.
    """
    return [_INDEXES.get(token) for token in _TOKEN.findall(_fold(text[:MAX_TEXT_CHARACTERS]))]


def _fold(text: str) -> str:
    bare = "".join(
        " " if unicodedata.category(letter) in _NUMBER_CATEGORIES else letter for letter in text
    )
    # NFKD takes full width, compatibility forms and accents apart, so that the marks can go.
    apart = unicodedata.normalize("NFKD", bare.replace(_ZERO_WIDTH_SPACE, " ").lower())
    return "".join(
        letter for letter in apart if unicodedata.category(letter) not in _UNSEEN_CATEGORIES
    ).lower()


def unknown_positions(indexes: Sequence[int | None]) -> tuple[int, ...]:
    """Return which words, counted from 1, are in no list."""
    return tuple(place for place, index in enumerate(indexes, start=1) if index is None)


def split_bits(value: int, count: int) -> tuple[int, ...]:
    """Return `count` numbers of 11 bits, the most significant first."""
    return tuple(value >> BITS * place & (1 << BITS) - 1 for place in reversed(range(count)))


def join_bits(indexes: Iterable[int]) -> int:
    """Return the number that `split_bits` took apart."""
    value = 0
    for index in indexes:
        value = value << BITS | index
    return value


def to_characters(indexes: Iterable[int]) -> tuple[str, ...]:
    """Return the Chinese character of each number."""
    return tuple(CHINESE[index] for index in indexes)


def to_words(indexes: Iterable[int]) -> tuple[str, ...]:
    """Return the English word of each number."""
    return tuple(ENGLISH[index] for index in indexes)
