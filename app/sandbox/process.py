"""A process in the sandbox: started by exec for one file, ended with it, whatever happens.

Nothing of a file is ever held here but the block that passes. The process has nothing of this
one's memory.
"""

import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Final

BLOCK_BYTES: Final = 64 * 1024
Process = subprocess.Popen[bytes]


class NoPlaceError(Exception):
    """All places are taken, and none became free in time."""


class NotStartedError(Exception):
    """The process cannot be started."""


class Places:
    """How many processes run at a time, and how many threads may wait for one."""

    def __init__(self, at_once: int, *, wait_seconds: float, waiting: int) -> None:
        self._wait_seconds = wait_seconds
        self._places = threading.BoundedSemaphore(at_once)
        self._line = threading.BoundedSemaphore(at_once + waiting)

    @contextmanager
    def take(self) -> Iterator[None]:
        """One of the places, for as long as the block runs.

        Raises:
            NoPlaceError: too many wait already, or none became free.
        """
        if not self._line.acquire(blocking=False):
            raise NoPlaceError
        try:
            if not self._places.acquire(timeout=self._wait_seconds):
                raise NoPlaceError
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._line.release()


@contextmanager
def running(
    command: Sequence[str],
    *,
    longest_seconds: float,
    source: int | IO[bytes] = subprocess.PIPE,
    words: int = subprocess.DEVNULL,
) -> Iterator[Process]:
    """Run a command of ours until the block ends, and no longer than so many seconds.

    Args:
        command: from `Sandbox`.
        longest_seconds: then it is killed, and all in the sandbox with it.
        source: where its standard input comes from.
        words: where its standard error goes.

    Raises:
        NotStartedError: it cannot be started.
    """
    try:
        process = subprocess.Popen(  # noqa: S603  our own command
            command, stdin=source, stdout=subprocess.PIPE, stderr=words, env={}, cwd="/"
        )
    except OSError:
        raise NotStartedError from None
    alarm = threading.Timer(longest_seconds, process.kill)
    alarm.start()
    try:
        yield process
    finally:
        alarm.cancel()
        process.kill()
        for pipe in (process.stdin, process.stdout, process.stderr):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        process.wait()


def feed(blocks: Iterable[bytes], pipe: IO[bytes]) -> None:
    """Write all blocks and close; a process that ended meanwhile has said why elsewhere."""
    with suppress(BrokenPipeError):
        for block in blocks:
            pipe.write(block)
        pipe.close()
