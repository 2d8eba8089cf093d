"""The payload store: sealed bytes of attachments, one file each, in a folder of the intake zone.

A payload is on disk, and its name in the folder too, before the row that names it commits. A file
without a row is what a broken upload left: `sweep` removes it once it is old enough.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from app.domain.working_days import office_day
from app.storage.growing_payload import PIECE_PREFIX, GrowingPayload, Piece, finding_room
from app.storage.moments import midnight

_ITEM_ID = re.compile("[0-9a-f]{32}")
RESERVE_BYTES = 1024**3
SWEEP_AFTER_DAYS = 2
"""A file's day is all that is kept of its age, so that one day might be two minutes."""


class PayloadChangedError(Exception):
    """A payload is missing or is not the one that was received; `item_id` names it."""

    def __init__(self, item_id: str) -> None:
        self.item_id = item_id
        super().__init__(f"payload {item_id} is missing or was changed since it was received")


class PayloadWriterFile:
    """A payload that is being received: write, then `keep` or `discard`, never both.

    Raises:
        NoRoomError: the disk is full.
    """

    @finding_room()
    def __init__(self, path: Path) -> None:
        self.item_id = path.name
        self._path = path
        self._file = path.open("xb", buffering=256 * 1024)
        self._digest = sha256()
        self.bytes_written = 0

    @finding_room()
    def write(self, data: bytes | memoryview) -> int:
        """Append sealed bytes.

        Raises:
            NoRoomError: the disk is full.
        """
        self._digest.update(data)
        self.bytes_written += len(data)
        return self._file.write(data)

    def digest(self) -> bytes:
        """SHA-256 of what was written so far."""
        return self._digest.digest()

    @finding_room()
    def keep(self, day: date) -> None:
        """Put the bytes on disk, under no time finer than `day`; the folder is synced apart.

        Raises:
            NoRoomError: the disk is full, as some say only now.
        """
        self._file.flush()
        os.utime(self._path, (midnight(day), midnight(day)))
        os.fsync(self._file.fileno())
        self._file.close()

    def discard(self) -> None:
        """Leave nothing of it."""
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)


class PayloadStore:
    """A folder of sealed payloads, each under its item's id."""

    def __init__(self, folder: Path, *, reserve_bytes: int = RESERVE_BYTES) -> None:
        self._folder = folder
        self._reserve_bytes = reserve_bytes
        self._guard = Lock()
        self._unfinished: list[Piece] = []

    def has_room(self) -> bool:
        """Whether files may come in: the last of the disk belongs to the words of reports."""
        return shutil.disk_usage(self._folder).free > self._reserve_bytes

    def create(self, item_id: str) -> PayloadWriterFile:
        """Begin a payload under a fresh id.

        Raises:
            NoRoomError: the disk is full.
        """
        return PayloadWriterFile(self._path(item_id))

    def begin_piece(self, item_id: str) -> Piece:
        """A place for the next bytes of a payload that arrives in pieces.

        Of one payload two arrive at once in a process, as where a line died unheard: what hangs
        takes no more of the disk. With a third the oldest gives way.
        """
        piece = Piece(self._folder, item_id)
        with self._guard:
            self._unfinished = [other for other in self._unfinished if not other.closed]
            same = [other for other in self._unfinished if other.item_id == item_id]
            self._unfinished.append(piece)
        for oldest in same[:-1]:
            oldest.close()
        return piece

    def lock_growing(
        self, item_id: str, day: date, *, wait_seconds: float | None = None
    ) -> GrowingPayload:
        """Go on with a payload that arrives in pieces, or begin one; of times it keeps `day`.

        Raises:
            PayloadBusyError: another request is lengthening it, for longer than is waited.
            NoRoomError: the disk is full.
        """
        return GrowingPayload.lock(self._path(item_id), day, wait_seconds)

    def sync(self) -> None:
        """Put the names of all kept payloads on disk: one call before the row commits."""
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def open_checked(self, item_id: str, digest: bytes) -> BinaryIO:
        """Open a payload after comparing all of it with the digest recorded at intake.

        Raises:
            PayloadChangedError: it is not there, or not what was received.
        """
        try:
            file = self._path(item_id).open("rb")
        except OSError as error:
            raise PayloadChangedError(item_id) from error
        found = sha256()
        while block := file.read(1 << 20):
            found.update(block)
        if found.digest() != digest:
            file.close()
            raise PayloadChangedError(item_id)
        file.seek(0)
        return file

    def age(self, item_id: str) -> None:
        """Make a payload older than any: the sweep takes it as soon as no row names it."""
        with suppress(FileNotFoundError):
            os.utime(self._path(item_id), (0, 0))

    def delete(self, item_ids: Iterable[str]) -> None:
        """Remove payloads; one that is gone already is no error."""
        for item_id in item_ids:
            self._path(item_id).unlink(missing_ok=True)

    def _path(self, item_id: str) -> Path:
        # An id comes from a row, and who can write rows must not reach other files.
        if not _ITEM_ID.fullmatch(item_id):
            raise PayloadChangedError("of no possible id")
        return self._folder / item_id

    def list_older_than(self, day: date) -> Iterator[str]:
        """The ids of all payloads received before `day`."""
        for entry in self._payloads():
            with suppress(FileNotFoundError):
                if entry.stat().st_mtime < midnight(day):
                    yield entry.name

    def clear_after_kills(self) -> None:
        """Take what processes that were killed left: a time finer than a day, a piece's name."""
        for path in self._folder.glob(f"{PIECE_PREFIX}*"):
            path.unlink(missing_ok=True)
        for entry in self._payloads():
            with suppress(FileNotFoundError):
                moment = entry.stat().st_mtime
                of_day = midnight(office_day(datetime.fromtimestamp(moment, UTC)))
                if moment != of_day:
                    os.utime(entry, (of_day, of_day))

    def _payloads(self) -> Iterator[os.DirEntry[str]]:
        # What bears another kind of name is not ours.
        entries = os.scandir(self._folder)
        return (e for e in entries if _ITEM_ID.fullmatch(e.name) and e.is_file())


def sweep_limit(today: date) -> date:
    """The day before which a payload without a row is an orphan, not an upload in progress."""
    return today - timedelta(days=SWEEP_AFTER_DAYS - 1)
