"""What a reporter is told of an outcome: sentences from a list, never an officer's own words.

1. A sentence is a code. It stands in clear beside the public word, so it says no more than the
   reporter may read, and neither a unit, an officer nor a measure can slip into it.
2. A refusal gives one of three reasons, and where to turn with it.
3. A conclusion gives a sentence that fits its kind, or the one that fits all: somebody may stand
   behind the reporter.

Source: the office's rules, section 4, rows `not_accepted` and `concluded`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class DeclineReason(StrEnum):
    """Why a report is not accepted. Source: the office's rules, section 4."""

    LITIGATION = "litigation"
    """It is for a court, an arbitration or a reconsideration to decide."""
    OTHER_BODY = "other_body"
    """Another body is responsible for it."""
    NO_SUBSTANCE = "no_substance"
    """It names an offence and no facts that could be checked."""


class TurnTo(StrEnum):
    """Where a reporter can turn whose report is not accepted."""

    COURT = "court"
    ARBITRATION = "arbitration"
    RECONSIDERATION = "reconsideration"
    PETITION_OFFICE = "petition_office"
    POLICE = "police"
    HOTLINE_12388 = "hotline_12388"
    UNIT_OFFICE = "unit_office"
    WRITE_AGAIN = "write_again"


class Conclusion(StrEnum):
    """How a lead ends. Source: the office's rules, section 4."""

    SUBSTANTIATED = "substantiated"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    NORMAL_SOCIAL_CONTACT = "normal_social_contact"
    LAWFUL_REGISTERED_BODY = "lawful_registered_body"
    HANDED_OVER = "handed_over"


class Sentence(StrEnum):
    """What the reporter of a concluded case is told."""

    CLOSED = "closed"
    """It was looked into and closed under the rules: fits every conclusion, and tells the least."""
    DEALT_WITH = "dealt_with"
    PARTLY_CONFIRMED = "partly_confirmed"
    NOT_CONFIRMED = "not_confirmed"
    WITHIN_THE_RULES = "within_the_rules"
    HANDED_OVER = "handed_over"
    PURGED = "purged"
    """The retention time is over and the content deleted; never chosen, only written by that."""


TURNS: Final[Mapping[DeclineReason, tuple[TurnTo, ...]]] = MappingProxyType(
    {
        DeclineReason.LITIGATION: (TurnTo.COURT, TurnTo.ARBITRATION, TurnTo.RECONSIDERATION),
        DeclineReason.OTHER_BODY: (
            TurnTo.PETITION_OFFICE,
            TurnTo.POLICE,
            TurnTo.HOTLINE_12388,
            TurnTo.UNIT_OFFICE,
        ),
        DeclineReason.NO_SUBSTANCE: (TurnTo.WRITE_AGAIN,),
    }
)
"""Where to turn for each reason: exactly these."""

SENTENCES: Final[Mapping[Conclusion, tuple[Sentence, ...]]] = MappingProxyType(
    {
        Conclusion.SUBSTANTIATED: (Sentence.CLOSED, Sentence.DEALT_WITH),
        Conclusion.PARTLY: (Sentence.CLOSED, Sentence.PARTLY_CONFIRMED),
        Conclusion.UNFOUNDED: (Sentence.CLOSED, Sentence.NOT_CONFIRMED),
        Conclusion.NORMAL_SOCIAL_CONTACT: (Sentence.CLOSED, Sentence.WITHIN_THE_RULES),
        Conclusion.LAWFUL_REGISTERED_BODY: (Sentence.CLOSED, Sentence.WITHIN_THE_RULES),
        Conclusion.HANDED_OVER: (Sentence.CLOSED, Sentence.HANDED_OVER),
    }
)
"""Which sentences may be told of each conclusion, the one that tells the least first."""


def decline_code(reason: DeclineReason, turn_to: TurnTo) -> str:
    """Return the code under which a refusal is told.

    Raises:
        ValueError: the reason does not lead there.
    """
    if turn_to not in TURNS[reason]:
        raise ValueError(f"{reason} does not lead to {turn_to}")
    return f"{reason}.{turn_to}"


def read_decline_code(code: str) -> tuple[DeclineReason, TurnTo] | None:
    """Return the reason and where to turn, or None where the code is of no refusal."""
    reason, _, turn_to = code.partition(".")
    try:
        pair = DeclineReason(reason), TurnTo(turn_to)
    except ValueError:
        return None
    return pair if pair[1] in TURNS[pair[0]] else None
