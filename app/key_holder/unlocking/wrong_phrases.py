"""Wrong phrases: each makes the same account wait a little longer before the next try."""

import math
from collections.abc import Callable
from threading import Lock

from app.key_holder.unlocking.key_ring import seconds_since_boot

LONGEST_WAIT_SECONDS = 60
_FORGOTTEN_AFTER_SECONDS = 60 * 60


class WrongPhrases:
    """How often each account was tried in vain of late. Any thread may use it."""

    def __init__(self, clock: Callable[[], float] = seconds_since_boot) -> None:
        self._clock = clock
        self._lock = Lock()
        self._tries: dict[str, tuple[int, float]] = {}

    def wait_seconds(self, account: str) -> int:
        """How long the next try has to wait: 0 at first, then 1, 2, 4 ... 60 after each in vain."""
        with self._lock:
            count, last = self._tries.get(account, (0, 0.0))
        if not count:
            return 0
        wait = min(1 << count - 1, LONGEST_WAIT_SECONDS)
        return max(0, math.ceil(last + wait - self._clock()))

    def add(self, account: str) -> None:
        """One more in vain."""
        with self._lock:
            count, _ = self._tries.get(account, (0, 0.0))
            self._tries[account] = (min(count + 1, 30), self._clock())

    def forget(self, account: str) -> None:
        """The right phrase came."""
        with self._lock:
            self._tries.pop(account, None)

    def forget_old(self) -> None:
        """Drop what is over an hour old."""
        with self._lock:
            limit = self._clock() - _FORGOTTEN_AFTER_SECONDS
            self._tries = {who: tries for who, tries in self._tries.items() if tries[1] > limit}
