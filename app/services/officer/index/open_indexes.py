"""What of organs' indexes is open in this process: while an organ's key lies open, no longer.

The console asks the key-holder at each request as before. Beside that a thread asks it every other
second, without any token, whether the key of each organ whose index is open still lies open, so
that an index goes at the end of a key also when nobody asks for a page any more.
"""

import logging
from collections.abc import Callable
from threading import Event, RLock, Thread
from typing import Any, Final, TypeVar

from app.services.officer.key_holder_client import KeyHolderClient, KeyHolderError

LOOK_EVERY_SECONDS: Final = 2.0
Opened = TypeVar("Opened")
_log = logging.getLogger(__name__)


class OpenIndexes:
    """The open indexes of all organs, by organ and kind. Any thread may use it."""

    def __init__(self, key_holder: KeyHolderClient) -> None:
        self._key_holder = key_holder
        self._lock = RLock()
        self._open: dict[str, dict[str, Any]] = {}
        self._thread: Thread | None = None
        self._ended = Event()
        self.when_all_closed: Callable[[], None] = lambda: None
        """Called when the last one was closed: whoever serves the console may renew the process,
        since Python does not wipe what it lets go of."""

    def of(self, organ_id: str, kind: str, make: Callable[[], Opened]) -> Opened:
        """The open index of an organ, made where there is none.

        To be called only for an officer whose token the key-holder has just said is good.
        """
        with self._lock:
            kinds = self._open.setdefault(organ_id, {})
            if kind not in kinds:
                kinds[kind] = make()
            self._watch()
            opened: Opened = kinds[kind]
            return opened

    def close(self, organ_id: str) -> None:
        """Let go of all that is open of an organ."""
        with self._lock:
            if self._open.pop(organ_id, None) is not None and not self._open:
                self.when_all_closed()

    def close_locked(self) -> None:
        """Let go of what belongs to organs whose key does not lie open."""
        with self._lock:
            organs = list(self._open)
        for organ_id in organs:
            if not self._is_open(organ_id):
                self.close(organ_id)

    def organs(self) -> list[str]:
        """The organs of which something is open."""
        with self._lock:
            return list(self._open)

    def end(self) -> None:
        """Let go of everything, and stop looking."""
        self._ended.set()
        for organ_id in self.organs():
            self.close(organ_id)

    def _is_open(self, organ_id: str) -> bool:
        try:
            return self._key_holder.is_open(organ_id)
        except KeyHolderError:
            # Where it is not running, it holds no key.
            return False

    def _watch(self) -> None:
        if self._thread is None:
            # Here and not at the start: gunicorn forks in between, which no thread survives.
            self._thread = Thread(target=self._look_on, name="open indexes", daemon=True)
            self._thread.start()

    def _look_on(self) -> None:
        while not self._ended.wait(LOOK_EVERY_SECONDS):
            with self._lock:
                if not self._open:
                    self._thread = None
                    return
            self.close_locked()
