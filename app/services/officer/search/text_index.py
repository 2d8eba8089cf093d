"""The texts of an organ's leads in memory, while its key lies open: what a search looks through.

1. At rest they lie sealed, each lead under a key of its own (`app.services.officer.index`): after
   an unlocking they are opened, and no report is read again.
2. A lead whose record was written since is read anew before it is found again. Until then it is in
   no answer: what was purged, or given to the superior, is not found from that moment on.
3. An entry is opened with the key of an officer who may see it, as in the work list.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from operator import attrgetter
from threading import RLock
from typing import Final

from app.domain.similarity import Key, keys_of
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.index.segments import (
    BrokenIndexError,
    Edit,
    Entry,
    StoredIndex,
    open_entry,
    seal_entry,
)
from app.services.officer.key_holder_client import RecordChangedError
from app.services.officer.search.haystack import Haystack
from app.services.officer.search.lead_text import (
    LAYOUT,
    IndexedText,
    read_entry,
    write_entry,
)
from app.services.officer.search.read_texts import read_texts
from app.services.officer.search.searchable import Searchable, make_searchable
from app.storage.case_records import Change, list_changes
from app.storage.index_rows import StaleIndexError

KIND: Final = "text"
PART: Final = "all"
WRITE_AFTER: Final = 50
"""Changed leads, after which the index is written."""
_LOOK_BACK: Final = 100
"""Of two changes that meet, the later may be seen first: so many are looked at again each time."""


@dataclass(slots=True)
class TextIndex:
    """The leads of one organ. Any thread may use it, one at a time."""

    organ_id: str
    stored: StoredIndex = field(repr=False)
    lock: RLock = field(default_factory=RLock, repr=False)
    found: dict[str, Searchable] = field(default_factory=dict, repr=False)
    """What can be found, by case number."""
    by_fact: dict[Key, set[str]] = field(default_factory=dict, repr=False)
    """The leads that have a fact, which makes them alike."""
    checked: dict[str, set[str]] = field(default_factory=dict, repr=False)
    """In which leads an officer's own name was looked for, by account."""
    named: dict[str, set[str]] = field(default_factory=dict, repr=False)
    """In which of them it stands, where the key-holder took no more recusals at that moment."""
    _haystack: Haystack = field(default_factory=lambda: Haystack(()), repr=False)
    _is_in_order: bool = True
    _loaded: bool = False
    _unopened: dict[str, Entry] = field(default_factory=dict, repr=False)
    _versions: dict[str, int | None] = field(default_factory=dict, repr=False)
    """The version of each record that is known here, or None where it is known to be gone."""
    _pending: dict[str, Change] = field(default_factory=dict, repr=False)
    """Records that were written and not read since."""
    _unwritten: dict[str, tuple[int, IndexedText | None]] = field(default_factory=dict, repr=False)
    """What lies not at rest yet, and the change that brought it; None for what has to go."""
    _seen: int = 0

    def look(self, desk: OfficeDesk, officer: ActingOfficer) -> None:
        """See what was written since the last look; that is found no more until it is read."""
        with self.lock:
            self._load(desk, officer)
            with desk.casework.read() as session:
                changes = list_changes(session, self.organ_id, max(self._seen - _LOOK_BACK, 0))
            for change in changes:
                number, known = change.case_number, self._versions.get(change.case_number, -1)
                if change.changed <= self._seen and change.version == known:
                    continue
                self._drop(number)
                self._pending.pop(number, None)
                if change.version is None:
                    self._versions[number] = None
                    self._unwritten[number] = change.changed, None
                else:
                    self._pending[number] = change
            self._seen = max([self._seen, *(change.changed for change in changes)])

    def left(self, away: Collection[str]) -> tuple[int, int]:
        """How many are to be opened, and to be read, for one who is kept away from some."""
        with self.lock:
            to_open = sum(number not in away for number in self._unopened)
            return to_open, sum(number not in away for number in self._pending)

    @property
    def is_loaded(self) -> bool:
        """Whether somebody has searched since the key was unlocked."""
        return self._loaded

    def newest_first(self) -> Haystack:
        """What can be found, the last received first."""
        with self.lock:
            if not self._is_in_order:
                # In this order in the dictionary, too: what is nearly in order is sorted fast.
                oldest_first = sorted(self.found.values(), key=attrgetter("order"))
                self.found = {one.text.case_number: one for one in oldest_first}
                self._haystack = Haystack(oldest_first[::-1], self._haystack)
                self._is_in_order = True
            return self._haystack

    def forget(self, numbers: Collection[str]) -> None:
        """Find these no more; they go from what lies at rest with the next writing."""
        with self.lock:
            for number in numbers:
                self._drop(number)
                self._pending.pop(number, None)
                self._versions[number] = None
                self._unwritten[number] = self._seen, None

    def open_some(
        self, desk: OfficeDesk, officer: ActingOfficer, count: int, away: Collection[str]
    ) -> None:
        """Open so many of the entries that lie at rest."""
        with self.lock:
            numbers = [number for number in self._unopened if number not in away][:count]
            if not numbers:
                return
            keys = desk.key_holder.index_keys(officer.unlock_token, KIND, numbers).cases
            for number, key in keys.items():
                version, sealed = self._unopened.pop(number)
                indexed = _open(sealed, key)
                if indexed is None or indexed.version != version:
                    self._pending[number] = Change(number, self._seen, version)
                    continue
                self._put(number, indexed)

    def read_some(
        self, desk: OfficeDesk, officer: ActingOfficer, count: int, away: Collection[str]
    ) -> None:
        """Read so many of the leads that were written."""
        with self.lock:
            numbers = [number for number in self._pending if number not in away][:count]
            if not numbers:
                return
            try:
                read = read_texts(desk, officer, numbers)
            except RecordChangedError:
                # A colleague saved something between our look and the key-holder's.
                return
            for number, indexed in read.items():
                changed = self._pending.pop(number).changed
                self._unwritten[number] = changed, indexed
                self._put(number, indexed)

    def write(self, desk: OfficeDesk, officer: ActingOfficer) -> None:
        """Write what does not lie at rest yet, as far as the officer has the keys."""
        with self.lock:
            if not self._unwritten:
                return
            keys = desk.key_holder.index_keys(officer.unlock_token, KIND, self._unwritten)
            edit = Edit()
            left: dict[str, tuple[int, IndexedText | None]] = {}
            for number, (changed, indexed) in self._unwritten.items():
                if indexed is None:
                    edit.remove.add(number)
                elif number in keys.cases:
                    sealed = seal_entry(write_entry(indexed), keys.cases[number])
                    edit.put[number] = indexed.version, sealed
                else:
                    left[number] = changed, indexed
            waiting = [changed for changed, _ in left.values()]
            waiting += [change.changed for change in self._pending.values()]
            complete_to = min([self._seen, *(changed - 1 for changed in waiting)])
            try:
                self.stored.write(keys.segments, {PART: edit}, max(complete_to, 0))
            except StaleIndexError:
                # Another console wrote it: begin anew with what is there.
                desk.indexes.close(self.organ_id)
                return
            self.stored.let_go()
            self._unwritten = left

    def write_when_due(self, desk: OfficeDesk, officer: ActingOfficer) -> None:
        """Write once enough has changed, and at once where something has to go."""
        has_to_go = any(
            indexed is None or indexed.text is None for _, indexed in self._unwritten.values()
        )
        if has_to_go or len(self._unwritten) >= WRITE_AFTER:
            self.write(desk, officer)
        if has_to_go:
            desk.casework.forget_deleted()

    def _load(self, desk: OfficeDesk, officer: ActingOfficer) -> None:
        if self._loaded:
            return
        key = desk.key_holder.index_keys(officer.unlock_token, KIND, []).segments
        self.stored.open(key)
        self._unopened = self.stored.entries(key, PART)
        self._versions = {number: version for number, (version, _) in self._unopened.items()}
        self._seen = 0 if self.stored.lost else self.stored.complete_to
        self.stored.lost = False
        self.stored.let_go()
        self._loaded = True

    def _put(self, number: str, indexed: IndexedText | None) -> None:
        self._drop(number)
        self._versions[number] = indexed.version if indexed else None
        if indexed and indexed.text:
            self._is_in_order = False
            one = self.found[number] = make_searchable(indexed.text)
            for key in keys_of(one.text.facts):
                self.by_fact.setdefault(key, set()).add(number)

    def _drop(self, number: str) -> None:
        self._unopened.pop(number, None)
        one = self.found.pop(number, None)
        self._is_in_order = self._is_in_order and one is None
        for key in keys_of(one.text.facts) if one else ():
            self.by_fact[key].discard(number)
        for known in (*self.checked.values(), *self.named.values()):
            known.discard(number)


def _open(sealed: bytes, key: bytes) -> IndexedText | None:
    try:
        return read_entry(open_entry(sealed, key))
    except (BrokenIndexError, ValueError):
        return None


def text_index(desk: OfficeDesk, officer: ActingOfficer) -> TextIndex:
    """The officer's organ's texts, in memory; empty where nobody has searched yet.

    To be called only once the key-holder has said that the officer's token is good.
    """
    organ_id = officer.organ_id

    def make() -> TextIndex:
        return TextIndex(organ_id, StoredIndex(desk.casework, organ_id, KIND, LAYOUT))

    return desk.indexes.of(organ_id, KIND, make)
