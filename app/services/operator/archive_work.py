"""What work at the archive after a key was exchanged has at hand, and what it comes across."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from app.services.operator.approved_act import ApprovedAct
from app.services.roster import Organ, Roster, load_roster
from app.storage.database import Database
from app.storage.payloads import PayloadStore

ReportProgress = Callable[[int], None]
"""Told how many headers more are done."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One installation's two zones and payloads, and the approved act of one organ."""

    intake: Database
    casework: Database
    payloads: PayloadStore
    roster_pin: str
    roster: Roster
    organ_id: str
    act: ApprovedAct
    report_progress: ReportProgress
    today: date

    @property
    def organ(self) -> Organ:
        """The organ whose key was exchanged, as the signed roster has it."""
        return self.roster.organ(self.organ_id)

    @property
    def generation(self) -> int:
        """The organ's newest key."""
        return self.organ.generation

    def zone(self, name: str) -> Database:
        """One of the two databases."""
        return self.intake if name == "intake" else self.casework

    def read_anew(self) -> Self:
        """The same by the roster of now."""
        with self.intake.read() as session:
            return replace(self, roster=load_roster(session, self.roster_pin))


@dataclass(slots=True)
class Pass:
    """What one look through the archive came to."""

    done: int = 0
    left: int = 0
    """Headers that stay under their older key."""
    problems: list[str] = field(default_factory=list)
    """What they are of, and why they stay: ids and case numbers only."""

    def leave(self, problem: str, headers: int = 1) -> None:
        """Note what cannot be exchanged."""
        self.left += headers
        self.problems.append(problem)
