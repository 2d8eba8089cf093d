"""Replies to start from, in both languages.

They say nothing of any report, name nobody and promise nothing that the office cannot keep. An
officer picks the language in which the reporter wrote, not the one of the console: so these are no
translations of the page.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from flask_babel import lazy_gettext as _l

from app.web.choices import choices_of
from app.web.labels import Label


class ReplyTemplate(StrEnum):
    """What a reply is for."""

    ASK = "ask"
    THANK = "thank"
    DECLINE_TO_SAY = "decline_to_say"
    SAFETY = "safety"
    EVIDENCE = "evidence"


TEXTS: Final[Mapping[tuple[ReplyTemplate, str], str]] = {
    (ReplyTemplate.ASK, "zh"): (
        "您好！来件已阅。为便于核实，如果方便，请补充大致的时间、地点和次数，以及还有哪些途径可以核实。"
        "只写您愿意写的，不必写明您如何得知；不便回答可以不答，不影响办理。"
    ),
    (ReplyTemplate.ASK, "en"): (
        "We have read what you sent. If you can, please add roughly when, where and how often, "
        "and what else could be checked. Write only what you want to; you need not say how you "
        "know. You may leave this unanswered: we go on all the same."
    ),
    (ReplyTemplate.THANK, "zh"): (
        "您好！来件收到，感谢您的信任。我们将按规定研究办理，进展会在本页统一更新。"
        "请妥善保管查询口令，不要告诉任何人，过一段时间再来查看即可。"
    ),
    (ReplyTemplate.THANK, "en"): (
        "Thank you for your trust. The office goes on by its rules, and this page says where it "
        "stands. Keep your access code, tell it to nobody, and come back after some time."
    ),
    (ReplyTemplate.DECLINE_TO_SAY, "zh"): (
        "您好！您的询问已阅。按照工作纪律，办理过程和人员情况不能对外说明，请理解。"
        "能够告知的，会在本页统一公布。"
    ),
    (ReplyTemplate.DECLINE_TO_SAY, "en"): (
        "We have read your question. Our rules do not let us say how the work goes or about whom. "
        "What we may tell you appears on this page."
    ),
    (ReplyTemplate.SAFETY, "zh"): (
        "您好！您的安全最重要。请不要向任何人提起您反映过问题，不要自行调查取证，也不要用单位的电脑、"
        "手机或网络打开本页。如受到威胁或打击报复，请在这里告诉我们；如有人身危险，请立即拨打110。"
    ),
    (ReplyTemplate.SAFETY, "en"): (
        "Your safety comes first. Tell nobody that you wrote to us, look into nothing yourself, "
        "and do not use a computer, phone or network of your workplace for this page. If you are "
        "put under pressure, tell us here. If you are in danger, call the police on 110 at once."
    ),
    (ReplyTemplate.EVIDENCE, "zh"): (
        "您好！如有照片、文件、录音等材料，可在本页选择“我要补充情况或材料”上传，系统会去除文件中可能暴露身份的信息。"
        "只提供您本来就有的，不要为此冒险去取。请先想一想：这份材料有几个人能拿到？"
    ),
    (ReplyTemplate.EVIDENCE, "en"): (
        "If you have photos, documents or recordings, you can add them on this page; what in a "
        "file points at you is taken out first. Give only what you have already, and take no "
        "risk for more. Think first: how many people could have this file?"
    ),
}

_NAMES: Final[Mapping[ReplyTemplate, Label]] = {
    ReplyTemplate.ASK: _l("Ask for time and place"),
    ReplyTemplate.THANK: _l("Thank, and say what comes next"),
    ReplyTemplate.DECLINE_TO_SAY: _l("Decline to say more"),
    ReplyTemplate.SAFETY: _l("Advice on safety"),
    ReplyTemplate.EVIDENCE: _l("How to add evidence"),
}
TEMPLATE_CHOICES: Final = choices_of([("", _l("none")), *_NAMES.items()])
LANGUAGE_CHOICES: Final = choices_of([("zh", "中文"), ("en", "English")])


def template_text(template: str, language: str) -> str:
    """The words of a template in a language; empty where there is none."""
    known = {(str(name), lang): text for (name, lang), text in TEXTS.items()}
    return known.get((template, language), "")
