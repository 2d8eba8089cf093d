"""What a notice says, in the language of who gets it. It names neither the program nor a lead."""

import gettext
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from app.domain.notices import NoticeKind
from app.services.figures.figure import Figure

LANGUAGES: Final = ("zh_Hans_CN", "en")
_TRANSLATIONS: Final = Path(__file__).parents[3] / "translations"


class MailText(NamedTuple):
    """A mail without its addresses."""

    subject: str
    body: str


def _(message: str) -> str:
    # Marks a message for `make messages`; it is translated when its reader is known.
    return message


_SUBJECT: Final = _("Work reminder")
_FIGURE_SUBJECT: Final = _("Daily figure")
_LINES: Final[Mapping[NoticeKind, str]] = {
    NoticeKind.URGENT: _("Urgent, to be looked at first: %(count)s"),
    NoticeKind.OVERDUE: _("Overdue: %(count)s"),
    NoticeKind.DUE_SOON: _("Due soon: %(count)s"),
    NoticeKind.APPROVALS: _("Waiting for your approval: %(count)s"),
}
_HOW: Final = _("Please sign in at your office's console as usual. This message has no link.")
_FIGURE_HOW: Final = _(
    "Keep this message. It says how many items arrived on the day, and nothing of what they hold."
)


def notice_text(kind: NoticeKind, count: int, language: str) -> MailText:
    """How much waits."""
    say = _speak(language)
    body = f"{say(_LINES[kind]) % {'count': count}}\n\n{say(_HOW)}\n"
    return MailText(say(_SUBJECT), body)


def figure_text(figure: Figure, language: str) -> MailText:
    """A day's figure, for the superior organ; the figure itself is the same in every language."""
    say = _speak(language)
    return MailText(say(_FIGURE_SUBJECT), f"{figure.text()}\n{say(_FIGURE_HOW)}\n")


def _speak(language: str) -> Callable[[str], str]:
    # Message ids are English: without a compiled catalogue they are what is read.
    found = gettext.translation("messages", _TRANSLATIONS, [language], fallback=True)
    return found.gettext
