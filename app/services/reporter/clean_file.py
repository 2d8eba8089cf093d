"""Clean a file that has arrived: what points at its author is gone before it is sealed for good.

The file was sealed while it came in, as any other, so that no one holds its plaintext while a slow
line brings it. Then it is opened block by block into the cleaning process, and what comes out is
sealed anew; the first payload and its key are thrown away.
"""

from collections.abc import Mapping
from typing import BinaryIO, Final, cast

from app.cleaning.cleaner import Cleaner
from app.cleaning.outcome import Hindrance, NotCleanedError
from app.services.reporter.cleaning_note import Cleaning
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.receive_file import FileTooLargeError, IncomingFile
from crypto.age.payload import PayloadReader

CLEAN_FIELD: Final = "clean"
AS_IS: Final = "as_is"
"""The choice not to have files cleaned; it stands before the files, to be known when they come."""


class FileToClean(IncomingFile):
    """A file that is cleaned once it is whole, unless the form said not to."""

    def end(self, fields: Mapping[str, str]) -> IncomingFile:
        """The clean file, or this one."""
        # Anything but the clear wish not to: a form without the field is cleaned too.
        if fields.get(CLEAN_FIELD) == AS_IS:
            return super().end(fields)
        return clean_file(self._desk, self)


def open_cleaner(max_bytes: int) -> Cleaner:
    """What cleans files up to a size; 0: none."""
    return Cleaner(max_bytes)


def clean_file(desk: IntakeDesk, file: IncomingFile) -> IncomingFile:
    """The clean file, or the same one, which then knows why it could not be cleaned.

    Raises:
        NoRoomError: the disk is full.
    """
    if file.too_large:
        return file
    try:
        return _cleaned(desk, file)
    except NotCleanedError as error:
        file.note_cleaning(Cleaning(hindrance=error.hindrance))
        return file


def _cleaned(desk: IntakeDesk, file: IncomingFile) -> IncomingFile:
    arrived = file.finish()
    desk.cleaner.require(arrived.attachment.length_bytes)
    clean = IncomingFile(desk, file.name, "")
    try:
        with desk.payloads.open_checked(file.item_id, arrived.payload_digest) as sealed:
            plain = PayloadReader(sealed, arrived.file_key)
            length = arrived.attachment.length_bytes
            told = desk.cleaner.clean(cast(BinaryIO, plain), length, clean.write)
        clean.media_type = told.media_type
        clean.arrived_sha256 = arrived.arrived_sha256
        clean.cleaning = Cleaning(told.removed, ending=told.ending)
        clean.finish()
    except FileTooLargeError as error:
        raise NotCleanedError(Hindrance.TOO_LARGE) from error
    except BaseException:
        clean.discard()
        raise
    file.discard()
    return clean
