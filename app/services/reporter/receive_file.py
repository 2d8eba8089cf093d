"""Receive a file: it is sealed while it arrives, so that its plaintext never reaches a disk."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import BinaryIO, cast

from app.services.envelopes import Attachment
from app.services.file_names import clean_media_type, clean_name
from app.services.reporter.cleaning_note import Cleaning
from app.services.reporter.desk import IntakeDesk
from crypto.age.payload import PayloadWriter
from crypto.padding import padded_length
from crypto.sealing import new_file_key

ITEM_ID_BYTES = 16
_ZEROS = bytes(64 * 1024)


class FileTooLargeError(Exception):
    """A file over the limit; `name` is the reporter's own and goes back to nobody else."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__("a file is larger than this installation accepts")


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A sealed file, ready to belong to a report: what it was, and where its payload is."""

    attachment: Attachment
    file_key: bytes
    payload_digest: bytes
    payload_bytes: int
    arrived_sha256: str = ""
    """Of what the reporter's browser sent, in hexadecimal: by it a repeat is known."""
    cleaning: Cleaning | None = None

    def __repr__(self) -> str:
        return f"ReceivedFile({self.attachment.item_id})"


class IncomingFile:
    """A file that is arriving. Ends in `finish`, and is gone unless `keep` was said in time.

    Raises:
        NoRoomError: the disk is full; `write`, `end` and `finish` may say so too.
    """

    def __init__(self, desk: IntakeDesk, name: str, media_type: str) -> None:
        self.name = clean_name(name)
        self._desk = desk
        self.media_type = clean_media_type(media_type)
        self._item_id = new_item_id()
        self._file_key = new_file_key()
        self._payload = desk.payloads.create(self._item_id)
        self._writer = PayloadWriter(cast(BinaryIO, self._payload), self._file_key)
        self._digest = sha256()
        self._length_bytes = 0
        self._kept = False
        self._received: ReceivedFile | None = None
        self.arrived_sha256 = ""
        self.cleaning: Cleaning | None = None

    @property
    def item_id(self) -> str:
        """The random id that the payload has."""
        return self._item_id

    @property
    def too_large(self) -> bool:
        """More arrived than is accepted; the rest is read and dropped."""
        return self._length_bytes > self._desk.max_file_bytes

    def write(self, data: bytes | bytearray) -> None:
        """Seal what has arrived."""
        self._length_bytes += len(data)
        if self.too_large:
            self.discard()
            return
        self._digest.update(data)
        self._writer.write(data)

    def note_cleaning(self, cleaning: Cleaning) -> None:
        """Note what became of the wish to have it cleaned, though it is finished."""
        self.cleaning = cleaning
        if self._received is not None:
            self._received = replace(self._received, cleaning=cleaning)

    def end(self, fields: Mapping[str, str]) -> "IncomingFile":  # noqa: ARG002  a subclass reads them
        """What is kept of it, now that it is whole, by the form's fields that came before it."""
        # Now, while the form can still be given back with everything that was typed.
        if not self.too_large:
            self.finish()
        return self

    def finish(self) -> ReceivedFile:
        """Pad, seal the end, and put the payload on disk.

        Raises:
            FileTooLargeError: nothing of it was kept.
            NoRoomError: the disk is full.
        """
        if self._received is not None:
            return self._received
        if self.too_large:
            raise FileTooLargeError(self.name)
        for block in _padding(padded_length(self._length_bytes) - self._length_bytes):
            self._writer.write(block)
        self._writer.finish()
        self._payload.keep(self._desk.today())
        self._received = ReceivedFile(
            Attachment(
                self._item_id,
                self.name,
                self.media_type,
                self._length_bytes,
                self._digest.hexdigest(),
            ),
            self._file_key,
            self._payload.digest(),
            self._payload.bytes_written,
            self.arrived_sha256 or self._digest.hexdigest(),
            self.cleaning,
        )
        return self._received

    def keep(self) -> None:
        """Say, before the row commits, that a row will name it: from then on only age sweeps it."""
        self._kept = True

    def discard(self) -> None:
        """Leave nothing, unless it was kept."""
        if not self._kept:
            self._payload.discard()


def new_item_id() -> str:
    """A random id: it tells nothing, not even an order."""
    return secrets.token_hex(ITEM_ID_BYTES)


def _padding(length: int) -> Iterator[bytes]:
    while length > 0:
        yield _ZEROS[:length]
        length -= len(_ZEROS)
