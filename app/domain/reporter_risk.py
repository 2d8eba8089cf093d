"""What could happen to the reporter of a lead, and what is done against it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.domain.notes import Hand


class RiskLevel(StrEnum):
    """How much there is to fear for the reporter."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class ReporterRisk:
    """What an officer thinks; nothing of it ever helps to find out who the reporter is.

    Attributes:
        by: who looked at it last, and when.
        level: how much there is to fear.
        dangers: what could happen.
        reasons: why it is thought so.
        measures: what is done against it.
    """

    by: Hand
    level: RiskLevel
    dangers: str = field(default="", repr=False)
    reasons: str = field(default="", repr=False)
    measures: str = field(default="", repr=False)


_REVIEW_DAYS: Final = {RiskLevel.HIGH: 7, RiskLevel.MEDIUM: 30, RiskLevel.LOW: 90}
"""After how many days it is looked at again: the office's own rule."""


def review_due(risk: ReporterRisk) -> date:
    """Return the day by which the risk is to be looked at again."""
    return risk.by.on + timedelta(days=_REVIEW_DAYS[risk.level])
