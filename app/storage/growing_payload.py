"""A payload that arrives in pieces, over many requests.

Each piece comes into a file of its own that has no name: a line or a machine that goes away leaves
nothing of it, and never keeps the next request waiting. When it is whole it is appended, under a
lock. The payload's row says how much of it counts; what is beyond that was appended and never
acknowledged, and is cut off before anything follows it.
"""

import errno
import fcntl
import os
import secrets
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Self

from app.storage.moments import midnight

LOCK_WAIT_SECONDS = 10.0
"""How long a piece waits for another that is just being appended."""
_LOOK_AGAIN_SECONDS = 0.05
_BUFFER_BYTES = 256 * 1024
PIECE_PREFIX = "piece-"
"""What a piece is called, for no longer than its file is made, where none can be without a name:
on file systems such as NFS. A kill just then leaves an empty one, which the sweep takes."""
_NOT_WITHOUT_A_NAME = (errno.EOPNOTSUPP, errno.EISDIR)
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class PayloadBusyError(Exception):
    """Another request is lengthening this payload."""


class PayloadShortError(Exception):
    """Bytes that were acknowledged are not there any more."""


class NoRoomError(Exception):
    """The disk is full."""


@contextmanager
def finding_room() -> Iterator[None]:
    """Say of a disk that is full just that.

    Raises:
        NoRoomError: it is.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise NoRoomError from None
        raise


class Piece:
    """Bytes that arrive and count for nothing yet, in a file of `folder` without a name.

    A younger one of the same payload may close it meanwhile.

    Raises:
        NoRoomError: the disk is full.
    """

    @finding_room()
    def __init__(self, folder: Path, item_id: str) -> None:
        self.item_id = item_id
        self._turn = Lock()
        self._file = open(_open_nameless(folder), "wb", buffering=_BUFFER_BYTES)  # noqa: SIM115
        self.length_bytes = 0

    @finding_room()
    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Append sealed bytes.

        Raises:
            NoRoomError: the disk is full.
            PayloadBusyError: it gave way to a younger one.
        """
        with self._turn:
            self._require_open()
            self._file.write(data)
            self.length_bytes += len(data)

    @finding_room()
    def copy_to(self, descriptor: int) -> None:
        """Append all of it to another file, in the kernel.

        Raises:
            NoRoomError: the disk is full.
            OSError: the file without a name ends before it should.
            PayloadBusyError: it gave way to a younger one.
        """
        with self._turn:
            self._require_open()
            self._file.flush()
            copied = 0
            while copied < self.length_bytes:
                rest = self.length_bytes - copied
                more = os.sendfile(descriptor, self._file.fileno(), copied, rest)
                if not more:
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
                copied += more

    def close(self) -> None:
        """Leave nothing of it. Closing again changes nothing."""
        # What is still buffered may find no room: nobody wants it any more.
        with self._turn, suppress(OSError):
            self._file.close()

    @property
    def closed(self) -> bool:
        """Whether nothing of it is left."""
        return self._file.closed

    def _require_open(self) -> None:
        if self.closed:
            raise PayloadBusyError


class GrowingPayload:
    """A payload under this process's lock, until `close`."""

    def __init__(self, path: Path, descriptor: int, day: date) -> None:
        self._path = path
        self._midnight = midnight(day)
        self._descriptor = descriptor
        self._counts: int | None = None
        self.length_bytes = 0

    @classmethod
    @finding_room()
    def lock(cls, path: Path, day: date, wait_seconds: float | None = None) -> Self:
        """Open a payload, making it where it is not there, and let nobody else lengthen it.

        Args:
            path: where it is.
            day: the only time that will stand on it.
            wait_seconds: how long for somebody else who does; `LOCK_WAIT_SECONDS` unless given.

        Raises:
            PayloadBusyError: they are not done by then.
            NoRoomError: the disk is full.
        """
        end = clock.monotonic() + (LOCK_WAIT_SECONDS if wait_seconds is None else wait_seconds)
        while True:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                if clock.monotonic() >= end:
                    raise PayloadBusyError from None
                clock.sleep(_LOOK_AGAIN_SECONDS)
                continue
            if _is_at(path, descriptor):
                return cls(path, descriptor, day)
            # It was deleted while we waited: what we hold is nobody's any more.
            os.close(descriptor)

    @finding_room()
    def start_at(self, length_bytes: int) -> None:
        """Cut off what does not count, so that the next byte is number `length_bytes`.

        Raises:
            PayloadShortError: there are fewer.
            NoRoomError: the disk is full.
        """
        if os.fstat(self._descriptor).st_size < length_bytes:
            raise PayloadShortError
        _cut_off(self._descriptor, length_bytes)
        os.lseek(self._descriptor, 0, os.SEEK_END)
        self._counts = self.length_bytes = length_bytes

    def append(self, piece: Piece) -> None:
        """Add a piece that is whole.

        Raises:
            NoRoomError: the disk is full.
        """
        piece.copy_to(self._descriptor)
        self.length_bytes += piece.length_bytes

    def digest(self) -> bytes:
        """SHA-256 of all of it, read once."""
        digest = sha256()
        offset = 0
        while block := os.pread(self._descriptor, 1 << 20, offset):
            digest.update(block)
            offset += len(block)
        return digest.digest()

    @finding_room()
    def sync(self) -> None:
        """Put the bytes on disk, under no time finer than a day; the folder is synced apart.

        Raises:
            NoRoomError: the disk is full, as some say only now.
        """
        os.utime(self._descriptor, (self._midnight, self._midnight))
        os.fsync(self._descriptor)

    def count(self) -> None:
        """Say that a row now names everything that is here."""
        self._counts = self.length_bytes

    def delete(self) -> None:
        """Leave nothing of it; the lock stays until `close`."""
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Cut off what does not count, and let others go on. Where nothing is, no file stays.

        What `start_at` was never said of is left as it is. Closing again changes nothing.
        """
        if self._descriptor < 0:
            return
        descriptor, self._descriptor = self._descriptor, -1
        try:
            # A failure here is made good by whoever locks it next.
            with suppress(OSError):
                if self._counts is not None:
                    _cut_off(descriptor, self._counts)
                    os.utime(descriptor, (self._midnight, self._midnight))
                if not os.fstat(descriptor).st_size and _is_at(self._path, descriptor):
                    self.delete()
        finally:
            os.close(descriptor)


def _open_nameless(folder: Path) -> int:
    access = os.O_RDWR | os.O_CLOEXEC
    try:
        return os.open(folder, access | os.O_TMPFILE, 0o600)
    except OSError as error:
        if error.errno not in _NOT_WITHOUT_A_NAME:
            raise
    path = folder / f"{PIECE_PREFIX}{secrets.token_hex(16)}"
    descriptor = os.open(path, access | os.O_CREAT | os.O_EXCL, 0o600)
    path.unlink(missing_ok=True)
    return descriptor


def _cut_off(descriptor: int, length_bytes: int) -> None:
    # Cutting leaves the moment on a file, even where nothing is cut.
    if os.fstat(descriptor).st_size != length_bytes:
        os.ftruncate(descriptor, length_bytes)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
