"""Open one file of a lead: three headers, whatever else the lead holds, and an entry in the log.

So thirty small pictures cost an officer's allowance ninety headers and not thirty times the lead.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO

from app.services.code_exchange import continue_report, read_case_message
from app.services.envelopes import Attachment, EnvelopeError
from app.services.officer.desk import ActingOfficer, CaseNotHeldError, OfficeDesk, unwrap
from app.services.officer.files.list_files import ListedFile, neutral_name
from app.services.officer.lead.read_report import (
    expected_recipient,
    named_by,
    open_body,
    open_report,
)
from app.services.officer.lead.record import Record, open_record
from app.services.officer.log_act import log_act
from app.services.officer.recusal.state_no_conflict import require_statement
from app.storage.case_records import StaleCaseError
from app.storage.cases import HeldItem, list_held_items
from app.storage.intake import Case, ItemKind
from app.storage.payloads import PayloadChangedError
from crypto.age.errors import AgeError
from crypto.age.payload import PayloadReader

_BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Which file of a case: by its item, and by the message that names it."""

    case_number: str
    item_id: str
    message_id: str = ""
    """Empty for a file of the report itself."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that can be read; nothing of its content was looked at yet."""

    attachment: Attachment
    neutral_name: str
    _file: BinaryIO = field(repr=False)
    _key: bytes = field(repr=False)

    def blocks(self) -> Iterator[bytes]:
        """Its bytes, decrypted a piece at a time, in memory only; to be believed at their end.

        Raises:
            PayloadChangedError: the file is not the one that its report or message names.
        """
        digest, left = sha256(), self.attachment.length_bytes
        try:
            self._file.seek(0)
            reader = PayloadReader(self._file, self._key)
            while left > 0 and (block := reader.read(min(_BLOCK_BYTES, left))):
                digest.update(block)
                left -= len(block)
                yield block
            while reader.read(_BLOCK_BYTES):
                # The padding too, so that the end was seen and verified.
                continue
        except AgeError as error:
            raise PayloadChangedError(self.attachment.item_id) from error
        # age names no sender: only the digest inside the sealed report says that this is the file.
        if digest.hexdigest() != self.attachment.sha256:
            raise PayloadChangedError(self.attachment.item_id)

    def check(self) -> None:
        """Read it to its end without handing anything on.

        Raises:
            PayloadChangedError: as `blocks`.
        """
        for _ in self.blocks():
            continue

    def close(self) -> None:
        """Let go of the sealed file."""
        self._file.close()


def open_file(
    desk: OfficeDesk, officer: ActingOfficer, place: FilePlace, *, act: str
) -> OpenedFile:
    """Open one file of a case.

    Args:
        desk: the zones.
        officer: for whom.
        place: which file.
        act: `downloaded` or `previewed`, as the log calls it.

    Returns:
        The file. It has to be closed.

    Raises:
        CaseNotHeldError: not this officer's case, or the report names no such file.
        NotStatedError: the officer has not said yet whether there is a conflict of interest.
        PayloadChangedError: the file is lost, or its payload is not what was received.
        StaleCaseError: it is just being sealed anew; try again.
    """
    _, record = open_record(desk, officer, place.case_number)
    require_statement(officer, record)
    with desk.intake.read() as session:
        case = session.get(Case, place.case_number)
        items = list_held_items(session, place.case_number, officer.organ_id)
    if case is None:
        raise CaseNotHeldError
    report = next((i for i in items if record.names_report(i.item.payload_digest)), None)
    wanted = [report, _find(items, place.message_id), _find(items, place.item_id)]
    exchanges = _exchanges(items, place)
    there = [item for item in (*wanted, *exchanges) if item is not None]
    if report is None or (place.message_id and wanted[1] is None):
        raise CaseNotHeldError
    keys = unwrap(desk, officer, "read", [(place.case_number, held.header) for held in there])
    key_of = dict(zip([held.item.item_id for held in there], keys, strict=True))
    opened = _Opened(case, record, named_by(desk, officer, case), report, exchanges, key_of)
    number, attachment, stem = opened.find_attachment(wanted[1], place)
    held, key = wanted[2], key_of.get(place.item_id)
    if held is None or key is None:
        raise PayloadChangedError(place.item_id)
    file = _open(desk, officer, held)
    with desk.casework.begin() as session:
        log_act(
            desk, session, officer, act=act, case_number=place.case_number, detail=place.item_id
        )
    return OpenedFile(attachment, neutral_name(stem, number, attachment), file, key)


def open_listed_files(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    files: Sequence[ListedFile],
    stack: ExitStack,
) -> list[OpenedFile]:
    """Open all files of a lead that was read, at once; they are closed with `stack`.

    Raises:
        PayloadChangedError: one is lost, or its payload is not what was received.
        StaleCaseError: one is just being sealed anew; try again.
    """
    with desk.intake.read() as session:
        items = list_held_items(session, case_number, officer.organ_id, ItemKind.ATTACHMENT)
    held = [_find(items, file.attachment.item_id) for file in files]
    there = [one for one in held if one is not None]
    if len(there) < len(files):
        raise PayloadChangedError("lost")
    keys = unwrap(desk, officer, "read", [(case_number, one.header) for one in there])
    opened: list[OpenedFile] = []
    for file, one, key in zip(files, there, keys, strict=True):
        if key is None:
            raise PayloadChangedError(one.item.item_id)
        payload = stack.enter_context(_open(desk, officer, one))
        opened.append(OpenedFile(file.attachment, file.neutral_name, payload, key))
    return opened


@dataclass(frozen=True, slots=True)
class _Opened:
    case: Case
    record: Record
    organ_ids: Sequence[str]
    report: HeldItem
    exchanges: Sequence[HeldItem]
    keys: dict[str, bytes | None] = field(repr=False)

    def find_attachment(
        self, message: HeldItem | None, place: FilePlace
    ) -> tuple[int, Attachment, str]:
        """The file's number from 1 upward, its attachment, and how its name begins."""
        try:
            report = open_report(
                self.report, self.keys[self.report.item.item_id], self.case, self.organ_ids
            )
            attachments, stem = report.attachments, place.case_number
            if message is not None:
                bodies = [open_body(one, self.keys[one.item.item_id]) for one in self.exchanges]
                expected = expected_recipient(self.case, self.record)
                report = continue_report(report, bodies, expected=expected)
                body = open_body(message, self.keys[message.item.item_id]) or b""
                said, verified = read_case_message(report.keys(), message.item.item_id, body)
                if not verified or message.item.kind is not ItemKind.MESSAGE:
                    raise CaseNotHeldError
                attachments, stem = said.attachments, f"{stem}-message-{said.counter}"
        except EnvelopeError:
            raise CaseNotHeldError from None
        for number, attachment in enumerate(attachments, 1):
            if attachment.item_id == place.item_id:
                return number, attachment, stem
        raise CaseNotHeldError


def _exchanges(items: Sequence[HeldItem], place: FilePlace) -> list[HeldItem]:
    """What says by which key messages are known; a file of the report itself needs none."""
    if not place.message_id:
        return []
    return [held for held in items if held.item.kind is ItemKind.CODE_EXCHANGE]


def _find(items: list[HeldItem], item_id: str) -> HeldItem | None:
    return next((held for held in items if held.item.item_id == item_id), None)


def _open(desk: OfficeDesk, officer: ActingOfficer, held: HeldItem) -> BinaryIO:
    item = held.item
    try:
        return desk.payloads.open_checked(item.payload_id or "", item.payload_digest)
    except PayloadChangedError:
        with desk.intake.read() as session:
            items = list_held_items(session, item.case_number, officer.organ_id)
        now = _find(items, item.item_id)
        if now is None or now.item.payload_id != item.payload_id:
            # Between our look at the row and the file it was sealed anew, and the old one deleted.
            raise StaleCaseError(item.case_number) from None
        raise
