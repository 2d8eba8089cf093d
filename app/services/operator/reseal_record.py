"""Seal a case's record anew, and let it know the report by its new digest."""

from dataclasses import dataclass, field, replace

from app.services.envelopes import EnvelopeError
from app.services.officer.lead.record import Record, read_record, write_record
from app.services.operator.archive_work import Archive
from app.services.roster import RosterError
from app.services.seal_anew import DamagedError
from app.storage.archive import StoredRecord, find_stored_record
from app.storage.case_records import HeldRecord, SealedHeader, StaleCaseError, replace_record
from crypto.age.errors import AgeError
from crypto.sealing import open_payload


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A case's record as it is stored, and what it says."""

    stored: StoredRecord
    record: Record


@dataclass(frozen=True, slots=True)
class SealedRecord:
    """A record that was sealed anew, with its headers."""

    payload: bytes
    headers: list[SealedHeader] = field(repr=False)


def open_stored_record(stored: StoredRecord, file_key: bytes) -> OpenedRecord:
    """Open a record.

    Raises:
        DamagedError: it is not as it was written.
    """
    try:
        record = read_record(open_payload(stored.payload, file_key), stored.case_number)
    except (AgeError, EnvelopeError):
        raise DamagedError("is not as it was written") from None
    return OpenedRecord(stored, record)


def resealed_record(
    archive: Archive, opened: OpenedRecord, old_digest: bytes, new_digest: bytes
) -> SealedRecord:
    """Seal a record anew for a report that is sealed anew itself.

    Where the report is not the one that the record names, the record goes on naming that one: what
    was put into its place stays visible.
    """
    record = opened.record
    if record.names_report(old_digest):
        record = replace(record, report_digest=new_digest.hex(), earlier_digest=old_digest.hex())
    return _seal(archive, opened.stored, record)


def write_moved(
    archive: Archive, case_number: str, opened: OpenedRecord | None, moved: SealedRecord | None
) -> None:
    """Put a record that was sealed anew in its own place; without one, see that none came since.

    Raises:
        StaleCaseError: it was changed or begun in the meantime.
    """
    if opened is None or moved is None:
        with archive.casework.read() as session:
            if find_stored_record(session, case_number, archive.organ_id) is not None:
                raise StaleCaseError(case_number)
        return
    _write(archive, opened.stored, moved)


def reseal_record(archive: Archive, opened: OpenedRecord) -> None:
    """Seal a record anew as it is.

    Raises:
        DamagedError: an organ that holds it is in no signed roster.
        StaleCaseError: it was changed in the meantime.
    """
    _write(archive, opened.stored, _seal(archive, opened.stored, opened.record))


def _seal(archive: Archive, stored: StoredRecord, record: Record) -> SealedRecord:
    try:
        organs = [archive.roster.organ(organ_id) for organ_id in sorted(stored.headers)]
    except RosterError:
        raise DamagedError("is held by an organ that no signed roster names") from None
    return SealedRecord(*write_record(record, organs))


def _write(archive: Archive, stored: StoredRecord, sealed: SealedRecord) -> None:
    header = stored.headers[archive.organ_id]
    held = HeldRecord(stored.case_number, stored.owner, stored.version, stored.payload, header)
    with archive.casework.begin() as session:
        replace_record(session, held, sealed.payload, sealed.headers)
