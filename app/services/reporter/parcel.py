"""A parcel: all that a reporter sent at once, its files received and sealed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

from app.services.envelopes import Answers, Attachment, content_mac
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.keep_waiting import list_waiting
from app.services.reporter.neutral_names import give_names
from app.services.reporter.receive_file import IncomingFile, ReceivedFile
from app.services.reporter.store_rows import Claim
from app.storage.waiting_files import forget_waiting_files
from crypto.access_code import AccessCode


class TooManyFilesError(Exception):
    """More files than one report may have, those received earlier included."""


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
    """All files that were received earlier are still there. Where its twin claimed them, they are
    not; then it is known by its mark."""

    def files(self) -> tuple[ReceivedFile, ...]:
        """All files, in the order in which they came: those received earlier before the others."""
        return (*self.waiting, *self.received)

    def claim(self) -> Claim:
        """The files that waited for this parcel."""
        item_ids = frozenset(file.attachment.item_id for file in self.waiting)
        forget = partial(forget_waiting_files, item_ids=item_ids)
        return Claim(item_ids, forget, self.is_whole, self.content.files)

    def attachments(self) -> tuple[Attachment, ...]:
        """The files as the envelope names them."""
        return tuple(file.attachment for file in self.files())


def pack(desk: IntakeDesk, code: AccessCode, content: Content) -> Parcel:
    """Finish the files of a form and compute its mark.

    Raises:
        FileTooLargeError: a file is over the limit.
        TooManyFilesError: there are more than one report may have.
        NoRoomError: the disk is full.
    """
    wanted = frozenset(content.kept_ids)
    waiting = list_waiting(desk, code, wanted) if wanted else []
    if len(waiting) + len(content.files) > desk.max_files:
        raise TooManyFilesError
    received = [file.finish() for file in content.files]
    if received:
        desk.payloads.sync()
    mac = _mark(code, content, wanted, received)
    is_whole = len(waiting) == len(wanted)
    named = tuple(give_names([*waiting, *received], content.name_stem))
    count = len(waiting)
    return Parcel(content, named[count:], named[:count], mac, is_whole)


def _mark(
    code: AccessCode, content: Content, wanted: Collection[str], received: Sequence[ReceivedFile]
) -> bytes:
    # How files are sent is content as well: who sends one again as it is wants it to arrive.
    ways = [content.name_stem, *(file.cleaning is None for file in received)]
    # Files received earlier count by their ids: once claimed they no longer wait, and a repeat of
    # the same form must still look the same.
    return content_mac(
        code.content_key(),
        content.organ_id,
        content.text,
        content.answers,
        sorted(wanted),
        [[f.arrived_sha256, f.attachment.name] for f in received],
        *(ways if wanted or received else ()),
    )
