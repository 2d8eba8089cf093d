"""A parcel: all that a reporter sent at once, its files received and sealed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.services.envelopes import Answers, Attachment, content_mac
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.file_names import give_names
from app.services.reporter.keep_waiting import list_waiting
from app.services.reporter.receive_file import IncomingFile, ReceivedFile
from app.services.reporter.seal_item import SealedRows
from app.services.roster import Roster, require_newest
from app.storage.intake import ItemHeader, SealedItem
from app.storage.waiting_files import forget_waiting_files
from crypto.access_code import AccessCode


class TooManyFilesError(Exception):
    """More files than one report may have, those received earlier included."""


class WaitingFilesGoneError(Exception):
    """Files that were received earlier were swept meanwhile: they have to be chosen again."""


@dataclass(frozen=True, slots=True)
class Content:
    """What was typed, and which files belong to it."""

    text: str = field(default="", repr=False)
    answers: Answers | None = field(default=None, repr=False)
    organ_id: str = ""
    files: Sequence[IncomingFile] = ()
    kept_ids: Sequence[str] = ()
    """Files received earlier, with a form that needed correcting."""
    name_stem: str = ""
    """What files are called, with a number and an ending; empty: by their own names."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Content whose files are sealed and on disk, and the mark by which a repeat is known."""

    content: Content
    received: tuple[ReceivedFile, ...]
    waiting: tuple[ReceivedFile, ...]
    mac: bytes
    is_whole: bool
    """All files that were received earlier are still there, or were claimed by its twin."""

    def files(self) -> tuple[ReceivedFile, ...]:
        """All files, in the order in which they came."""
        return (*self.waiting, *self.received)

    def attachments(self) -> tuple[Attachment, ...]:
        """The files as the envelope names them."""
        return tuple(file.attachment for file in self.files())


def pack(desk: IntakeDesk, code: AccessCode, content: Content) -> Parcel:
    """Finish the files of a form and compute its mark.

    Raises:
        FileTooLargeError: a file is over the limit.
        TooManyFilesError: there are more than one report may have.
    """
    wanted = frozenset(content.kept_ids)
    there = list_waiting(desk, code) if wanted else []
    waiting = [file for file in there if file.attachment.item_id in wanted]
    if len(waiting) + len(content.files) > desk.max_files:
        raise TooManyFilesError
    received = [file.finish() for file in content.files]
    if received:
        desk.payloads.sync()
    # Files received earlier count by their ids: once claimed they no longer wait, and a repeat of
    # the same form must still look the same.
    mac = content_mac(
        code.content_key(),
        content.organ_id,
        content.text,
        content.answers,
        sorted(wanted),
        [[f.arrived_sha256, f.attachment.name] for f in received],
    )
    is_whole = len(waiting) == len(wanted)
    named = tuple(give_names([*waiting, *received], content.name_stem))
    count = len(waiting)
    return Parcel(content, named[count:], named[:count], mac, is_whole)


def insert_parcel(session: Session, parcel: Parcel, rows: SealedRows, roster: Roster) -> None:
    """Put rows, sealed as a roster says, into a case that is there; claim the files that waited.

    Raises:
        OutdatedRosterError: there is a newer roster; nothing is stored.
        WaitingFilesGoneError: some of them are not there any more; nothing is stored.
    """
    if not parcel.is_whole:
        raise WaitingFilesGoneError
    session.execute(insert(SealedItem), rows.body)
    if rows.files:
        session.execute(insert(SealedItem), rows.files)
    session.execute(insert(ItemHeader), rows.headers)
    require_newest(session, roster)
    claimed = {file.attachment.item_id for file in parcel.waiting}
    if claimed and forget_waiting_files(session, claimed) != claimed:
        raise WaitingFilesGoneError
    for incoming in parcel.content.files:
        incoming.keep()
