"""Clean one file in a process of its own: bytes in by one pipe, bytes out by another.

Nothing of it is ever held here but the block that passes. A process is started by exec, so it has
nothing of this one's memory; it ends with its file.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from app.cleaning.inside.words import Trace
from app.cleaning.outcome import Cleaned, Hindrance, NotCleanedError
from app.cleaning.sandbox import CLEANING, WORKER
from app.sandbox.bubblewrap import Sandbox
from app.sandbox.process import (
    BLOCK_BYTES,
    NoPlaceError,
    NotStartedError,
    Places,
    Process,
    feed,
    running,
)

AT_ONCE: Final = 2
"""How many files one process has cleaned at a time; each may take a core and a gibibyte."""
_WAIT_SECONDS: Final = 60.0
_WAITING: Final = 1000
"""Threads that may wait: as many as any server here has."""
_LONGEST_SECONDS: Final = 90.0
_LONGEST_ANSWER: Final = 1024
_ENDING: Final = re.compile(r"[a-z0-9]{2,5}")
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9.+-]{1,100}")

Sink = Callable[[bytes], object]
"""Takes a block of the clean file."""


class Cleaner:
    """Cleans files for all threads of a process, a few at a time."""

    def __init__(
        self, max_bytes: int, sandbox: Sandbox = CLEANING, *, wait_seconds: float = _WAIT_SECONDS
    ) -> None:
        self.max_bytes = max_bytes
        self._sandbox = sandbox
        self._places = Places(AT_ONCE, wait_seconds=wait_seconds, waiting=_WAITING)
        self._looking = threading.Lock()
        self._is_ready = False

    def list_missing(self) -> list[str]:
        """Why nothing can be cleaned here, for an operator; looked up until it can."""
        with self._looking:
            missing = [] if self._is_ready else self._sandbox.list_missing()
            self._is_ready = not missing
            return missing

    def clean(self, source: BinaryIO, length_bytes: int, sink: Sink) -> Cleaned:
        """Clean a file. Until this has returned, what the sink was given is not to be believed.

        Args:
            source: where it is read from.
            length_bytes: how much of the source belongs to it.
            sink: takes the clean bytes.

        Raises:
            NotCleanedError: with the reason.
        """
        self._require(length_bytes)
        command = self._sandbox.run_module(WORKER)
        try:
            with self.place(), running(command, longest_seconds=_LONGEST_SECONDS) as process:
                return _pass_through(process, source, length_bytes, sink)
        except NotStartedError:
            raise NotCleanedError(Hindrance.UNAVAILABLE) from None

    @contextmanager
    def place(self) -> Iterator[None]:
        """One of the few places, for as long as the block runs.

        Raises:
            NotCleanedError: none became free.
        """
        try:
            with self._places.take():
                yield
        except NoPlaceError:
            raise NotCleanedError(Hindrance.BUSY) from None

    def _require(self, length_bytes: int) -> None:
        if not self.max_bytes or self.list_missing():
            raise NotCleanedError(Hindrance.UNAVAILABLE)
        if length_bytes > self.max_bytes:
            raise NotCleanedError(Hindrance.TOO_LARGE)


def _pass_through(process: Process, source: BinaryIO, length_bytes: int, sink: Sink) -> Cleaned:
    if process.stdin is None or process.stdout is None:
        raise NotCleanedError(Hindrance.UNAVAILABLE)
    # It answers only when it has read all: nobody waits for the other.
    feed(_blocks(source, length_bytes), process.stdin)
    cleaned = _read_answer(process.stdout.readline(_LONGEST_ANSWER))
    left = cleaned.length_bytes
    while left > 0:
        block = process.stdout.read(min(left, BLOCK_BYTES))
        if not block:
            raise NotCleanedError(Hindrance.BROKEN)
        sink(block)
        left -= len(block)
    return cleaned


def _blocks(source: BinaryIO, length_bytes: int) -> Iterator[bytes]:
    left = length_bytes
    while left > 0 and (block := source.read(min(left, BLOCK_BYTES))):
        yield block
        left -= len(block)


def _read_answer(line: bytes) -> Cleaned:
    """Read what the process says; a file that took it over may have it say anything."""
    try:
        answer = json.loads(line)
        if "reason" in answer:
            raise NotCleanedError(Hindrance(answer["reason"]))
        removed = tuple(Trace(word) for word in answer["removed"])
        ending, media_type = str(answer["ending"]), str(answer["media_type"])
        length = int(answer["length"])
    except (ValueError, KeyError, TypeError):
        raise NotCleanedError(Hindrance.BROKEN) from None
    if not (_ENDING.fullmatch(ending) and _MEDIA_TYPE.fullmatch(media_type) and length > 0):
        raise NotCleanedError(Hindrance.BROKEN)
    return Cleaned(ending, media_type, removed, length)
