"""The queue: every lead that the officer may see, in the order of the office's rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.deadlines import Clock, Colour, clocks_for, colour, nearest
from app.domain.lifecycle import MOVES, Status
from app.domain.priority import QueuePlace, Ranking, queue_order, rank_aged
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.key_holder_client import KeptAway, RecordChangedError
from app.services.officer.lead.record import Record, may_see, open_records
from app.services.officer.notices.tell_of_leads import tell_of_leads
from app.services.officer.queue.note_messages import note_messages
from app.services.officer.queue.open_batch import list_sealed
from app.services.officer.routing.take_notes import take_notes
from app.services.officer.routing.transfer import finish_transfers
from app.storage.case_records import HeldRecord, list_held_records
from app.storage.cases import count_messages_by_case


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One lead in its place."""

    record: Record
    ranking: Ranking
    clock: Clock | None
    colour: Colour
    unread: bool
    place: QueuePlace


@dataclass(frozen=True, slots=True)
class Queue:
    """All rows in order, what could not be opened, and how many are sealed still.

    Leads from which the officer is kept away are in none of the three.
    """

    rows: tuple[QueueRow, ...] = ()
    unreadable: tuple[str, ...] = ()
    sealed: int = 0


def read_queue(desk: OfficeDesk, officer: ActingOfficer) -> Queue:
    """Open the records of the officer's organ, rank them and put them into order.

    What unread messages are for is noted first, in all leads of the organ: whoever unlocks, a
    reporter under pressure stands on top for everybody.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
    """
    with desk.intake.read() as session:
        messages = count_messages_by_case(session, officer.organ_id)
    records = _open_all(desk, officer)
    away = desk.key_holder.kept_away(officer.unlock_token)
    today = desk.today()
    everything = [
        place(without_recused(record, away), messages, today)
        for record in records.values()
        if record is not None
    ]
    tell_of_leads(desk, officer.organ_id, everything, away)
    rows = [row for row in everything if may_see(officer, row.record)]
    unreadable = [number for number, record in records.items() if record is None]
    sealed = [n for n in list_sealed(desk, officer.organ_id) if n not in away.own]
    return Queue(tuple(sorted(rows, key=lambda row: row.place)), tuple(unreadable), len(sealed))


def _open_all(desk: OfficeDesk, officer: ActingOfficer) -> dict[str, Record | None]:
    try:
        return _open_held(desk, officer)
    except RecordChangedError:
        # A colleague saved something between our look and the key-holder's.
        return _open_held(desk, officer)


def _open_held(desk: OfficeDesk, officer: ActingOfficer) -> dict[str, Record | None]:
    held, records = _read_held(desk, officer)
    if take_notes(desk, officer, held, records) != records:
        # What other organs told is in them now.
        held, records = _read_held(desk, officer)
    return finish_transfers(desk, officer, note_messages(desk, officer, held, records))


def _read_held(
    desk: OfficeDesk, officer: ActingOfficer
) -> tuple[list[HeldRecord], dict[str, Record | None]]:
    with desk.casework.read() as session:
        held = list_held_records(session, officer.organ_id)
    return held, open_records(desk, officer, held)


def without_recused(record: Record, away: KeptAway) -> Record:
    """The record as to be shown: who is kept away from the lead does not work on it.

    The record itself is left as it is: a step in it would tell the unit who has a conflict, and its
    entry in the log would tell every reader of the database.
    """
    if record.assigned_to in away.of_case(record.case_number):
        return replace(record, assigned_to=None)
    return record


def place(record: Record, messages: Mapping[str, int], today: date) -> QueueRow:
    """A lead's level, clock and place, as of today."""
    ranking = rank_aged(record.facts(), record.received_on, opened_on=record.opened_on, today=today)
    clock = nearest(open_clocks(record))
    return QueueRow(
        record,
        ranking,
        clock,
        colour(clock, today) if clock else Colour.GREEN,
        messages.get(record.case_number, 0) > record.messages_read,
        queue_order(
            ranking.level,
            due_on=clock.due_on if clock else None,
            checkable_facts=record.checkable_facts,
            received_on=record.received_on,
            case_number=record.case_number,
        ),
    )


def may_be_reopened(record: Record) -> bool:
    """Whether the reporter objected to an outcome from which a lead may be taken up again.

    Only shown: the rules give an objection no level of its own, and an approver decides.
    """
    return record.objection and Status.REOPENED in MOVES[record.status]


def open_clocks(record: Record) -> tuple[Clock, ...]:
    """The clocks that run for a lead."""
    return clocks_for(
        record.status, record.history(), drinking_circle=record.facts().is_drinking_circle
    )
