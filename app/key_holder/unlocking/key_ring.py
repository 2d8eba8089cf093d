"""The key ring: organs' keys that officers unlocked, in memory only, each officer under a token.

It takes as many officers of an organ as its key's threshold says. Until they are together, each
one's shares wait under their token; then the key is there for all of them, and the shares are
forgotten. Who comes later brings a share of their own too, which is checked by its seal alone and
not kept. The key goes with the organ's last token.

A token ends when it was not used for a while, when it is as old as is allowed, or when its officer
locks. Waiting is no use of it: a share lies here for the idle time at most.
"""

import logging
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import NamedTuple

from app.key_holder.unlocking.assembling import (
    Generation,
    NotInRosterError,
    ShareDoesNotFitError,
    assemble,
)
from app.services.roster import Organ
from crypto.age.errors import NoMatchError
from crypto.group_key import KeyShare, OrganKey

_TOKEN_BYTES = 32
_log = logging.getLogger(__name__)


class KeyLockedError(Exception):
    """The token opens nothing (any more)."""


class KeyWaitingError(Exception):
    """The token waits: `missing` more officers of the organ have to unlock."""

    def __init__(self, missing: int) -> None:
        self.missing = missing
        super().__init__(f"{missing} more officers have to unlock")


def seconds_since_boot() -> float:
    """A clock that nobody can set and that goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True)
class KeyTimes:
    """How long a token stays good, in seconds."""

    idle: float
    longest: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one officer's own phrase opened: a share of each of the organ's keys they hold."""

    account: str
    organ_id: str
    shares: Mapping[int, KeyShare] = field(repr=False)
    """By generation."""


@dataclass(frozen=True, slots=True)
class OpenKey:
    """An organ's keys, for one act of one officer."""

    account: str
    organ_id: str
    keys: Mapping[int, OrganKey] = field(repr=False)
    """By generation: the newest, and older ones that still open something."""

    def unwrap(self, header: bytes) -> bytes:
        """Return the file key of a header, whichever of the keys it was sealed to.

        Raises:
            HeaderError: the header is malformed.
            NoMatchError: it is for none of these keys.
            HeaderMacError: it was changed.
        """
        for generation in sorted(self.keys, reverse=True):
            try:
                return self.keys[generation].unwrap(header)
            except NoMatchError:
                continue
        raise NoMatchError("for none of the organ's keys")


@dataclass(frozen=True, slots=True)
class LyingOpen:
    """An organ's newest key, for what no officer's token is asked for."""

    organ_id: str
    generation: int
    key: OrganKey = field(repr=False)


class TimeLeft(NamedTuple):
    """Whole seconds until a token ends by itself."""

    idle: int
    longest: int


class TokenState(NamedTuple):
    """Whose a token is, how long it is good, and how far the unlocking is."""

    account: str
    organ_id: str
    left: TimeLeft
    missing: int
    """How many more officers it takes; 0 where the key lies open."""
    present: tuple[str, ...]
    """The accounts of the organ that have unlocked, in order."""


class EndedToken(NamedTuple):
    """Whose token is no more."""

    account: str
    organ_id: str


@dataclass(slots=True)
class _Entry:
    account: str
    organ_id: str
    shares: dict[int, KeyShare] = field(repr=False)
    begun: float
    last_used: float


@dataclass(slots=True)
class _OrganState:
    newest: int
    threshold: int
    generations: Sequence[Generation]
    keys: dict[int, OrganKey] = field(default_factory=dict, repr=False)

    def is_open(self) -> bool:
        return self.newest in self.keys


class KeyRing:
    """All keys that are unlocked. Any thread may use it."""

    def __init__(self, times: KeyTimes, clock: Callable[[], float] = seconds_since_boot) -> None:
        self._times = times
        self._clock = clock
        self._lock = Lock()
        self._entries: dict[bytes, _Entry] = {}
        self._organs: dict[str, _OrganState] = {}
        self._ended: list[EndedToken] = []

    def __repr__(self) -> str:
        keys = sum(len(state.keys) for state in self._organs.values())
        return f"KeyRing({len(self._entries)} tokens, {keys} keys)"

    def enter(
        self, contribution: Contribution, generations: Sequence[Generation], organ: Organ
    ) -> str:
        """Add an officer, and return the token that stands for them: nothing else finds it.

        Args:
            contribution: what their phrase opened, just now.
            generations: the organ's keys as they are stored now.
            organ: as the signed roster has it now; it says which of them is the newest.

        Raises:
            ShareDoesNotFitError: their share is none of the newest key, or does not fit those of
                who unlocked before; they were not added.
            NotInRosterError: the key that came together is not the one the roster names; the same.
        """
        now = self._clock()
        entry = _Entry(contribution.account, organ.organ_id, dict(contribution.shares), now, now)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._lock:
            self._end_run_out()
            state = self._renew_state(generations, organ)
            if contribution.organ_id != organ.organ_id or state.newest not in entry.shares:
                raise ShareDoesNotFitError
            found = self._assemble(state, organ, [*self._of(organ.organ_id), entry])
            self._organs[organ.organ_id] = state
            self._entries[_hash(token)] = entry
            self._open(state, organ.organ_id, found)
        return token

    def use(self, token: str, *, prolongs: bool = True) -> OpenKey:
        """Return the organ's keys for an act that begins now; it prolongs the idle time.

        Raises:
            KeyLockedError: the token opens nothing.
            KeyWaitingError: more officers have to unlock first; nothing is prolonged.
        """
        with self._lock:
            entry, state = self._find(token)
            if missing := self._missing(entry.organ_id, state):
                raise KeyWaitingError(missing)
            if prolongs:
                entry.last_used = self._clock()
            return OpenKey(entry.account, entry.organ_id, dict(state.keys))

    def look(self, token: str) -> TokenState:
        """Say how it stands with a token, without prolonging it.

        Raises:
            KeyLockedError: the token opens nothing.
        """
        with self._lock:
            entry, state = self._find(token)
            idle, longest = self._left(entry)
            left = TimeLeft(int(min(idle, longest)), int(longest))
            missing = self._missing(entry.organ_id, state)
            present = self._present(entry.organ_id)
            return TokenState(entry.account, entry.organ_id, left, missing, present)

    def present(self, organ_id: str) -> tuple[tuple[str, ...], bool]:
        """Say which accounts of an organ have unlocked, and whether its key lies open."""
        with self._lock:
            self._end_run_out()
            state = self._organs.get(organ_id)
            return self._present(organ_id), state is not None and state.is_open()

    def lying_open(self, organ_id: str) -> LyingOpen | None:
        """Give an organ's newest key where it lies open; nothing is prolonged."""
        with self._lock:
            self._end_run_out()
            state = self._organs.get(organ_id)
            if state is None or not state.is_open():
                return None
            return LyingOpen(organ_id, state.newest, state.keys[state.newest])

    def list_open(self) -> list[str]:
        """The organs whose newest key lies open."""
        with self._lock:
            self._end_run_out()
            return sorted(name for name, state in self._organs.items() if state.is_open())

    def drop(self, token: str) -> EndedToken | None:
        """End a token, and withdraw its shares; None where there was none."""
        with self._lock:
            name = _hash(token)
            return self._end([name])[0] if name in self._entries else None

    def drop_account(self, account: str) -> None:
        """End all tokens of an account; `drop_run_out` tells of them."""
        with self._lock:
            gone = [name for name, entry in self._entries.items() if entry.account == account]
            self._ended += self._end(gone)

    def install(
        self, organ_id: str, generation: int, key: OrganKey, accounts: Collection[str]
    ) -> None:
        """Take in a newer key, which an act has just made and the roster names by now.

        Where the organ's key lies open, these accounts have the new one at once, and all others'
        tokens end. Where it is waited for, all tokens end: their shares are of the key before.
        `drop_run_out` tells of them.
        """
        with self._lock:
            self._end_run_out()
            state = self._organs.get(organ_id)
            if state is None:
                return
            stays: Collection[str] = accounts
            if state.newest < generation:
                stays = accounts if state.is_open() else ()
                state.newest, state.keys[generation] = generation, key
            gone = [
                name
                for name, entry in self._entries.items()
                if entry.organ_id == organ_id and entry.account not in stays
            ]
            self._ended += self._end(gone)

    def retire(self, organ_id: str, generation: int) -> None:
        """Forget an organ's keys, and shares of keys, older than a generation."""
        with self._lock:
            state = self._organs.get(organ_id)
            if state is None:
                return
            state.generations = [g for g in state.generations if g.generation >= generation]
            state.keys = {number: k for number, k in state.keys.items() if number >= generation}
            for entry in self._of(organ_id):
                entry.shares = {n: share for n, share in entry.shares.items() if n >= generation}

    def drop_run_out(self) -> list[EndedToken]:
        """End all tokens whose time is over; tell of them, and of what ended beside them."""
        with self._lock:
            self._end_run_out()
            ended, self._ended = self._ended, []
            return ended

    def _assemble(
        self, state: _OrganState, organ: Organ, entries: Sequence[_Entry]
    ) -> dict[int, OrganKey]:
        found: dict[int, OrganKey] = {}
        for generation in state.generations:
            number = generation.generation
            # By account: one officer in two browsers is one officer.
            shares = {e.account: e.shares[number] for e in entries if number in e.shares}
            if number in state.keys or len(shares) < generation.threshold:
                continue
            try:
                found[number] = assemble(generation, list(shares.values()), organ)
            except (ShareDoesNotFitError, NotInRosterError):
                if number == state.newest:
                    raise
                # What only an old key opens shows as unreadable; the rest can be worked with.
                _log.error("key %d of organ %s does not come together", number, organ.organ_id)
        return found

    def _open(self, state: _OrganState, organ_id: str, found: Mapping[int, OrganKey]) -> None:
        state.keys.update(found)
        for entry in self._of(organ_id):
            if state.newest in found:
                # From now on there is something to use.
                entry.last_used = self._clock()
            for number in state.keys:
                entry.shares.pop(number, None)

    def _renew_state(self, generations: Sequence[Generation], organ: Organ) -> _OrganState:
        """The organ's state for who enters now; what was handed out anew meanwhile is forgotten."""
        # One that no roster names was left by an act that was cut off.
        usable = [one for one in generations if one.generation <= organ.generation]
        threshold = next((g.threshold for g in usable if g.generation == organ.generation), 0)
        if not threshold:
            raise NotInRosterError
        before = self._organs.get(organ.organ_id)
        keys: dict[int, OrganKey] = {}
        if before is not None:
            changed = _handed_out_anew(before, usable)
            if before.newest != organ.generation or before.newest in changed:
                of_before = [n for n, e in self._entries.items() if e.organ_id == organ.organ_id]
                self._ended += self._end(of_before)
            else:
                there = {one.generation for one in usable}
                keys = {number: key for number, key in before.keys.items() if number in there}
                for entry in self._of(organ.organ_id):
                    for number in changed:
                        entry.shares.pop(number, None)
        return _OrganState(organ.generation, threshold, usable, keys)

    def _find(self, token: str) -> tuple[_Entry, _OrganState]:
        # The sweep comes within seconds; their time is over all the same.
        self._end_run_out()
        entry = self._entries.get(_hash(token))
        if entry is None:
            raise KeyLockedError
        return entry, self._organs[entry.organ_id]

    def _missing(self, organ_id: str, state: _OrganState) -> int:
        return 0 if state.is_open() else state.threshold - len(self._present(organ_id))

    def _of(self, organ_id: str) -> list[_Entry]:
        return [entry for entry in self._entries.values() if entry.organ_id == organ_id]

    def _present(self, organ_id: str) -> tuple[str, ...]:
        return tuple(sorted({entry.account for entry in self._of(organ_id)}))

    def _end_run_out(self) -> None:
        over = [name for name, entry in self._entries.items() if min(self._left(entry)) <= 0]
        self._ended += self._end(over)

    def _end(self, names: Iterable[bytes]) -> list[EndedToken]:
        gone = [self._entries.pop(name) for name in names]
        there = {entry.organ_id for entry in self._entries.values()}
        self._organs = {name: state for name, state in self._organs.items() if name in there}
        return [EndedToken(entry.account, entry.organ_id) for entry in gone]

    def _left(self, entry: _Entry) -> tuple[float, float]:
        now = self._clock()
        idle = entry.last_used + self._times.idle - now
        return idle, entry.begun + self._times.longest - now


def _handed_out_anew(before: _OrganState, generations: Sequence[Generation]) -> set[int]:
    """Whose waiting shares are of no use: another hand-out has other ones, or the key is gone."""
    now = {one.generation: (one.threshold, one.sealed_key) for one in generations}
    return {
        one.generation
        for one in before.generations
        if one.generation not in before.keys
        and now.get(one.generation) != (one.threshold, one.sealed_key)
    }


def _hash(token: str) -> bytes:
    # Looked up by hash, so that no comparison's time says anything about a token.
    return sha256(token.encode()).digest()
