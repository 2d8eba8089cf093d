"""How much one officer may have unwrapped: what a person reads, never what empties an archive.

Counted by account, however many tokens the account has, so that nobody gets more by unlocking
again. In memory: a restart forgets the counts, and locks every key with them.
"""

import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from app.key_holder.unlocking.key_ring import seconds_since_boot


@dataclass(frozen=True, slots=True)
class Rate:
    """How many at once, and how many a minute come back after that."""

    burst: int
    per_minute: int


READS: Final = Rate(300, 60)
"""Headers for reading and writing. A lead with its messages and files has 3 to 20 of them, so this
is some thirty leads in a row and then six a minute: faster than anybody reads, and a console that
was taken over needs days for what an archive holds, with an entry in the log for each case."""
QUEUES: Final = Rate(60, 60)
"""Looks at the work list, each of up to 2,000 records; a list that is longer is several looks."""
INDEXES: Final = Rate(60, 60)
"""Times that keys of an organ's index are asked for: when it is opened, and when it is written."""
NOTICES: Final = Rate(300, 60)
"""Messages that nobody has read yet, opened once each for the work list. They do not hold up the
officer's own reading, nor it them."""
RECUSALS: Final = Rate(20, 2)
"""It takes two persons to lift one: a console that was taken over must not shut out everybody."""
FOUND_RECUSALS: Final = Rate(300, 60)
"""Those of which the console says that a text caused them, or a lead that was joined. A batch has
many where somebody declared a common word; they must not hold up what officers say."""
COMPARES: Final = Rate(300, 60)
"""Headers of leads that are compared with what an officer declared: beside the reading while one
of the officer's declarations waits for it, else a part of it."""
CHECKPOINTS: Final = Rate(20, 1)
"""Signatures over the log, by organ: each is a row that stays for ever."""
SAMPLES: Final = Rate(5, 1)
"""Draws, by organ: who draws again and again to get a certain lead is slow, and on record."""
GRANT_SECONDS: Final = 10 * 60
"""Long enough for tens of thousands of headers, too short to be kept for later."""
REFUSAL_TOLD_EVERY_SECONDS: Final = 60


class TooManyError(Exception):
    """The officer has to wait for so many seconds first."""

    def __init__(self, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        super().__init__(f"wait {wait_seconds} seconds")


class NoGrantError(Exception):
    """Bulk work without a grant, or with another's, or with one that is over or used up."""


class Allowance:
    """A token bucket for each account. Any thread may use it."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = seconds_since_boot) -> None:
        self._rate = rate
        self._clock = clock
        self._lock = Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, account: str, count: int) -> None:
        """Take so many; what is refused costs nothing.

        More than the burst can be had when all of it is there, at the price of a longer wait
        afterwards: a lead with very many messages must not stay shut for ever.

        Raises:
            TooManyError: when that many will be there.
        """
        with self._lock:
            now = self._clock()
            left, since = self._left.get(account, (float(self._rate.burst), now))
            left = min(self._rate.burst, left + (now - since) * self._rate.per_minute / 60)
            missing = min(count, self._rate.burst) - left
            if missing > 0:
                raise TooManyError(math.ceil(missing * 60 / self._rate.per_minute))
            self._left[account] = (left - count, now)


@dataclass(slots=True)
class _Grant:
    account: str
    purpose: str
    left: int
    ends: float


class Grants:
    """Permissions for bulk work, each put on record when it was given. Any thread may use it."""

    def __init__(self, clock: Callable[[], float] = seconds_since_boot) -> None:
        self._clock = clock
        self._lock = Lock()
        self._grants: dict[str, _Grant] = {}

    def give(self, account: str, purpose: str, count: int) -> str:
        """Return a grant for at most so many headers, good for ten minutes."""
        grant, now = secrets.token_urlsafe(16), self._clock()
        with self._lock:
            self._grants = {name: one for name, one in self._grants.items() if one.ends > now}
            self._grants[grant] = _Grant(account, purpose, count, now + GRANT_SECONDS)
        return grant

    def use(self, grant: str, account: str, purpose: str, count: int) -> None:
        """Take so many headers of a grant.

        Raises:
            NoGrantError: it is none, or not for this, or not for so many (any more).
        """
        with self._lock:
            found = self._grants.get(grant)
            if (
                found is None
                or found.ends <= self._clock()
                or (found.account, found.purpose) != (account, purpose)
                or count > found.left
            ):
                raise NoGrantError
            found.left -= count


class Refusals:
    """What was refused: an entry a minute for each officer and reason tells as much as a flood."""

    def __init__(self, clock: Callable[[], float] = seconds_since_boot) -> None:
        self._clock = clock
        self._lock = Lock()
        self._told: dict[tuple[str, str], tuple[float, int]] = {}

    def count(self, account: str, reason: str) -> int:
        """Count one; return how many the entry that is due now has to tell of, 0 where none is."""
        now = self._clock()
        with self._lock:
            last, untold = self._told.get((account, reason), (-math.inf, 0))
            if now - last < REFUSAL_TOLD_EVERY_SECONDS:
                self._told[account, reason] = (last, untold + 1)
                return 0
            self._told[account, reason] = (now, 0)
            return untold + 1


@dataclass(frozen=True, slots=True)
class Allowances:
    """All that is counted."""

    # Looked up when made, so that tests, which do in a minute what officers do in a week, can have
    # others.
    reads: Allowance = field(default_factory=lambda: Allowance(READS))
    queues: Allowance = field(default_factory=lambda: Allowance(QUEUES))
    indexes: Allowance = field(default_factory=lambda: Allowance(INDEXES))
    notices: Allowance = field(default_factory=lambda: Allowance(NOTICES))
    recusals: Allowance = field(default_factory=lambda: Allowance(RECUSALS))
    found_recusals: Allowance = field(default_factory=lambda: Allowance(FOUND_RECUSALS))
    compares: Allowance = field(default_factory=lambda: Allowance(COMPARES))
    checkpoints: Allowance = field(default_factory=lambda: Allowance(CHECKPOINTS))
    samples: Allowance = field(default_factory=lambda: Allowance(SAMPLES))
    grants: Grants = field(default_factory=Grants)
    refusals: Refusals = field(default_factory=Refusals)
