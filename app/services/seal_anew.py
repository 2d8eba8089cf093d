"""Seal an item of a case anew, under a new file key: after a compromise, and for another organ.

Open and check the old payload; seal it; open the new one and compare. What exchanges the rows
afterwards is the caller's. Plaintext is in memory only, an attachment's a piece at a time.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, BinaryIO, cast

from app.services.code_exchange import (
    continue_report,
    read_case_message,
    read_code_exchange,
)
from app.services.envelopes import EnvelopeError, Report, read_report
from app.services.reporter.receive_file import new_item_id
from app.storage.archive import NewHeader
from app.storage.growing_payload import NoRoomError
from app.storage.intake import Case, ItemKind, SealedItem
from app.storage.payloads import PayloadChangedError, PayloadStore
from crypto.age.errors import AgeError
from crypto.age.keys import Recipient, parse_recipient
from crypto.age.payload import PayloadReader, PayloadWriter
from crypto.sealing import new_file_key, open_payload, seal_payload, wrap_file_key

_BLOCK_BYTES = 1024 * 1024


class DamagedError(Exception):
    """Something in the archive is not as it was written; says what."""


@dataclass(frozen=True, slots=True)
class SealedAnew:
    """A payload under a new file key."""

    file_key: bytes = field(repr=False)
    values: dict[str, Any] = field(repr=False)
    """The columns of its item's row."""

    def headers(self, recipients: Sequence[tuple[str, int, Recipient]]) -> list[NewHeader]:
        """A header for each: a holder, the generation of its key, and the key."""
        return [
            NewHeader(holder, generation, wrap_file_key(self.file_key, recipient))
            for holder, generation, recipient in recipients
        ]


def open_item(item: SealedItem, file_key: bytes) -> bytes:
    """Open a small item.

    Raises:
        DamagedError: it is not what was received.
    """
    payload = item.payload
    if payload is None or sha256(payload).digest() != item.payload_digest:
        raise DamagedError("is not what was received")
    try:
        return open_payload(payload, file_key)
    except AgeError:
        raise DamagedError("is not what was received") from None


def seal_body_anew(body: bytes) -> SealedAnew:
    """Seal the content of a small item.

    Raises:
        DamagedError: what was sealed does not open.
    """
    new_key = new_file_key()
    payload = seal_payload(body, new_key)
    if open_payload(payload, new_key) != body:
        raise DamagedError("could not be sealed anew")
    values = {
        "payload": payload,
        "payload_digest": sha256(payload).digest(),
        "payload_bytes": len(payload),
    }
    return SealedAnew(new_key, values)


def copy_file_anew(
    payloads: PayloadStore, item: SealedItem, file_key: bytes, today: date
) -> SealedAnew:
    """Copy an attachment into a new payload, which is on disk when this returns.

    Raises:
        DamagedError: it is not what was received, or there is no room.
    """
    if not payloads.has_room():
        raise DamagedError("cannot be sealed anew: the disk is full")
    try:
        return _copy_file(payloads, item, file_key, today)
    except NoRoomError:
        raise DamagedError("cannot be sealed anew: the disk is full") from None


def _copy_file(
    payloads: PayloadStore, item: SealedItem, file_key: bytes, today: date
) -> SealedAnew:
    new_key = new_file_key()
    out = payloads.create(new_item_id())
    try:
        with payloads.open_checked(item.payload_id or "", item.payload_digest) as file:
            writer = PayloadWriter(cast(BinaryIO, out), new_key)
            plain = sha256()
            for block in _blocks(file, file_key):
                plain.update(block)
                writer.write(block)
            writer.finish()
        # Of today: the sweep deletes older files that no row names, and none names it yet.
        out.keep(today)
        payloads.sync()
        _compare(payloads, (out.item_id, out.digest()), new_key, plain.digest())
    except (AgeError, PayloadChangedError):
        out.discard()
        raise DamagedError("is not what was received") from None
    except BaseException:
        out.discard()
        raise
    values = {
        "payload_id": out.item_id,
        "payload_digest": out.digest(),
        "payload_bytes": out.bytes_written,
    }
    return SealedAnew(new_key, values)


def find_reporter(
    case: Case, reports: Sequence[bytes], item_id: str, body: bytes, organ_ids: Sequence[str]
) -> Recipient:
    """The reporter's recipient, as the report vouches for it whose key also signed this item.

    Who can write to the database can put another recipient and another report into their places,
    but has not the message key that the item was signed under.

    Args:
        case: the row.
        reports: whatever stands in the place of its report and of an exchange of its code, opened.
        item_id: of the item.
        body: opened: a reply, or an exchange of the code.
        organ_ids: the organs that the report may be addressed to.

    Raises:
        DamagedError: no report says who it is for.
    """
    expected = recipient_digest(case)
    for content in reports:
        try:
            report = read_report(content, case_number=case.case_number, organ_ids=organ_ids)
            report = continue_report(report, reports, expected=expected)
            is_genuine = report.recipient_digest == expected and _signed(report, item_id, body)
        except EnvelopeError:
            continue
        if is_genuine:
            return parse_recipient(case.reporter_recipient)
    raise DamagedError("is for the reporter, and the report does not say who that is")


def _signed(report: Report, item_id: str, body: bytes) -> bool:
    if report.earlier is not None:
        with suppress(EnvelopeError):
            exchange = read_code_exchange(body, case_number=report.case_number)
            return exchange.message_key == report.message_key
    return read_case_message(report.keys(), item_id, body)[1]


def recipient_digest(case: Case) -> str:
    """What the report of a case calls its author's recipient, by which the row is checked."""
    return sha256(case.reporter_recipient.encode()).hexdigest()


def is_file(item: SealedItem) -> bool:
    """Whether its payload lies in the payload store."""
    return item.kind is ItemKind.ATTACHMENT


def _compare(payloads: PayloadStore, written: tuple[str, bytes], key: bytes, digest: bytes) -> None:
    # The old payload, the only other copy, is deleted next.
    found = sha256()
    with payloads.open_checked(*written) as file:
        for block in _blocks(file, key):
            found.update(block)
    if found.digest() != digest:
        raise DamagedError("could not be sealed anew")


def _blocks(file: BinaryIO, file_key: bytes) -> Iterator[bytes]:
    reader = PayloadReader(file, file_key)
    while block := reader.read(_BLOCK_BYTES):
        yield block
