"""Why somebody is kept away, in words."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.recusal_causes import Cause, CauseKind
from app.web.labels import Label

_WORDS: Final[Mapping[CauseKind, Label]] = {
    CauseKind.OWN_WORD: _l("by their own word"),
    CauseKind.COLLEAGUE: _l("by a colleague who saw a ground"),
    CauseKind.INTEREST: _l("by an interest that they declared"),
    CauseKind.JOINED: _l("kept away from a lead that was joined with this one"),
    CauseKind.UNKNOWN: _l("by an earlier version, which kept no cause"),
}


def kept_text(kind: CauseKind, by: str) -> str:
    """A kind of cause, and at whose hands; of what was found in a text, neither what nor where.

    Args:
        kind: which.
        by: the name of who wrote it; empty where that was not kept.
    """
    if kind is CauseKind.OWN_WORD or (kind is CauseKind.UNKNOWN and not by):
        return str(_WORDS[kind])
    if kind in (CauseKind.NAME, CauseKind.INTEREST):
        return str(_("found by the program, when %(name)s had it opened", name=by))
    if kind is CauseKind.JOINED:
        return str(_("kept away from a lead that was joined; entered by %(name)s", name=by))
    return str(_("at the word of %(name)s", name=by))


def cause_text(cause: Cause) -> str:
    """A cause; what was declared is not said."""
    if cause.kind is CauseKind.NAME:
        return str(_("named in the text: %(name)s", name=cause.about))
    return str(_WORDS[cause.kind])
