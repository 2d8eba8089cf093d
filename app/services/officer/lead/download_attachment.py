"""Download an attachment: checked to its end before its first byte is handed on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO

from app.services.envelopes import Attachment
from app.services.officer.desk import ActingOfficer, CaseNotHeldError, OfficeDesk, unwrap
from app.services.officer.lead.read_report import read_case_content
from app.services.officer.lead.record import open_record
from app.storage.audit import append_entry
from app.storage.case_records import StaleCaseError
from app.storage.cases import HeldItem, list_held_items
from app.storage.intake import ItemKind
from app.storage.payloads import PayloadChangedError
from crypto.age.errors import AgeError
from crypto.age.payload import PayloadReader

_BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Download:
    """A file as the reporter sent it; `blocks` decrypts it a piece at a time, in memory only."""

    attachment: Attachment
    blocks: Iterator[bytes] = field(repr=False)


def download_attachment(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, item_id: str
) -> Download:
    """Open one file of a case.

    Raises:
        CaseNotHeldError: not this officer's case, or the report names no such file.
        PayloadChangedError: the file is lost, or not the one that the report names.
        StaleCaseError: it is just being sealed anew; try again.
    """
    _, record = open_record(desk, officer, case_number)
    content = read_case_content(desk, officer, record)
    attachment = next((a for a in content.attachments() if a.item_id == item_id), None)
    held = _held(desk, officer, case_number, item_id)
    if attachment is None:
        raise CaseNotHeldError
    [file_key] = unwrap(desk, officer, "read", [(case_number, held.header)])
    if file_key is None:
        raise PayloadChangedError(item_id)
    file = _open(desk, officer, held)
    try:
        _compare(file, file_key, attachment)
    except PayloadChangedError:
        file.close()
        raise
    with desk.casework.begin() as session:
        append_entry(
            session,
            at=desk.clock(),
            account=officer.account,
            act="downloaded",
            case_number=case_number,
            detail=item_id,
        )
    return Download(attachment, _blocks(file, file_key, attachment.length_bytes))


def _held(desk: OfficeDesk, officer: ActingOfficer, case_number: str, item_id: str) -> HeldItem:
    with desk.intake.read() as session:
        items = list_held_items(session, case_number, officer.organ_id, ItemKind.ATTACHMENT)
    for held in items:
        if held.item.item_id == item_id:
            return held
    raise PayloadChangedError(item_id)


def _open(desk: OfficeDesk, officer: ActingOfficer, held: HeldItem) -> BinaryIO:
    item = held.item
    try:
        return desk.payloads.open_checked(item.payload_id or "", item.payload_digest)
    except PayloadChangedError:
        now = _held(desk, officer, item.case_number, item.item_id).item
        if now.payload_id != item.payload_id:
            # Between our look at the row and the file it was sealed anew, and the old one deleted.
            raise StaleCaseError(item.case_number) from None
        raise


def _compare(file: BinaryIO, file_key: bytes, attachment: Attachment) -> None:
    # age names no sender: only the digest inside the sealed report says that this is the file.
    digest = sha256()
    try:
        for block in _blocks(file, file_key, attachment.length_bytes, close=False):
            digest.update(block)
    except AgeError as error:
        raise PayloadChangedError(attachment.item_id) from error
    if digest.hexdigest() != attachment.sha256:
        raise PayloadChangedError(attachment.item_id)


def _blocks(
    file: BinaryIO, file_key: bytes, length_bytes: int, *, close: bool = True
) -> Iterator[bytes]:
    try:
        file.seek(0)
        reader = PayloadReader(file, file_key)
        remaining = length_bytes
        while remaining > 0:
            block = reader.read(min(_BLOCK_BYTES, remaining))
            if not block:
                raise PayloadChangedError("truncated")
            remaining -= len(block)
            yield block
        if not close:
            # The padding too, so that the end was seen and verified.
            while reader.read(_BLOCK_BYTES):
                pass
    finally:
        if close:
            file.close()
