"""The organ's leads in memory, while its key lies open: read from the index, kept up to date.

1. The records are the truth. At each look the records that were written since the last one are
   told apart by a count of changes, and only they are opened; the cost depends neither on how many
   leads are closed nor, beyond a few milliseconds, on how many are open.
2. When the index is first read, each open lead's record is compared with the one that it was
   summarised from, by version and digest. What does not fit is opened.
3. An entry is opened with the key of an officer who may see it. Whose keys are withheld from one
   officer waits for another.
4. What changed is written back once there is enough of it: until then it is opened once more
   after the next unlocking, which costs less than a write at each step would.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import RLock
from typing import Any, Final

from app.domain.lifecycle import Status
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.index.segments import (
    BrokenIndexError,
    Edit,
    StoredIndex,
    open_entry,
    seal_entry,
)
from app.services.officer.key_holder_client import KeyHolderBusyError, RecordChangedError
from app.services.officer.lead.record import Record, open_records
from app.services.officer.queue.place import Placed
from app.services.officer.queue.summary import (
    LAYOUT,
    Indexed,
    read_entry,
    summarise,
    write_entry,
)
from app.services.officer.search.forget import forget_in_search
from app.storage.case_records import (
    Change,
    HeldRecord,
    list_changes,
    list_digests,
    list_held_records,
)
from app.storage.index_rows import StaleIndexError
from app.storage.seen_marks import forget_seen

KIND: Final = "leads"
OPEN, CLOSED = "open", "closed"
AT_ONCE: Final = 300
"""Records opened while an officer waits for the list; more are opened in the background."""
WRITE_AFTER: Final = 100
"""Changed leads, after which the index is written."""
_LOOK_BACK: Final = 100
"""Of two changes that meet, the later may be seen first: so many are looked at again each time."""


class IndexBehindError(Exception):
    """More records have to be opened than an officer would wait for."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(f"{left} records are not in the index")


@dataclass(slots=True)
class LeadIndex:
    """The leads of one organ. Any thread may use it, one at a time."""

    organ_id: str
    stored: StoredIndex = field(repr=False)
    lock: RLock = field(default_factory=RLock, repr=False)
    leads: dict[str, Indexed] = field(default_factory=dict, repr=False)
    """The open leads whose entries somebody could open, by case number."""
    unreadable: dict[str, Indexed] = field(default_factory=dict, repr=False)
    """Cases whose record is not what its row says; looked at again after each unlocking."""
    placed: Placed = field(default_factory=Placed, repr=False)
    looks: dict[str, datetime] = field(default_factory=dict, repr=False)
    """When each officer's look at the list was last put on record."""
    views: dict[str, Any] = field(default_factory=dict, repr=False)
    """The views that officers have saved, by account."""
    told: dict[str, Any] = field(default_factory=dict, repr=False)
    """What is still to be told to an officer, by account: not in a cookie, since it names leads."""
    loaded: bool = False
    _unopened: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Entries of which no officer who may open them has looked at the list yet."""
    _pending: dict[str, Change] = field(default_factory=dict, repr=False)
    """Records that were written and not opened since."""
    _done: dict[str, int | None] = field(default_factory=dict, repr=False)
    """Which version of each case was dealt with, as far back as is looked at again."""
    _seen: int = 0
    _unwritten: dict[str, tuple[int, Indexed | None]] = field(default_factory=dict, repr=False)
    """What the stored index does not have yet, and the change that brought it; None for a case
    that is to be forgotten."""

    def left(self, away: Collection[str] = ()) -> int:
        """How many records are still to be opened, without those one is kept away from."""
        return sum(number not in away for number in self._pending)

    def with_tasks_of(self, account: str) -> set[str]:
        """The leads in which an officer has something to do."""
        with self.lock:
            summaries = [one.summary for one in self.leads.values() if one.summary]
        return {one.case_number for one in summaries if account in one.tasks}

    def refresh(self, desk: OfficeDesk, officer: ActingOfficer, away: Collection[str]) -> None:
        """Bring it up to date, as far as the officer may see.

        Args:
            desk: both zones, and the way to the key-holder.
            officer: who looks; has unlocked.
            away: the cases from which they are kept away.

        Raises:
            IndexBehindError: there is more to open than fits into a look: `catch_up` does that.
            KeyHolderError: as for any unwrapping.
        """
        with self.lock:
            self._load(desk, officer)
            self._open_entries(desk, officer, away)
            self._find_changes(desk)
            left = self.left(away)
            if left > AT_ONCE:
                raise IndexBehindError(left)
            if left:
                self.catch_up(desk, officer, away, AT_ONCE)

    def catch_up(
        self, desk: OfficeDesk, officer: ActingOfficer, away: Collection[str], count: int
    ) -> None:
        """Open so many of the records that were written, and keep what the list needs of them."""
        with self.lock:
            numbers = [number for number in self._pending if number not in away][:count]
            for _again in range(2):
                with desk.casework.read() as session:
                    held = list_held_records(session, self.organ_id, numbers)
                try:
                    records = open_records(desk, officer, held)
                    break
                except RecordChangedError:
                    # A colleague saved something between our look and the key-holder's.
                    continue
            else:
                return
            self._take(held, records)
            for number in set(numbers) - {one.case_number for one in held}:
                # The organ holds the case no more.
                self._put(number, None, None)
            if len(self._unwritten) >= WRITE_AFTER or self._have_to_go():
                self.write(desk, officer)

    def write(self, desk: OfficeDesk, officer: ActingOfficer) -> None:
        """Write what is not in the stored index yet, as far as the officer has the keys."""
        with self.lock:
            keys = desk.key_holder.index_keys(officer.unlock_token, KIND, self._unwritten)
            gone = self._have_to_go()
            edits = {OPEN: Edit(), CLOSED: Edit()}
            left: dict[str, tuple[int, Indexed | None]] = {}
            for number, (changed, indexed) in self._unwritten.items():
                if indexed is not None and number not in keys.cases:
                    left[number] = changed, indexed
                elif indexed is None:
                    edits[OPEN].remove.add(number)
                    edits[CLOSED].remove.add(number)
                else:
                    entry = indexed.version, seal_entry(write_entry(indexed), keys.cases[number])
                    edits[OPEN if _is_open(indexed) else CLOSED].put[number] = entry
            edits[OPEN].remove |= edits[CLOSED].put.keys()
            waiting = [change for change, _ in left.values()]
            waiting += [change.changed for change in self._pending.values()]
            # What is withheld from this officer, a later writing brings.
            complete_to = min([self._seen, *(changed - 1 for changed in waiting)])
            try:
                self.stored.write(keys.segments, edits, max(complete_to, 0))
            except StaleIndexError:
                # Another console wrote it: begin anew with what is there.
                desk.indexes.close(self.organ_id)
                return
            self._unwritten = left
            self._forget_who_saw(desk, edits[CLOSED])
            if gone:
                desk.casework.forget_deleted()
                with suppress(KeyHolderBusyError):
                    # The next search does it else: it finds no record.
                    forget_in_search(desk, officer, gone)
            self._look_for_lost(keys.segments)

    def forget(
        self, desk: OfficeDesk, officer: ActingOfficer, case_numbers: Collection[str]
    ) -> None:
        """Let go of what is kept of some leads, at rest too; an officer who may read one brings it.

        Raises:
            KeyHolderError: as for any use of the index.
        """
        with self.lock:
            self._load(desk, officer)
            for number in case_numbers:
                self._unopened.pop(number, None)
                self.leads.pop(number, None)
                self.unreadable.pop(number, None)
                self._done[number] = None
                self._unwritten[number] = self._seen, None
            self.write(desk, officer)

    def closed_entries(
        self, desk: OfficeDesk, officer: ActingOfficer
    ) -> dict[str, tuple[int, bytes]]:
        """The sealed entries of closed leads, in the order in which they were closed."""
        with self.lock:
            self._load(desk, officer)
            if self._unwritten:
                self.write(desk, officer)
            keys = desk.key_holder.index_keys(officer.unlock_token, KIND, [])
            entries = self.stored.entries(keys.segments, CLOSED)
            self._look_for_lost(keys.segments)
            still_open = self.leads.keys() | self._unopened.keys()
            return {n: entry for n, entry in entries.items() if n not in still_open}

    def _load(self, desk: OfficeDesk, officer: ActingOfficer) -> None:
        if self.loaded:
            return
        keys = desk.key_holder.index_keys(officer.unlock_token, KIND, [])
        self.stored.open(keys.segments)
        entries = self.stored.entries(keys.segments, OPEN)
        self._unopened = {number: sealed for number, (_version, sealed) in entries.items()}
        self._seen = self.stored.complete_to
        self._look_for_lost(keys.segments)
        if len(self._list_changes(desk)) > AT_ONCE:
            self._learn_closed(keys.segments)
        self.loaded = True

    def _look_for_lost(self, key: bytes) -> None:
        if self.stored.lost:
            self._learn_closed(key)
            self.stored.lost, self._seen = False, 0

    def _learn_closed(self, key: bytes) -> None:
        # What is closed and known need not be opened again.
        closed = self.stored.entries(key, CLOSED)
        self._done |= {number: version for number, (version, _) in closed.items()}

    def _open_entries(
        self, desk: OfficeDesk, officer: ActingOfficer, away: Collection[str]
    ) -> None:
        numbers = [number for number in self._unopened if number not in away]
        if not numbers:
            return
        keys = desk.key_holder.index_keys(officer.unlock_token, KIND, numbers)
        opened = {
            number: _open(self._unopened.pop(number), key) for number, key in keys.cases.items()
        }
        with desk.casework.read() as session:
            digests = list_digests(session, self.organ_id, list(opened))
        for number, indexed in opened.items():
            found = digests.get(number)
            same = indexed and found == (indexed.version, indexed.digest)
            if indexed and same and indexed.summary:
                self.leads[number] = indexed
            elif number not in self._pending:
                version = found[0] if found else None
                self._pending[number] = Change(number, self._seen, version)

    def _list_changes(self, desk: OfficeDesk) -> list[Change]:
        with desk.casework.read() as session:
            return list_changes(session, self.organ_id, max(self._seen - _LOOK_BACK, 0))

    def _find_changes(self, desk: OfficeDesk) -> None:
        changes = self._list_changes(desk)
        for change in changes:
            if self._is_new(change):
                self._pending[change.case_number] = change
        self._seen = max([self._seen, *(change.changed for change in changes)])
        if self._seen and len(self._done) > _LOOK_BACK:
            within = {change.case_number for change in changes}
            self._done = {n: v for n, v in self._done.items() if n in within}

    def _is_new(self, change: Change) -> bool:
        number, version = change.case_number, change.version
        if number in self._unopened:
            # Compared with its record when it is opened.
            return False
        if number in self.leads:
            return version != self.leads[number].version
        # A closed case whose record is gone is forgotten at rest too.
        return number not in self._done or version != self._done[number]

    def _take(self, held: Sequence[HeldRecord], records: Mapping[str, Record | None]) -> None:
        for one in held:
            number = one.case_number
            if number not in records:
                # The officer is kept away from it, since a moment ago.
                continue
            record = records[number]
            summary = summarise(record) if record else None
            indexed = Indexed(one.version, sha256(one.payload).digest(), summary)
            self._put(number, one.version, indexed)
            if summary is None:
                self.unreadable[number] = indexed
            elif summary.is_open():
                self.leads[number] = indexed

    def _forget_who_saw(self, desk: OfficeDesk, closed: Edit) -> None:
        # Only of open leads it is shown who has seen them.
        if numbers := closed.put.keys() | closed.remove:
            with desk.casework.begin() as session:
                forget_seen(session, numbers)

    def _have_to_go(self) -> set[str]:
        """The cases whose older entries must not lie about: purged, transferred."""
        return {
            number
            for number, (_, one) in self._unwritten.items()
            if one is None or (one.summary and one.summary.status is Status.SEALED_TRANSFER)
        }

    def _put(self, number: str, version: int | None, indexed: Indexed | None) -> None:
        """Nothing of before stays; what is known now is to be written."""
        changed = self._pending.pop(number).changed
        self.leads.pop(number, None)
        self.unreadable.pop(number, None)
        self._done[number] = version
        self._unwritten[number] = changed, indexed


def _is_open(indexed: Indexed) -> bool:
    return indexed.summary is None or indexed.summary.is_open()


def _open(sealed: bytes, key: bytes) -> Indexed | None:
    try:
        return read_entry(open_entry(sealed, key))
    except (BrokenIndexError, ValueError):
        return None


def lead_index(desk: OfficeDesk, officer: ActingOfficer) -> LeadIndex:
    """The officer's organ's leads, opened where they are not yet.

    To be called only once the key-holder has said that the officer's token is good.
    """
    organ_id = officer.organ_id

    def make() -> LeadIndex:
        return LeadIndex(organ_id, StoredIndex(desk.casework, organ_id, KIND, LAYOUT))

    return desk.indexes.of(organ_id, KIND, make)
