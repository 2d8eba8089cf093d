"""Before the list is shown: bring into the records what came in since the last look.

What reporters' messages are for, what other organs told, what was cut off in the middle. Only the
records that it concerns are opened.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.key_holder_client import RecordChangedError
from app.services.officer.lead.record import Record, open_records
from app.services.officer.queue.lead_index import LeadIndex
from app.services.officer.queue.note_messages import note_messages
from app.services.officer.routing.take_notes import take_notes
from app.services.officer.routing.take_pressings import list_asked, take_pressings
from app.services.officer.routing.transfer import finish_transfers
from app.storage.case_records import HeldRecord, list_held_records
from app.storage.cases import UnreadMessage, list_unread_messages
from app.storage.organ_notes import list_notes

_Use = Callable[[list[HeldRecord], dict[str, Record | None]], object]


def bring_in(
    desk: OfficeDesk, officer: ActingOfficer, index: LeadIndex, away: Collection[str]
) -> set[str]:
    """Do it, as far as the officer is not kept away; what is in the way is tried at the next look.

    Returns:
        The cases with a message that no officer has read.
    """
    with desk.casework.read() as session:
        told = {note.case_number for note in list_notes(session, officer.organ_id)}
    asked = {row.case_number for row, by in list_asked(desk, officer) if by}
    _use(desk, officer, told - set(away), lambda h, r: take_notes(desk, officer, h, r))
    _use(desk, officer, asked - set(away), lambda h, r: take_pressings(desk, officer, h, r))
    with desk.intake.read() as session:
        found = list_unread_messages(session, officer.organ_id)
    unread = [one for one in found if one.case_number not in away]
    with suppress(RecordChangedError):
        note_messages(desk, officer, unread, _noted(index, unread))
    begun = {n for n, one in index.leads.items() if one.summary and one.summary.in_transfer}
    _use(desk, officer, begun - set(away), lambda _h, r: finish_transfers(desk, officer, r))
    return {one.case_number for one in unread}


def _use(desk: OfficeDesk, officer: ActingOfficer, numbers: set[str], use: _Use) -> None:
    if not numbers:
        return
    with desk.casework.read() as session:
        held = list_held_records(session, officer.organ_id, numbers)
    with suppress(RecordChangedError):
        use(held, open_records(desk, officer, held))


def _noted(index: LeadIndex, unread: list[UnreadMessage]) -> Mapping[str, Collection[str]]:
    return {
        number: indexed.summary.messages_noted
        for number in {one.case_number for one in unread}
        if (indexed := index.leads.get(number)) and indexed.summary
    }
