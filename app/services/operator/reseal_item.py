"""Seal one item of a case anew, under a new file key, for all who hold it.

In this order: open and check the old payload; seal it; open the new one and compare; then, in one
transaction, exchange payload and headers, if they still are what was read. Where the report is
concerned, the case's record learns its new digest inside that transaction. Plaintext is in memory
only, an attachment's a piece at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO, cast

from app.services.envelopes import EnvelopeError, read_message, read_report
from app.services.officer.lead.read_report import recipient_digest
from app.services.operator.archive_work import Archive, DamagedError
from app.services.operator.reseal_record import OpenedRecord, resealed_record, write_moved
from app.services.reporter.receive_file import new_item_id
from app.services.roster import OrganKind, RosterError, require_newest
from app.storage.archive import NewHeader, StoredItem, replace_item
from app.storage.cases import REPORTER, REPORTER_GENERATION, lock_case
from app.storage.figures import Why, note_item_change
from app.storage.intake import Case, ItemKind
from app.storage.payloads import PayloadChangedError
from crypto.age.errors import AgeError
from crypto.age.keys import Recipient, parse_recipient
from crypto.age.payload import PayloadReader, PayloadWriter
from crypto.sealing import new_file_key, open_payload, seal_payload, wrap_file_key

_BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """What has to be known of a case to seal its items anew."""

    case: Case
    reports: Sequence[bytes] = field(repr=False)
    """Whatever stands in its report's place, opened; more than one where somebody added one."""
    record: OpenedRecord | None


def reseal_item(archive: Archive, opened: OpenedCase, stored: StoredItem, file_key: bytes) -> None:
    """Seal an item anew.

    Raises:
        DamagedError: it is not what was received, or nobody can say for whom it is; it stays.
        StaleCaseError: it was changed in the meantime; look again.
        OutdatedRosterError: the same of the roster.
    """
    if stored.item.kind is ItemKind.ATTACHMENT:
        _reseal_file(archive, opened, stored, file_key)
    else:
        _reseal_body(archive, opened, stored, file_key)


def open_body(stored: StoredItem, file_key: bytes) -> bytes:
    """Open a small item.

    Raises:
        DamagedError: it is not what was received.
    """
    payload = stored.item.payload
    if payload is None or sha256(payload).digest() != stored.item.payload_digest:
        raise DamagedError("is not what was received")
    try:
        return open_payload(payload, file_key)
    except AgeError:
        raise DamagedError("is not what was received") from None


def _reseal_body(archive: Archive, opened: OpenedCase, stored: StoredItem, file_key: bytes) -> None:
    body = open_body(stored, file_key)
    recipients = _recipients(archive, opened, stored, body)
    new_key = new_file_key()
    payload = seal_payload(body, new_key)
    if open_payload(payload, new_key) != body:
        raise DamagedError("could not be sealed anew")
    values = {
        "payload": payload,
        "payload_digest": sha256(payload).digest(),
        "payload_bytes": len(payload),
    }
    _exchange(archive, opened, stored, values, _headers(new_key, recipients))


def _reseal_file(archive: Archive, opened: OpenedCase, stored: StoredItem, file_key: bytes) -> None:
    recipients = _recipients(archive, opened, stored, b"")
    old_id = stored.item.payload_id or ""
    if not archive.payloads.has_room():
        raise DamagedError("cannot be sealed anew: the disk is full")
    new_key = new_file_key()
    values = _copy_payload(archive, stored, file_key, new_key)
    try:
        # If this process dies after the commit, the sweep takes the old payload at once; before
        # it, a row names it, and the sweep lets it be.
        archive.payloads.age(old_id)
        _exchange(archive, opened, stored, values, _headers(new_key, recipients))
    except BaseException:
        archive.payloads.delete([values["payload_id"]])
        raise
    archive.payloads.delete([old_id])


def _copy_payload(
    archive: Archive, stored: StoredItem, file_key: bytes, new_key: bytes
) -> dict[str, Any]:
    old_id, digest = stored.item.payload_id or "", stored.item.payload_digest
    out = archive.payloads.create(new_item_id())
    try:
        with archive.payloads.open_checked(old_id, digest) as file:
            writer = PayloadWriter(cast(BinaryIO, out), new_key)
            plain = sha256()
            for block in _blocks(file, file_key):
                plain.update(block)
                writer.write(block)
            writer.finish()
        # Of today: the sweep deletes older files that no row names, and none names it yet.
        out.keep(archive.today)
        archive.payloads.sync()
        _compare(archive, (out.item_id, out.digest()), new_key, plain.digest())
    except (AgeError, PayloadChangedError):
        out.discard()
        raise DamagedError("is not what was received") from None
    except BaseException:
        out.discard()
        raise
    return {
        "payload_id": out.item_id,
        "payload_digest": out.digest(),
        "payload_bytes": out.bytes_written,
    }


def _compare(archive: Archive, written: tuple[str, bytes], key: bytes, digest: bytes) -> None:
    # The old payload, the only other copy, is deleted next.
    found = sha256()
    with archive.payloads.open_checked(*written) as file:
        for block in _blocks(file, key):
            found.update(block)
    if found.digest() != digest:
        raise DamagedError("could not be sealed anew")


def _blocks(file: BinaryIO, file_key: bytes) -> Iterator[bytes]:
    reader = PayloadReader(file, file_key)
    while block := reader.read(_BLOCK_BYTES):
        yield block


def _exchange(
    archive: Archive,
    opened: OpenedCase,
    stored: StoredItem,
    values: dict[str, Any],
    headers: Sequence[NewHeader],
) -> None:
    number = opened.case.case_number
    moved = None
    if stored.item.kind is ItemKind.REPORT and opened.record is not None:
        moved = resealed_record(
            archive, opened.record, stored.item.payload_digest, values["payload_digest"]
        )
    with archive.intake.begin() as session:
        lock_case(session, number)
        replace_item(session, stored, values, headers)
        digest = values["payload_digest"]
        note_item_change(session, stored.item, Why.RESEALED, new_digest=digest)
        if stored.item.kind is ItemKind.REPORT:
            # The record first: it names the digest of before as well, so that either order of the
            # two commits, and neither or one of them, leaves a report that is as it was received.
            write_moved(archive, number, opened.record, moved)
        require_newest(session, archive.roster)


def _headers(file_key: bytes, recipients: Sequence[tuple[str, int, Recipient]]) -> list[NewHeader]:
    return [
        NewHeader(holder, generation, wrap_file_key(file_key, recipient))
        for holder, generation, recipient in recipients
    ]


def _recipients(
    archive: Archive, opened: OpenedCase, stored: StoredItem, body: bytes
) -> list[tuple[str, int, Recipient]]:
    addressed = archive.roster.organ(opened.case.organ_id)
    found: list[tuple[str, int, Recipient]] = []
    for holder in sorted(stored.headers):
        if holder == REPORTER:
            found.append((REPORTER, REPORTER_GENERATION, _reporter(opened, body)))
            continue
        if addressed.kind is OrganKind.SUPERIOR and holder != addressed.organ_id:
            # What was addressed to the superior reaches nobody below it, whatever a row may say.
            raise DamagedError(f"was addressed to the superior, and {holder} is said to hold it")
        try:
            organ = archive.roster.organ(holder)
        except RosterError:
            raise DamagedError(f"is held by {holder}, which no signed roster names") from None
        found.append((holder, organ.generation, organ.recipient))
    return found


def _reporter(opened: OpenedCase, body: bytes) -> Recipient:
    """The reporter's recipient, as the report vouches for it whose key also signed this reply.

    Who can write to the database can put another recipient and another report into their places,
    but has not the message key that the reply was signed under.
    """
    case = opened.case
    for content in opened.reports:
        try:
            report = read_report(content, case_number=case.case_number, organ_ids=[case.organ_id])
            _, is_genuine = read_message(
                body, message_key=report.message_key, case_number=case.case_number
            )
        except EnvelopeError:
            continue
        if is_genuine and report.recipient_digest == recipient_digest(case):
            return parse_recipient(case.reporter_recipient)
    raise DamagedError("is for the reporter, and the report does not say who that is")
