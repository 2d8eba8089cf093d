"""Take into the records what other organs told: at each look at the list, and at a lead.

A note goes in the transaction that brings what it says into the record, so each counts once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from app.domain.deadlines import ClockName
from app.domain.forwarding import Forwarding, HandBackReason, Received, Supplement
from app.domain.lifecycle import Status
from app.domain.pressing import Pressing
from app.services.officer.desk import ActingOfficer, OfficeDesk, unwrap_many
from app.services.officer.key_holder_client import KeyHolderBusyError, RecordChangedError
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record, Step
from app.services.officer.routing.organ_note import Note, What, open_note
from app.storage.case_records import HeldRecord, StaleCaseError
from app.storage.casework import OrganNote
from app.storage.organ_notes import forget_notes, list_notes

AT_ONCE: Final = 100
"""Notes opened at one look."""
BACK_TO: Final = {
    HandBackReason.NOT_OURS: Status.OPENED,
    HandBackReason.CONFLICT: Status.OPENED,
    # The unit's result is a disposition proposed: who passed it on concludes, or takes it further.
    HandBackReason.FINISHED: Status.DISPOSITION_PROPOSED,
}
"""Where a lead stands that a unit hands back: no officer here moves it, so it is in no `MOVES`."""


def take_notes(
    desk: OfficeDesk,
    officer: ActingOfficer,
    held: Iterable[HeldRecord],
    records: Mapping[str, Record | None],
) -> dict[str, Record | None]:
    """Bring waiting notes into the records that were read.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who looks; has unlocked.
        held: the organ's records as they were read.
        records: the same, opened; without those from which the officer is kept away.

    Returns:
        The records with what was told. Where the key-holder or a colleague was in the way, the
        next look goes on.
    """
    taken: dict[str, Record | None] = dict(records)
    places = {one.case_number: one for one in held}
    for number, rows in _list_waiting(desk, officer, records).items():
        record = records[number]
        notes = _open(desk, officer, record, rows) if record and number in places else None
        if record is None or notes is None:
            continue
        with suppress(StaleCaseError):
            changed = with_notes(record, notes)
            _save(desk, officer, places[number], changed, [row.note_id for row in rows])
            taken[number] = changed
    return taken


def with_notes(record: Record, notes: Sequence[Note]) -> Record:
    """The record with what another organ told."""
    for note in sorted(notes, key=lambda note: (note.on, _ORDER[note.what])):
        record = _TAKE[note.what](record, note)
    return record


def _list_waiting(
    desk: OfficeDesk, officer: ActingOfficer, records: Mapping[str, Record | None]
) -> dict[str, list[OrganNote]]:
    with desk.casework.read() as session:
        rows = list_notes(session, officer.organ_id)
    waiting: defaultdict[str, list[OrganNote]] = defaultdict(list)
    for row in [row for row in rows if row.case_number in records][:AT_ONCE]:
        waiting[row.case_number].append(row)
    return waiting


def _open(
    desk: OfficeDesk, officer: ActingOfficer, record: Record, rows: Sequence[OrganNote]
) -> list[Note] | None:
    headers = [(row.case_number, row.header) for row in rows]
    try:
        unwrapped = unwrap_many(desk, officer, "messages", headers)
    except (KeyHolderBusyError, RecordChangedError):
        return None
    if unwrapped.recused:
        return None
    opened = [
        open_note(row, key, _link_key(record))
        for row, key in zip(rows, unwrapped.file_keys, strict=True)
    ]
    # What nobody vouches for is dropped with the rest: it says nothing.
    return [note for note in opened if note is not None]


def _link_key(record: Record) -> str:
    if record.received is not None:
        return record.received.link_key
    return record.with_unit.link_key if record.with_unit else ""


def _save(
    desk: OfficeDesk, officer: ActingOfficer, held: HeldRecord, record: Record, ids: list[str]
) -> None:
    change_record(
        desk,
        officer,
        held,
        record,
        act="notes_taken",
        detail=str(len(ids)),
        beside=lambda session: forget_notes(session, ids),
    )


def _told(record: Record, note: Note, act: str, text: str = "") -> Record:
    # By another organ's hand: its officers are not among those whom this record names by account.
    step = Step(note.on, note.by.account, note.by.name, act, text)
    return replace(record, steps=(*record.steps, step))


def _acknowledged(record: Record, note: Note) -> Record:
    if record.with_unit is None:
        return record
    known = _with_forwarding(record, replace(record.with_unit, acknowledged_on=note.on))
    done_on = {**record.done_on, ClockName.FORWARDING: note.on}
    return _told(replace(known, done_on=done_on), note, "unit_acknowledged")


def _handed_back(record: Record, note: Note) -> Record:
    if record.with_unit is None or note.hand_back is None:
        return record
    known = _with_forwarding(record, replace(record.with_unit, handed_back=note.hand_back))
    moved = known.moved(BACK_TO[note.hand_back.reason], note.on)
    act = f"handed_back_{note.hand_back.reason}"
    return _told(moved, note, act, note.hand_back.text)


def _supplement(record: Record, note: Note) -> Record:
    received = record.received
    if received is None or note.note_id in {one.note_id for one in received.supplements}:
        return record
    added = Supplement(note.note_id, note.on, note.text)
    known = replace(received, supplements=(*received.supplements, added))
    return _told(replace(record, received=known), note, "supplement_received")


def _pressed(record: Record, note: Note) -> Record:
    received: Received | None = record.received
    if received is None or note.due_on is None:
        return record
    pressing = Pressing(note.by, note.on, note.due_on, note.text)
    known = replace(
        record,
        received=replace(received, pressed_on=(*received.pressed_on, note.on)),
        pressings=(*record.pressings, pressing),
    )
    return _told(known, note, "pressed_by_organ", note.text)


def _with_forwarding(record: Record, forwarding: Forwarding) -> Record:
    return replace(record, forwarded=(*record.forwarded[:-1], forwarding))


_TAKE: Final = {
    What.ACKNOWLEDGED: _acknowledged,
    What.SUPPLEMENT: _supplement,
    What.PRESSED: _pressed,
    What.HANDED_BACK: _handed_back,
}
_ORDER: Final = {what: place for place, what in enumerate(_TAKE)}
