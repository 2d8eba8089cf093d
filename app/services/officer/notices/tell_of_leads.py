"""Tell officers what a look at the work list shows: only then are levels and clocks known.

They are sealed. So nobody is told of anything before an officer of the organ has unlocked and
looked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from app.domain.deadlines import Colour
from app.domain.lifecycle import Status
from app.domain.notices import NoticeKind, WaitingLead
from app.domain.priority import Level
from app.services.officer.desk import OfficeDesk
from app.services.officer.key_holder_client import KeptAway
from app.services.officer.notices.notify import notify

if TYPE_CHECKING:
    from app.services.officer.queue.place import QueueRow

_COLOURS = {Colour.RED: NoticeKind.OVERDUE, Colour.YELLOW: NoticeKind.DUE_SOON}


def tell_of_leads(
    desk: OfficeDesk, organ_id: str, rows: Iterable["QueueRow"], away: KeptAway
) -> None:
    """Put notices on their way, where there is something to tell.

    Args:
        desk: the casework zone, and the clock.
        organ_id: whose officers.
        rows: all leads of the organ that could be opened.
        away: who is kept away from which.
    """
    waiting: defaultdict[NoticeKind, list[WaitingLead]] = defaultdict(list)
    for row in rows:
        lead = row.lead
        for kind in _kinds(row, organ_id):
            # Who proposed cannot approve; of a deadline they are told like everybody.
            is_proposal = kind is NoticeKind.APPROVALS and lead.proposed_by
            by = lead.proposed_by.account if is_proposal and lead.proposed_by else None
            waiting[kind].append(WaitingLead(lead.case_number, lead.assigned_to, by))
    notify(desk, organ_id, waiting, away.others)


def _kinds(row: "QueueRow", organ_id: str) -> Iterator[NoticeKind]:
    if row.ranking.level is Level.P0 and row.lead.status is Status.OPENED:
        yield NoticeKind.URGENT
    if row.colour in _COLOURS:
        yield _COLOURS[row.colour]
    if row.lead.proposed_by and row.lead.proposed_by.organ_id == organ_id:
        yield NoticeKind.APPROVALS
