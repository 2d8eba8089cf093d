"""Seal all that a case holds anew to another organ, and let nobody else open it any more."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.domain.lifecycle import Status
from app.services.officer.deciding.say_word import say_word
from app.services.officer.desk import ActingOfficer, OfficeDesk, unwrap
from app.services.officer.lead.record import Record
from app.services.roster import Organ, Roster, load_roster, require_newest
from app.services.seal_anew import (
    DamagedError,
    copy_file_anew,
    find_reporter,
    is_file,
    open_item,
    seal_body_anew,
)
from app.storage.archive import NewHeader, StoredItem, find_stored_item, replace_item
from app.storage.case_records import StaleCaseError
from app.storage.cases import (
    REPORTER,
    REPORTER_GENERATION,
    address_to,
    list_item_ids,
    lock_case,
)
from app.storage.figures import Why, note_item_change
from app.storage.intake import Case, ItemKind
from crypto.age.keys import Recipient


@dataclass(frozen=True, slots=True)
class _New:
    """What takes an item's place."""

    stored: StoredItem
    values: dict[str, Any] = field(repr=False)
    headers: Sequence[NewHeader]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A case as it was read, with the file keys of its items by their ids."""

    case: Case
    roster: Roster
    organ: Organ
    """Who gets it."""
    stored: Sequence[StoredItem]
    keys: Mapping[str, bytes | None] = field(repr=False)
    reports: Sequence[bytes] = field(repr=False)


def list_payloads(session: Session, case_number: str) -> tuple[str, ...]:
    """The names of a case's files in the payload store."""
    stored = _list_stored(session, case_number)
    return tuple(sorted(one.item.payload_id for one in stored if one.item.payload_id))


def exchange_items(
    desk: OfficeDesk, officer: ActingOfficer, record: Record, organ_id: str, payloads: Sequence[str]
) -> None:
    """Seal every item to an organ (and replies to the reporter), and address the case to it.

    What cannot be opened, since somebody damaged it, is left to nobody: its bytes go as well.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: of the organ that held the case.
        record: that organ's.
        organ_id: who gets it.
        payloads: the names of the files that will be deleted afterwards.

    Raises:
        StaleCaseError: something came in since; all is as it was.
        OutdatedRosterError: the same of the roster.
        KeyHolderError: it gives no file keys now.
        DamagedError: the disk is full.
    """
    opened = _open_all(desk, officer, record.case_number, organ_id)
    new: list[_New] = []
    try:
        for stored in opened.stored:
            # One by one: what was copied before a failure is deleted below.
            new.append(_seal(desk, opened, stored))  # noqa: PERF401
        _commit(desk, record, opened, new, payloads)
    except BaseException:
        names = (one.values.get("payload_id") for one in new)
        desk.payloads.delete([name for name in names if name])
        raise


def _list_stored(session: Session, case_number: str) -> list[StoredItem]:
    found = (find_stored_item(session, one) for one in list_item_ids(session, case_number))
    return [one for one in found if one is not None]


def _open_all(desk: OfficeDesk, officer: ActingOfficer, case_number: str, organ_id: str) -> _Opened:
    with desk.intake.read() as session:
        case = session.get_one(Case, case_number)
        stored = _list_stored(session, case_number)
        roster = load_roster(session, desk.roster_pin)
    mine = [one for one in stored if officer.organ_id in one.headers]
    headers = [(case_number, one.headers[officer.organ_id]) for one in mine]
    file_keys = unwrap(desk, officer, "write", headers)
    keys = {one.item.item_id: key for one, key in zip(mine, file_keys, strict=True)}
    reports: list[bytes] = []
    for one in stored:
        key = keys.get(one.item.item_id)
        kinds = (ItemKind.REPORT, ItemKind.CODE_EXCHANGE)
        if one.item.kind in kinds and key is not None:
            with suppress(DamagedError):
                reports.append(open_item(one.item, key))
    return _Opened(case, roster, roster.organ(organ_id), stored, keys, reports)


def _seal(desk: OfficeDesk, opened: _Opened, stored: StoredItem) -> _New:
    organ = opened.organ
    recipients: list[tuple[str, int, Recipient]] = [
        (organ.organ_id, organ.generation, organ.recipient)
    ]
    key = opened.keys.get(stored.item.item_id)
    try:
        if key is None:
            raise DamagedError("opens with none of the organ's keys")  # noqa: TRY301  one place
        if is_file(stored.item):
            sealed = copy_file_anew(desk.payloads, stored.item, key, desk.today())
        else:
            body = open_item(stored.item, key)
            if REPORTER in stored.headers:
                own = [opened.case.organ_id]
                item_id = stored.item.item_id
                reporter = find_reporter(opened.case, opened.reports, item_id, body, own)
                recipients.append((REPORTER, REPORTER_GENERATION, reporter))
            sealed = seal_body_anew(body)
    except DamagedError:
        if not desk.payloads.has_room():
            raise
        return _New(stored, {"payload": None, "payload_id": None}, ())
    return _New(stored, sealed.values, sealed.headers(recipients))


def _commit(
    desk: OfficeDesk,
    record: Record,
    opened: _Opened,
    new: Sequence[_New],
    payloads: Sequence[str],
) -> None:
    number = record.case_number
    with desk.intake.begin() as session:
        now = lock_case(session, number)
        # A message came in since, or somebody else was at it.
        unchanged = now is not None and now.organ_id == opened.case.organ_id
        there = sorted(list_item_ids(session, number))
        if not unchanged or there != sorted(one.stored.item.item_id for one in new):
            raise StaleCaseError(number)
        if list_payloads(session, number) != tuple(payloads):
            raise StaleCaseError(number)
        for one in new:
            replace_item(session, one.stored, one.values, one.headers)
            # Counted in the figure of its day: it is not missed there.
            digest = one.values.get("payload_digest")
            note_item_change(session, one.stored.item, Why.TRANSFERRED, new_digest=digest)
        address_to(session, number, opened.organ.organ_id)
        if not record.joined_to:
            # A duplicate's reporter is told with the main lead's, and no earlier than any would be.
            say_word(desk, session, record, Status.SEALED_TRANSFER)
        require_newest(session, opened.roster)
