"""Seal one item of a case anew, under a new file key, for all who hold it.

In one transaction payload and headers are exchanged, if they still are what was read. Where the
report is concerned, the case's record learns its new digest inside that transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.services.operator.archive_work import Archive
from app.services.operator.reseal_record import OpenedRecord, resealed_record, write_moved
from app.services.roster import OrganKind, RosterError, require_newest
from app.services.seal_anew import (
    DamagedError,
    SealedAnew,
    copy_file_anew,
    find_reporter,
    is_file,
    open_item,
    seal_body_anew,
)
from app.storage.archive import StoredItem, replace_item
from app.storage.cases import REPORTER, REPORTER_GENERATION, lock_case
from app.storage.figures import Why, note_item_change
from app.storage.intake import Case, ItemKind
from crypto.age.keys import Recipient

_Recipients = list[tuple[str, int, Recipient]]


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """What has to be known of a case to seal its items anew."""

    case: Case
    reports: Sequence[bytes] = field(repr=False)
    """Whatever stands in the place of its report and of an exchange of its code, opened; more where
    somebody added some."""
    record: OpenedRecord | None


def reseal_item(archive: Archive, opened: OpenedCase, stored: StoredItem, file_key: bytes) -> None:
    """Seal an item anew.

    Raises:
        DamagedError: it is not what was received, or nobody can say for whom it is; it stays.
        StaleCaseError: it was changed in the meantime; look again.
        OutdatedRosterError: the same of the roster.
    """
    if is_file(stored.item):
        _reseal_file(archive, opened, stored, file_key)
        return
    body = open_item(stored.item, file_key)
    recipients = _recipients(archive, opened, stored, body)
    _exchange(archive, opened, stored, seal_body_anew(body), recipients)


def _reseal_file(archive: Archive, opened: OpenedCase, stored: StoredItem, file_key: bytes) -> None:
    recipients = _recipients(archive, opened, stored, b"")
    old_id = stored.item.payload_id or ""
    new = copy_file_anew(archive.payloads, stored.item, file_key, archive.today)
    try:
        # If this process dies after the commit, the sweep takes the old payload at once; before
        # it, a row names it, and the sweep lets it be.
        archive.payloads.age(old_id)
        _exchange(archive, opened, stored, new, recipients)
    except BaseException:
        archive.payloads.delete([new.values["payload_id"]])
        raise
    archive.payloads.delete([old_id])


def _exchange(
    archive: Archive,
    opened: OpenedCase,
    stored: StoredItem,
    new: SealedAnew,
    recipients: _Recipients,
) -> None:
    number = opened.case.case_number
    moved = None
    if stored.item.kind is ItemKind.REPORT and opened.record is not None:
        moved = resealed_record(
            archive, opened.record, stored.item.payload_digest, new.values["payload_digest"]
        )
    with archive.intake.begin() as session:
        lock_case(session, number)
        replace_item(session, stored, new.values, new.headers(recipients))
        digest = new.values["payload_digest"]
        note_item_change(session, stored.item, Why.RESEALED, new_digest=digest)
        if stored.item.kind is ItemKind.REPORT:
            # The record first: it names the digest of before as well, so that either order of the
            # two commits, and neither or one of them, leaves a report that is as it was received.
            write_moved(archive, number, opened.record, moved)
        require_newest(session, archive.roster)


def _recipients(
    archive: Archive, opened: OpenedCase, stored: StoredItem, body: bytes
) -> _Recipients:
    addressed = archive.roster.organ(opened.case.organ_id)
    found: _Recipients = []
    for holder in sorted(stored.headers):
        if holder == REPORTER:
            chain = archive.roster.addressed_by(addressed.organ_id, reader=archive.organ_id)
            reporter = find_reporter(opened.case, opened.reports, stored.item.item_id, body, chain)
            found.append((REPORTER, REPORTER_GENERATION, reporter))
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
