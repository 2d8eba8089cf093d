"""What approving does, by matter: each topic registers its own, and none edits another's.

A module that registers a matter is imported by the page on which it is proposed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.decisions import Matter, Proposal
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.record import Record
from app.storage.case_records import HeldRecord


@dataclass(frozen=True, slots=True)
class Approving:
    """An approval that is under way: what `prepare` may need."""

    desk: OfficeDesk
    officer: ActingOfficer
    """Who agrees."""
    record: Record
    """As it was read."""
    changed: Record
    """As it becomes."""
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Work:
    """What approving does beside the record.

    Attributes:
        within: inside the intake's transaction, before the record is sealed to the case's holders;
            whatever it raises undoes all of it.
        beside: inside the casework's transaction, after the record was replaced.
        afterwards: once both zones have committed: what cannot be undone, as deleting payloads.
    """

    within: Callable[[Session], None] | None = None
    beside: Callable[[Session], None] | None = None
    afterwards: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Performer:
    """What approving one matter does.

    Attributes:
        change: the record as it becomes; moves and the decision itself are added by `approve`.
        prepare: before any lock is taken, so here the key-holder is asked; gives the rest.
        check: what else must hold, at the proposal and again at the approval; raises DecisionError.
        named_in_log: the log names the matter. Where that would tell how a case stands, it is not.
        again: who approves types the second factor again.
        instead: takes the place of all that usually follows, where no record is left to be sealed.
    """

    change: Callable[[Record, Proposal, date], Record] | None = None
    prepare: Callable[[Approving], Work] | None = None
    check: Callable[[Record, Proposal, date], None] | None = None
    named_in_log: bool = False
    again: bool = False
    instead: Callable[[Approving, HeldRecord], None] | None = None


PERFORMERS: dict[Matter, Performer] = {}


def register(matter: Matter, performer: Performer) -> None:
    """Say what approving a matter does.

    Raises:
        ValueError: somebody else has said so already.
    """
    if PERFORMERS.setdefault(matter, performer) is not performer:
        raise ValueError(f"{matter} is registered twice")
