"""What is found wrong with the log: one finding for each place, neighbours of one kind joined."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

MOST_TOLD: Final = 200
"""So many say enough; the rest is counted."""


class Fault(StrEnum):
    """What is wrong."""

    CHANGED = "changed"
    """Entries do not have the hash that stands with them: their words were changed."""
    MOVED = "moved"
    """Entries stand under other numbers than they were written under."""
    MISSING = "missing"
    """Numbers are left out: entries were taken out at the beginning or in the middle."""
    UNLINKED = "unlinked"
    """The second entry names another one before it than the first: that one was exchanged."""
    REWRITTEN = "rewritten"
    """The chain fits, and is not the one that was signed: somewhere here it was made anew."""
    CUT_OFF = "cut_off"
    """Entries up to the last are known from a checkpoint, and are not there."""
    CHECKPOINT_FALSE = "checkpoint_false"
    """A checkpoint that no key of its organ signed, or that does not follow the one before."""
    CHECKPOINT_MISSING = "checkpoint_missing"
    """Checkpoints that were made are not there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, and where."""

    fault: Fault
    first: int
    last: int
    """The first and last entry that it concerns; of checkpoints, their numbers."""
    moved_from: int = 0
    """For what was moved, the number that the first was written under."""
    organ_id: str = ""
    """For checkpoints, whose."""


class Findings:
    """Findings in the order in which they are made."""

    def __init__(self) -> None:
        self._told: list[Finding] = []
        self.more = 0

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._told)

    def add(self, finding: Finding) -> None:
        """Tell one more, as part of the last one where it goes on there."""
        last = self._told[-1] if self._told else None
        if last is not None and _goes_on(last, finding):
            self._told[-1] = replace(last, last=finding.last)
        elif len(self._told) < MOST_TOLD:
            self._told.append(finding)
        else:
            self.more += 1


def _goes_on(last: Finding, finding: Finding) -> bool:
    same = (last.fault, last.organ_id) == (finding.fault, finding.organ_id)
    behind = finding.first == last.last + 1
    shift = not last.moved_from or (
        last.moved_from - last.first == finding.moved_from - finding.first
    )
    return same and behind and shift and finding.fault in (Fault.CHANGED, Fault.MOVED)
