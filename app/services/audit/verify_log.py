"""Verify the log: its chain, the organs' checkpoints, and what was kept elsewhere."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.services.audit.chain import ChainWalk
from app.services.audit.checkpoint import (
    CheckpointFormatError,
    SignedCheckpoint,
    Statement,
    next_number,
)
from app.services.audit.findings import Fault, Finding, Findings
from app.services.roster import VerifyKeys, load_verify_keys
from app.storage.audit import Entry, last_sequence, read_entries_after
from app.storage.casework import Checkpoint
from app.storage.checkpoints import list_checkpoints
from app.storage.database import Database

SIGNED: Final = "checkpoint_signed"
"""The act under which the log itself tells of a checkpoint."""
_FROM_THE_START: Final = -(2**31)
_REPORT_EVERY: Final = 5_000


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what was found."""

    entries: int
    """The sequence of the newest entry."""
    findings: tuple[Finding, ...]
    more: int
    """How many findings there are beyond these."""
    checkpoints: int
    """How many stored ones are signed as they should be."""
    newest: Statement | None
    """The one of them that vouches for most entries."""
    by_earlier_key: tuple[str, ...]
    """Organs whose newest checkpoint is by a key that was exchanged since: it is time for one."""


def verify_log(
    zones: tuple[Database, Database],
    roster_pin: str,
    kept: Sequence[SignedCheckpoint] = (),
    report_progress: Callable[[int], None] = lambda _count: None,
) -> Verified:
    """Walk along the whole log.

    Args:
        zones: intake, for the roster, and casework.
        roster_pin: as the settings have it.
        kept: checkpoints that were kept elsewhere than in the table.
        report_progress: called with how many more entries were looked at.

    Raises:
        RosterError: there is no roster to check signatures by.
    """
    intake, casework = zones
    with intake.read() as session:
        keys = load_verify_keys(session, roster_pin)
    with casework.read() as session:
        rows, last = list_checkpoints(session), last_sequence(session)
    checked = _Checkpoints(keys)
    checked.take_rows(rows)
    checked.take_kept(kept)
    walk = ChainWalk(checked.hashes, last=last)
    told = _walk(walk, casework, report_progress)
    checked.compare_with_log(told)
    chain = walk.end()
    found = [*checked.findings, *chain]
    return Verified(
        last,
        tuple(found),
        checked.findings.more + chain.more,
        len(checked.good),
        max(checked.good, key=lambda one: one.entries, default=None),
        checked.list_by_earlier_key(),
    )


def _walk(
    walk: ChainWalk, casework: Database, report_progress: Callable[[int], None]
) -> Mapping[str, int]:
    """Walk to the end; give the highest number of a checkpoint that the log tells of, by organ."""
    told: dict[str, int] = {}
    passed = 0
    for entry in read_entries_after(casework, _FROM_THE_START):
        walk.take(entry)
        if entry.act == SIGNED:
            _note_told(entry, told)
        passed += 1
        if passed == _REPORT_EVERY:
            report_progress(passed)
            passed = 0
    report_progress(passed)
    return told


def _note_told(entry: Entry, told: dict[str, int]) -> None:
    values = dict(part.partition("=")[::2] for part in entry.detail.split())
    organ_id, number = values.get("organ", ""), values.get("number", "")
    if number.isascii() and number.isdigit():
        told[organ_id] = max(told.get(organ_id, 0), int(number))


class _Checkpoints:
    """All checkpoints that are there, each held against its organ's keys and the one before."""

    def __init__(self, keys: VerifyKeys) -> None:
        self.findings = Findings()
        self.good: list[Statement] = []
        self.hashes: dict[int, set[bytes]] = {}
        self._keys = keys
        self._newest: dict[str, Statement] = {}
        self._stored: dict[tuple[str, int], Statement] = {}

    def take_rows(self, rows: Iterable[Checkpoint]) -> None:
        """Check the stored ones, each organ's in the order of their numbers."""
        by_organ: defaultdict[str, list[Checkpoint]] = defaultdict(list)
        for row in rows:
            by_organ[row.organ_id].append(row)
        for of_organ in by_organ.values():
            before: Statement | None = None
            for row in of_organ:
                before = self._take_row(row, before) or before

    def take_kept(self, kept: Iterable[SignedCheckpoint]) -> None:
        """Hold what was kept elsewhere against what is stored."""
        for checkpoint in kept:
            statement = checkpoint.statement
            organ_id, number = statement.organ_id, statement.number
            if not self._is_genuine(checkpoint):
                self._tell(Fault.CHECKPOINT_FALSE, organ_id, number)
                continue
            self._expect(organ_id, number)
            stored = self._stored.get((organ_id, number))
            if stored is not None and stored != statement:
                # Two statements of one number: the organ's key signed only one of them first.
                self._tell(Fault.CHECKPOINT_FALSE, organ_id, number)
            self._sign(statement)

    def compare_with_log(self, told: Mapping[str, int]) -> None:
        """Say which of those that the log tells of are not there."""
        for organ_id, number in sorted(told.items()):
            self._expect(organ_id, number)

    def list_by_earlier_key(self) -> tuple[str, ...]:
        """Organs whose newest one nothing vouches for but an exchanged key."""
        return tuple(
            organ_id
            for organ_id, statement in sorted(self._newest.items())
            if (organ_id, statement.verify_key) not in self._keys.sure
        )

    def _take_row(self, row: Checkpoint, before: Statement | None) -> Statement | None:
        statement = self._good_statement(row)
        if statement is None:
            self._tell(Fault.CHECKPOINT_FALSE, row.organ_id, row.number)
            return None
        number, previous = next_number(before)
        if statement.number > number:
            left_out = statement.number - 1
            self._tell(Fault.CHECKPOINT_MISSING, row.organ_id, number, last=left_out)
        elif statement.previous != previous:
            self._tell(Fault.CHECKPOINT_FALSE, row.organ_id, statement.number)
        self.good.append(statement)
        self._sign(statement)
        self._newest[row.organ_id] = statement
        self._stored[row.organ_id, statement.number] = statement
        return statement

    def _expect(self, organ_id: str, number: int) -> None:
        newest = self._newest.get(organ_id)
        there = newest.number if newest else 0
        if number > there:
            self._tell(Fault.CHECKPOINT_MISSING, organ_id, there + 1, last=number)

    def _good_statement(self, row: Checkpoint) -> Statement | None:
        try:
            checkpoint = SignedCheckpoint.of_row(row)
        except CheckpointFormatError:
            return None
        return checkpoint.statement if self._is_genuine(checkpoint) else None

    def _is_genuine(self, checkpoint: SignedCheckpoint) -> bool:
        named = (checkpoint.statement.organ_id, checkpoint.statement.verify_key)
        return named in self._keys.sure | self._keys.earlier and checkpoint.is_signed()

    def _sign(self, statement: Statement) -> None:
        self.hashes.setdefault(statement.entries, set()).add(statement.entry_hash)

    def _tell(self, fault: Fault, organ_id: str, first: int, *, last: int = 0) -> None:
        finding = Finding(fault, first, last or first, organ_id=organ_id)
        if finding not in list(self.findings):
            self.findings.add(finding)
