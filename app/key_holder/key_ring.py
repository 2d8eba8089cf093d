"""The key ring: organs' keys that officers unlocked, in memory only, each under one token.

A key is dropped when it was not used for a while, when it lay open for the longest time allowed,
or when its officer locks it.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from crypto.group_key import OrganKey

_TOKEN_BYTES = 32


class KeyLockedError(Exception):
    """The token opens nothing (any more)."""


def seconds_since_boot() -> float:
    """A clock that nobody can set and that goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True)
class KeyTimes:
    """How long a key stays unlocked, in seconds."""

    idle: float
    longest: float


@dataclass(slots=True)
class OpenKey:
    """An organ's key as one officer unlocked it."""

    account: str
    organ_id: str
    key: OrganKey = field(repr=False)
    begun: float
    last_used: float


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Whole seconds until a key locks by itself."""

    idle: int
    longest: int


class KeyRing:
    """All keys that are unlocked. Any thread may use it."""

    def __init__(self, times: KeyTimes, clock: Callable[[], float] = seconds_since_boot) -> None:
        self._times = times
        self._clock = clock
        self._lock = Lock()
        self._keys: dict[bytes, OpenKey] = {}

    def __repr__(self) -> str:
        return f"KeyRing({len(self._keys)} keys)"

    def add(self, account: str, organ_id: str, key: OrganKey) -> str:
        """Keep a key, and return the token that stands for it: nothing else finds it."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        now = self._clock()
        with self._lock:
            self._keys[_hash(token)] = OpenKey(account, organ_id, key, now, now)
        return token

    def use(self, token: str) -> OpenKey:
        """Return a key for an act that begins now, which prolongs its idle time.

        Raises:
            KeyLockedError: the token opens nothing.
        """
        with self._lock:
            found = self._find(token)
            found.last_used = self._clock()
            return found

    def look(self, token: str) -> tuple[OpenKey, TimeLeft]:
        """Return a key and its times, without prolonging them.

        Raises:
            KeyLockedError: the token opens nothing.
        """
        with self._lock:
            found = self._find(token)
            idle, longest = self._left(found)
            return found, TimeLeft(int(min(idle, longest)), int(longest))

    def drop(self, token: str) -> OpenKey | None:
        """Forget a key; None where there was none."""
        with self._lock:
            return self._keys.pop(_hash(token), None)

    def drop_run_out(self) -> list[OpenKey]:
        """Forget all keys whose time is over."""
        with self._lock:
            over = [token for token, found in self._keys.items() if min(self._left(found)) <= 0]
            return [self._keys.pop(token) for token in over]

    def _find(self, token: str) -> OpenKey:
        found = self._keys.get(_hash(token))
        # The sweep drops it within seconds; its time is over all the same.
        if found is None or min(self._left(found)) <= 0:
            raise KeyLockedError
        return found

    def _left(self, found: OpenKey) -> tuple[float, float]:
        now = self._clock()
        idle = found.last_used + self._times.idle - now
        return idle, found.begun + self._times.longest - now


def _hash(token: str) -> bytes:
    # Looked up by hash, so that no comparison's time says anything about a token.
    return sha256(token.encode()).digest()
