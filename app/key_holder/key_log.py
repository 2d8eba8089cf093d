"""What is done with keys, in the audit log: written before anything is given out."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

from app.storage.audit import append_entry
from app.storage.database import Database

QUEUE_ENTRY_EVERY: Final = timedelta(minutes=1)
"""The queue is rebuilt with each look at it: one entry a minute and officer tells as much."""


class KeyLog:
    """The key-holder's part of the audit log. Any thread may use it."""

    def __init__(self, casework: Database) -> None:
        self._casework = casework
        self._lock = Lock()
        self._queues: dict[str, tuple[datetime, int]] = {}

    def write(self, account: str, act: str, *, case_number: str = "", detail: str = "") -> None:
        """Add an entry, in a transaction of its own."""
        with self._casework.begin() as session:
            append_entry(
                session,
                at=datetime.now(UTC),
                account=account,
                act=act,
                case_number=case_number,
                detail=detail,
            )

    def write_unwrap(self, account: str, purpose: str, case_numbers: Sequence[str]) -> None:
        """Say how many file keys are asked for and why; one case alone is named.

        Messages are named by their cases, however many: each is opened this way once.
        """
        if purpose == "messages":
            for number, messages in sorted(Counter(case_numbers).items()):
                self._write_unwrap(account, purpose, number, messages)
            return
        count = len(case_numbers)
        if purpose == "queue":
            count = self._queue_count(account, count)
            if not count:
                return
        single = case_numbers[0] if len(set(case_numbers)) == 1 and purpose != "queue" else ""
        self._write_unwrap(account, purpose, single, count)

    def _write_unwrap(self, account: str, purpose: str, case_number: str, count: int) -> None:
        detail = f"purpose={purpose} count={count}"
        self.write(account, "unwrap", case_number=case_number, detail=detail)

    def _queue_count(self, account: str, count: int) -> int:
        # What no entry tells yet is added to the next one.
        now = datetime.now(UTC)
        with self._lock:
            last, untold = self._queues.get(account, (datetime.min.replace(tzinfo=UTC), 0))
            if now - last < QUEUE_ENTRY_EVERY:
                self._queues[account] = (last, untold + count)
                return 0
            self._queues[account] = (now, 0)
            return untold + count
