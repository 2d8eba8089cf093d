"""Walk along the log and say where it is not as it was written. Memory stays flat, however long.

1. Numbers run from 1 without a gap; where one is left out, entries were taken out.
2. Each entry has the hash that stands with it. Where it has not, it either was written under
   another number (it was moved), or its words were changed.
3. Each entry names the hash of the one before. Where it does not, that one was exchanged.
4. Where a checkpoint stands, the entry is the one that was signed. Where it is not, and nothing
   above was found since the last one that fitted, everything was computed anew from somewhere in
   between: only a checkpoint can tell.
5. What a checkpoint has seen and the log does not reach was cut off.
"""

from collections.abc import Collection, Mapping
from typing import Final

from app.services.audit.findings import Fault, Finding, Findings
from app.storage.audit import BEFORE_THE_FIRST, Entry, entry_hash, find_place

_SEARCHES: Final = 20
"""How often all numbers are tried for one entry: each costs up to a second in a million."""


class ChainWalk:
    """A walk along the log, from its beginning or from an entry that a checkpoint vouches for."""

    def __init__(
        self,
        signed: Mapping[int, Collection[bytes]],
        *,
        last: int,
        after: tuple[int, bytes] = (0, BEFORE_THE_FIRST),
    ) -> None:
        """Begin.

        Args:
            signed: by sequence, the hashes that checkpoints vouch for.
            last: the sequence of the newest entry.
            after: sequence and hash of the entry behind which the walk begins.
        """
        self.findings = Findings()
        self.sequence, self.entry_hash = after
        self._signed = signed
        self._last = last
        self._vouched = after[0]
        self._found_since_vouched = False
        self._shift = 0
        self._searches = _SEARCHES
        self._moved_before = False

    def take(self, entry: Entry) -> None:
        """Go on by one entry, the next in the order of their numbers."""
        if entry.sequence < 1:
            # A place that no entry was ever written to.
            self._tell(Finding(Fault.CHANGED, entry.sequence, entry.sequence))
            return
        contiguous = entry.sequence == self.sequence + 1
        if not contiguous:
            self._tell(Finding(Fault.MISSING, self.sequence + 1, entry.sequence - 1))
        moved = False
        if entry_hash(entry) != entry.entry_hash:
            moved = self._tell_wrong_hash(entry)
        elif contiguous and entry.previous_hash != self.entry_hash and not self._moved_before:
            self._tell(Finding(Fault.UNLINKED, entry.sequence - 1, entry.sequence))
        self.sequence, self.entry_hash = entry.sequence, entry.entry_hash
        self._moved_before = moved
        self._compare_with_signed(entry)

    def end(self) -> Findings:
        """Say what is missing at the end, and give all that was found."""
        newest = max(self._signed, default=0)
        if newest > self.sequence:
            self._tell(Finding(Fault.CUT_OFF, self.sequence + 1, newest))
        return self.findings

    def _tell_wrong_hash(self, entry: Entry) -> bool:
        at = entry.sequence
        near = at + self._shift
        searched = self._searches > 0
        place = find_place(entry, near, self._last + 1000 if searched else 0)
        if place is None:
            self._searches -= searched
            self._tell(Finding(Fault.CHANGED, at, at))
            return False
        self._searches -= place != near
        self._shift = place - at
        self._tell(Finding(Fault.MOVED, at, at, moved_from=place))
        return True

    def _compare_with_signed(self, entry: Entry) -> None:
        signed = self._signed.get(entry.sequence)
        if signed is None:
            return
        if all(one == entry.entry_hash for one in signed):
            self._vouched, self._found_since_vouched = entry.sequence, False
        elif not self._found_since_vouched:
            self._tell(Finding(Fault.REWRITTEN, self._vouched + 1, entry.sequence))

    def _tell(self, finding: Finding) -> None:
        self.findings.add(finding)
        # A change of words alone leaves the chain as it was.
        self._found_since_vouched |= finding.fault is not Fault.CHANGED
