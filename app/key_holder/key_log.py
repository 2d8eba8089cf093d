"""What is done with keys, in the audit log: written before anything is given out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

from app.storage.audit import append_entry
from app.storage.database import Database

QUEUE_ENTRY_EVERY: Final = timedelta(minutes=1)
"""The queue is rebuilt with each look at it: one entry a minute and officer tells as much."""
_COUNTED: Final = (
    "queue",
    "messages",
    "search",
    "index of leads",
    "index of text",
    "recusals",
    "interests",
)
"""Purposes that go with a look at the queue or a search, and are on record by their count; of
recusals a number beside the moment would tell that there is one."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class KeyLog:
    """The key-holder's part of the audit log. Any thread may use it."""

    def __init__(self, casework: Database) -> None:
        self._casework = casework
        self._lock = Lock()
        self._counts: dict[tuple[str, str], tuple[datetime, int]] = {}

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

        Never one that a look at the queue asks for: its messages are new then, and the moment
        beside the number would tell nearly to the second when their reporter wrote.
        """
        count, single = len(case_numbers), ""
        if purpose in _COUNTED:
            count = self._count(account, purpose, count)
            if not count:
                return
        elif len(set(case_numbers)) == 1:
            single = case_numbers[0]
        self._tell(account, purpose, count, single)

    def tell_counts(self) -> None:
        """Say how many file keys no entry tells of yet, where nobody looked again for a minute."""
        now = datetime.now(UTC)
        with self._lock:
            due = {
                key: untold
                for key, (last, untold) in self._counts.items()
                if untold and now - last >= QUEUE_ENTRY_EVERY
            }
            self._counts |= dict.fromkeys(due, (now, 0))
        for (account, purpose), count in due.items():
            self._tell(account, purpose, count)

    def _tell(self, account: str, purpose: str, count: int, case_number: str = "") -> None:
        try:
            detail = f"purpose={purpose} count={count}"
            self.write(account, "unwrap", case_number=case_number, detail=detail)
        except BaseException:
            # Else the keys of the next minute would go out without any entry.
            with self._lock:
                if purpose in _COUNTED:
                    _, untold = self._counts.get((account, purpose), (_NEVER, 0))
                    self._counts[account, purpose] = (_NEVER, untold + count)
            raise

    def _count(self, account: str, purpose: str, count: int) -> int:
        # What no entry tells yet is added to the next one.
        key, now = (account, purpose), datetime.now(UTC)
        with self._lock:
            last, untold = self._counts.get(key, (_NEVER, 0))
            if now - last < QUEUE_ENTRY_EVERY:
                self._counts[key] = (last, untold + count)
                return 0
            self._counts[key] = (now, 0)
            return untold + count
