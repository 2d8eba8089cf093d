"""Seal the archive anew after a compromise: what an organ's older keys opened gets new file keys.

Re-wrapping keeps a file key: who had the old key, and a copy of the headers, still opens every
payload. After this, what they have opens nothing that is in the store now.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from app.services.operator.archive_work import Archive, Pass
from app.services.operator.reseal_item import OpenedCase, reseal_item
from app.services.operator.reseal_notes import reseal_notes
from app.services.operator.reseal_record import OpenedRecord, open_stored_record, reseal_record
from app.services.operator.rewrap_headers import renew_signed
from app.services.seal_anew import DamagedError, open_item
from app.storage.archive import (
    RECORD_HEADERS,
    CaseHeader,
    OldHeader,
    StoredRecord,
    find_stored_item,
    find_stored_record,
    list_case_headers,
    list_cases_with_old_headers,
    list_old_headers,
)
from app.storage.case_records import StaleCaseError
from app.storage.intake import Case, ItemKind

CASES: Final = 50
"""Whose headers are opened in one request."""


def reseal(archive: Archive) -> Pass:
    """Go once through all that older keys open; what is damaged stays, and is named.

    Raises:
        OutdatedRosterError: the roster changed meanwhile; go through it again by the new one.
        WrongKeyError: the key-holder's key is not the one that the roster names.
    """
    result = Pass()
    archive.act.check_key(archive.organ.recipient)
    for numbers in _cases(archive):
        _reseal_cases(archive, numbers, result)
    _reseal_records(archive, result)
    reseal_notes(archive, result)
    renew_signed(archive, result)
    return result


def _cases(archive: Archive) -> Iterator[list[str]]:
    after = ""
    while True:
        with archive.intake.read() as session:
            numbers = list_cases_with_old_headers(
                session, archive.organ_id, archive.generation, (after, CASES)
            )
        if not numbers:
            return
        yield numbers
        after = numbers[-1]


def _reseal_cases(archive: Archive, numbers: list[str], result: Pass) -> None:
    with archive.intake.read() as session:
        items = list_case_headers(session, numbers, archive.organ_id)
    with archive.casework.read() as session:
        records = [find_stored_record(session, n, archive.organ_id) for n in numbers]
    held = [r for r in records if r is not None]
    # Every header of these cases, newer ones too: a reply is checked by its case's report.
    headers = [item.header for item in items] + [r.headers[archive.organ_id] for r in held]
    keys = archive.act.open_headers(headers)
    batch = _Batch(
        {item.item_id: key for item, key in zip(items, keys, strict=False)},
        {r.case_number: key for r, key in zip(held, keys[len(items) :], strict=True)},
    )
    for number, record in zip(numbers, records, strict=True):
        of_case = [item for item in items if item.case_number == number]
        _reseal_case(archive, batch, of_case, record, result)


@dataclass(frozen=True, slots=True)
class _Batch:
    """The file keys of some cases: of items by id, of records by case number."""

    items: Mapping[str, bytes | None] = field(repr=False)
    records: Mapping[str, bytes | None] = field(repr=False)


def _reseal_case(
    archive: Archive,
    batch: _Batch,
    items: Sequence[CaseHeader],
    stored: StoredRecord | None,
    result: Pass,
) -> None:
    number = items[0].case_number
    try:
        opened_record = _open_record(stored, batch)
    except DamagedError as error:
        # Its report has to keep the digest that it names.
        left = sum(item.generation < archive.generation for item in items)
        result.leave(f"the report of {number} is left, since the record {error}", left)
        return
    with archive.intake.read() as session:
        case = session.get_one(Case, number)
    opened = OpenedCase(case, list(_open_reports(archive, batch, items)), opened_record)
    for item in items:
        if item.generation < archive.generation:
            _reseal_one(archive, opened, item.item_id, batch.items[item.item_id], result)
            archive.report_progress(1)


def _reseal_one(
    archive: Archive, opened: OpenedCase, item_id: str, file_key: bytes | None, result: Pass
) -> None:
    with archive.intake.read() as session:
        stored = find_stored_item(session, item_id)
    if stored is None:
        return
    name = f"{stored.item.kind} {item_id} of {opened.case.case_number}"
    try:
        if file_key is None:
            raise DamagedError("opens with none of the organ's keys")  # noqa: TRY301  one place
        reseal_item(archive, opened, stored, file_key)
    except DamagedError as error:
        result.leave(f"{name} {error}")
    except StaleCaseError:
        # The next look through the archive finds it, if there is still something to do.
        pass
    else:
        result.done += 1


def _open_reports(archive: Archive, batch: _Batch, items: Sequence[CaseHeader]) -> Iterator[bytes]:
    for item in items:
        file_key = batch.items[item.item_id]
        if item.kind not in (ItemKind.REPORT, ItemKind.CODE_EXCHANGE) or file_key is None:
            continue
        with archive.intake.read() as session:
            stored = find_stored_item(session, item.item_id)
        # What is damaged is named when its own turn comes.
        with suppress(DamagedError):
            if stored is not None:
                yield open_item(stored.item, file_key)


def _open_record(stored: StoredRecord | None, batch: _Batch) -> OpenedRecord | None:
    if stored is None:
        return None
    key = batch.records.get(stored.case_number)
    if key is None:
        raise DamagedError("opens with none of the organ's keys")
    return open_stored_record(stored, key)


def _reseal_records(archive: Archive, result: Pass) -> None:
    """What is left: records whose report had been sealed anew, or is damaged itself."""
    after = ""
    while True:
        with archive.casework.read() as session:
            page = (after, CASES)
            old = list_old_headers(
                session, RECORD_HEADERS, archive.organ_id, archive.generation, page
            )
        if not old:
            return
        after = old[-1].row_id
        keys = archive.act.open_headers([one.header for one in old])
        for one, key in zip(old, keys, strict=True):
            _reseal_one_record(archive, one, key, result)
            archive.report_progress(1)


def _reseal_one_record(
    archive: Archive, old: OldHeader, file_key: bytes | None, result: Pass
) -> None:
    with archive.casework.read() as session:
        stored = find_stored_record(session, old.row_id, archive.organ_id)
    try:
        if stored is None or file_key is None:
            raise DamagedError("opens with none of the organ's keys")  # noqa: TRY301  one place
        reseal_record(archive, open_stored_record(stored, file_key))
    except DamagedError as error:
        result.leave(f"the record of {old.row_id} {error}")
    except StaleCaseError:
        pass
    else:
        result.done += 1
