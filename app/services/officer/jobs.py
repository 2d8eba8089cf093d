"""Long work in the background of the console: it goes on when the officer's browser is closed.

One of a kind and organ at a time. It works with its officer's token, and so ends when the key
locks; whatever it had done by then stays done, and the next one goes on from there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from logging import getLogger
from threading import Event, Lock, Thread
from time import monotonic
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from app.services.officer.key_holder_client import (
    KeyHolderBusyError,
    KeyHolderError,
    KeyHolderLockedError,
)
from app.storage.case_records import StaleCaseError

KEPT_SECONDS: Final = 10 * 60
"""How long it can be read how a job ended."""
_log = getLogger(__name__)


class State(StrEnum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    LOCKED = "locked"
    FAILED = "failed"


@dataclass(slots=True)
class Job:
    """One piece of long work, as it is told to whoever asks."""

    kind: str
    account: str
    """Who began it."""
    total: int
    done: int = 0
    problems: list[str] = field(default_factory=list)
    """Case numbers that did not go as they should."""
    state: State = State.RUNNING
    ended_at: float | None = None
    _stop: Event = field(default_factory=Event)

    def cancel(self) -> None:
        """Stop after the piece that is being worked on."""
        self._stop.set()

    def is_cancelled(self) -> bool:
        """Whether to stop."""
        return self._stop.is_set()

    def wait(self, seconds: float) -> None:
        """Wait so long, or until it is cancelled."""
        self._stop.wait(seconds)


Piece = Callable[[Job], bool]
"""Does a piece of the work, and says whether there is more."""


class Jobs:
    """The jobs of this process. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._jobs: dict[tuple[str, str], Job] = {}
        self._threads: list[Thread] = []

    def start(self, organ_id: str, job: Job, piece: Piece) -> Job:
        """Begin a job, unless one of its kind runs for the organ; give the one that runs."""
        with self._lock:
            running = self._jobs.get((organ_id, job.kind))
            if running is not None and running.state is State.RUNNING:
                return running
            self._jobs[organ_id, job.kind] = job
            self._threads = [one for one in self._threads if one.is_alive()]
            self._threads.append(Thread(target=_run, args=(job, piece), name=job.kind, daemon=True))
            self._threads[-1].start()
            return job

    def find(self, organ_id: str, kind: str) -> Job | None:
        """The job of a kind that runs for an organ, or ended a little while ago."""
        with self._lock:
            job = self._jobs.get((organ_id, kind))
            if job and job.ended_at and monotonic() - job.ended_at > KEPT_SECONDS:
                del self._jobs[organ_id, kind]
                return None
            return job

    def forget(self, organ_id: str, kind: str) -> None:
        """Tell no more how a job ended; one that runs is left alone."""
        with self._lock:
            job = self._jobs.get((organ_id, kind))
            if job and job.state is not State.RUNNING:
                del self._jobs[organ_id, kind]

    def end(self) -> None:
        """Stop everything, and wait for the pieces at hand."""
        with self._lock:
            for job in self._jobs.values():
                job.cancel()
        for thread in self._threads:
            thread.join()


def _run(job: Job, piece: Piece) -> None:
    try:
        job.state = _work(job, piece)
    except KeyHolderLockedError:
        job.state = State.LOCKED
    except (KeyHolderError, SQLAlchemyError, OSError) as error:
        # Not its text: it may hold what was worked on.
        _log.error("%s in %s", type(error).__name__, job.kind)
        job.state = State.FAILED
    finally:
        if job.state is State.RUNNING:
            job.state = State.FAILED
        job.ended_at = monotonic()


def _work(job: Job, piece: Piece) -> State:
    while not job.is_cancelled():
        try:
            if not piece(job):
                return State.DONE
        except StaleCaseError:
            # A colleague works on the same.
            job.wait(0.2)
        except KeyHolderBusyError as busy:
            job.wait(busy.wait_seconds)
    return State.CANCELLED
