"""The queue: every open lead that the officer may see, in the order of the office's rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from app.domain.priority import Level
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.jobs import Job
from app.services.officer.key_holder_client import KeptAway
from app.services.officer.lead.record import may_see
from app.services.officer.queue.lead_index import IndexBehindError, LeadIndex, lead_index
from app.services.officer.queue.note_messages import note_messages
from app.services.officer.queue.open_batch import list_sealed
from app.services.officer.queue.place import QueueRow
from app.services.officer.queue.summary import Summary
from app.storage.audit import append_entry
from app.storage.cases import UnreadMessage, list_unread_messages
from app.storage.seen_marks import list_seen

BUILD: Final = "build_index"
"""The job that opens what the index lacks."""
_BUILD_PIECE: Final = 1000
LOOK_NOTED_EVERY: Final = timedelta(minutes=1)
"""Looks at the list are on record once a minute and officer: more entries tell no more."""


@dataclass(frozen=True, slots=True)
class Queue:
    """All rows in order, what could not be opened, and how many are sealed still.

    Leads from which the officer is kept away are in none of the three.
    """

    rows: tuple[QueueRow, ...] = ()
    unreadable: tuple[str, ...] = ()
    sealed: int = 0
    building: Job | None = None
    """Where the index is being put together: there are no rows before it is done."""

    def urgent(self) -> tuple[QueueRow, ...]:
        """The leads on which an inspection is to be dispatched at once."""
        return tuple(row for row in self.rows if row.ranking.level is Level.P0)


def read_queue(desk: OfficeDesk, officer: ActingOfficer) -> Queue:
    """Bring the officer's organ's leads up to date, rank them and put them into order.

    What unread messages are for is noted first, in all leads of the organ: whoever unlocks, a
    reporter under pressure stands on top for everybody.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
    """
    # First of all: it says that the token is good.
    away = desk.key_holder.kept_away(officer.unlock_token)
    sealed = sum(n not in away.own for n in list_sealed(desk, officer.organ_id))
    index = lead_index(desk, officer)
    with index.lock:
        try:
            index.refresh(desk, officer, away.own)
            unread = _note_unread(desk, officer, index, away)
            index.refresh(desk, officer, away.own)
        except IndexBehindError as behind:
            job = _build(desk, officer, index, behind.left)
            return Queue(sealed=sealed, building=job)
        rows = _rows(desk, officer, index, away, unread)
        unreadable = sorted(n for n in index.unreadable if n not in away.own)
    _note_look(desk, officer, index, len(rows))
    return Queue(tuple(rows), tuple(unreadable), sealed)


def _note_unread(
    desk: OfficeDesk, officer: ActingOfficer, index: LeadIndex, away: KeptAway
) -> Collection[str]:
    with desk.intake.read() as session:
        found = list_unread_messages(session, officer.organ_id)
    unread = [one for one in found if one.case_number not in away.own]
    note_messages(desk, officer, unread, _noted(index, unread))
    return {one.case_number for one in unread}


def _noted(index: LeadIndex, unread: list[UnreadMessage]) -> Mapping[str, Collection[str]]:
    return {
        number: summary.messages_noted
        for number in {one.case_number for one in unread}
        if (indexed := index.leads.get(number)) and (summary := indexed.summary)
    }


def _rows(
    desk: OfficeDesk,
    officer: ActingOfficer,
    index: LeadIndex,
    away: KeptAway,
    unread: Collection[str],
) -> list[QueueRow]:
    with desk.casework.read() as session:
        seen = list_seen(session, officer.account)
    today, rows = desk.today(), []
    for number, indexed in index.leads.items():
        summary = indexed.summary
        if number in away.own or summary is None:
            continue
        row = index.placed.row(number, indexed, summary, today)
        shown = without_recused(summary, away)
        if not may_see(officer, shown):
            continue
        version = seen.get(number)
        marks = (number in unread, version is None, version not in (None, indexed.version))
        if shown is not summary or any(marks):
            row = replace(row, lead=shown, unread=marks[0], new=marks[1], changed=marks[2])
        rows.append(row)
    index.placed.keep(index.leads)
    return sorted(rows, key=lambda row: row.place)


def _build(desk: OfficeDesk, officer: ActingOfficer, index: LeadIndex, left: int) -> Job:
    """Open what the index lacks in the background; the next look at the list finds it."""
    away = desk.key_holder.kept_away(officer.unlock_token).own

    def build_piece(job: Job) -> bool:
        index.catch_up(desk, officer, away, _BUILD_PIECE)
        still = index.left(away)
        job.done = max(job.total - still, 0)
        return still > 0

    return desk.jobs.start(officer.organ_id, Job(BUILD, officer.account, left), build_piece)


def _note_look(desk: OfficeDesk, officer: ActingOfficer, index: LeadIndex, count: int) -> None:
    now = desk.clock()
    last = index.looks.get(officer.account)
    if last is not None and now - last < LOOK_NOTED_EVERY:
        return
    index.looks[officer.account] = now
    with desk.casework.begin() as session:
        append_entry(
            session, at=now, account=officer.account, act="read_list", detail=f"count={count}"
        )


def without_recused(lead: Summary, away: KeptAway) -> Summary:
    """A lead as to be shown: who is kept away from it does not work on it.

    The record itself is left as it is: a step in it would tell the unit who has a conflict, and its
    entry in the log would tell every reader of the database.
    """
    if lead.assigned_to in away.of_case(lead.case_number):
        return replace(lead, assigned_to=None)
    return lead
