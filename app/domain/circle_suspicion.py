"""A drinking circle suspected from a lead's words (疑似酒局圈): an officer says whether it is one.

1. Words only suggest: the lead stands at P2 until an officer confirms or refuses.
2. Confirmed, the lead's category says it. Refused, the same words suggest nothing any more.

Source: the office's rules, section 5.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.domain.notes import Hand


class SuspicionState(StrEnum):
    """How far it is."""

    NONE = "none"
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CircleSuspicion:
    """What was suggested, and what an officer said to it.

    Attributes:
        state: how far it is.
        words: what was found in the text.
        why: the code of the rule by which they suggest it.
        by: who confirmed or refused it.
        reason: why.
    """

    state: SuspicionState = SuspicionState.NONE
    words: tuple[str, ...] = field(default=(), repr=False)
    why: str = ""
    by: Hand | None = None
    reason: str = field(default="", repr=False)


NO_SUSPICION: Final = CircleSuspicion()


def suggest(now: CircleSuspicion, words: Iterable[str], why: str) -> CircleSuspicion:
    """Return the suspicion after words were found; what an officer said to the same words stands.

    Args:
        now: as it is.
        words: what was found.
        why: the code of the rule.
    """
    found = tuple(dict.fromkeys(words))
    refused = now.state is SuspicionState.REFUSED and set(found) <= set(now.words)
    if not found or refused or now.state is SuspicionState.CONFIRMED:
        return now
    return CircleSuspicion(SuspicionState.SUGGESTED, found, why)
