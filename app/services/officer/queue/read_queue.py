"""The queue: every open lead that the officer may see, in the order of the office's rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.jobs import Job
from app.services.officer.key_holder_client import KeptAway
from app.services.officer.lead.record import may_see
from app.services.officer.log_act import log_act
from app.services.officer.notices.tell_of_leads import tell_of_leads
from app.services.officer.queue.bring_in import bring_in
from app.services.officer.queue.lead_index import IndexBehindError, LeadIndex, lead_index
from app.services.officer.queue.open_batch import list_sealed
from app.services.officer.queue.place import QueueRow
from app.services.officer.queue.summary import without_recused
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
        """The leads on which an inspection is to be dispatched at once, or a reason given."""
        return tuple(row for row in self.rows if row.asks_for_inspection())


def read_queue(desk: OfficeDesk, officer: ActingOfficer) -> Queue:
    """Bring the officer's organ's leads up to date, rank them and put them into order.

    What came in is brought into the records first, in all leads of the organ: whoever unlocks, a
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
            unread = bring_in(desk, officer, index, away.own)
            index.refresh(desk, officer, away.own)
        except IndexBehindError as behind:
            job = _build(desk, officer, index, behind.left)
            return Queue(sealed=sealed, building=job)
        rows = _rows(desk, officer, index, away, unread)
        unreadable = sorted(n for n in index.unreadable if n not in away.own)
    _note_look(desk, officer, index, len(rows))
    return Queue(tuple(rows), tuple(unreadable), sealed)


def _rows(
    desk: OfficeDesk,
    officer: ActingOfficer,
    index: LeadIndex,
    away: KeptAway,
    unread: Collection[str],
) -> list[QueueRow]:
    with desk.casework.read() as session:
        seen = list_seen(session, officer.account)
    today = desk.today()
    everything = [
        _row(officer, index.placed.row(number, indexed, indexed.summary, today), away)
        for number, indexed in index.leads.items()
        if number not in away.own and indexed.summary
    ]
    index.placed.keep(index.leads)
    tell_of_leads(desk, officer.organ_id, everything, away)
    rows = [
        _with_marks(row, index.leads[row.lead.case_number].version, seen, unread)
        for row in everything
        if may_see(officer, row.lead)
    ]
    return sorted(rows, key=lambda row: row.place)


def _row(officer: ActingOfficer, row: QueueRow, away: KeptAway) -> QueueRow:
    lead = without_recused(row.lead, away)
    by = lead.proposed_by
    # Who proposed something, or is of another organ, has no say in it.
    waits = (
        by is not None
        and officer.role is Role.APPROVER
        and by.organ_id == officer.organ_id
        and by.account != officer.account
    )
    task = officer.account in lead.tasks
    if lead is row.lead and not waits and not task:
        return row
    return replace(row, lead=lead, approval=waits, task=task)


def _with_marks(
    row: QueueRow, version: int, seen: Mapping[str, int], unread: Collection[str]
) -> QueueRow:
    number = row.lead.case_number
    last = seen.get(number)
    if last == version and number not in unread:
        return row
    return replace(
        row,
        unread=number in unread,
        new=last is None,
        changed=last not in (None, version),
    )


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
        log_act(desk, session, officer, act="read_list", detail=f"count={count}")
