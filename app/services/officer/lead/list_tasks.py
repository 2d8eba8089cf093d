"""An officer's own open tasks, in all leads that the officer may see."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from app.domain.tasks import Task
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.key_holder_client import RecordChangedError
from app.services.officer.lead.record import Record, may_see, open_records
from app.services.officer.queue.lead_index import lead_index
from app.storage.case_records import list_held_records

_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task and its lead."""

    case_number: str
    task: Task
    visible: bool
    """Whether the officer may open the lead: a case officer may have a task in another's."""


def list_own_tasks(desk: OfficeDesk, officer: ActingOfficer) -> list[OwnTask]:
    """The officer's open tasks, the nearest day first; none of leads they are kept away from.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
        IndexBehindError: the list has to be put together first.
    """
    records = _open_with_tasks(desk, officer)
    own = [
        OwnTask(record.case_number, task, may_see(officer, record))
        for record in records.values()
        if record is not None
        for task in record.tasks
        if task.is_open and task.account == officer.account
    ]
    return sorted(own, key=lambda one: (one.task.due_on, one.case_number, one.task.task_id))


def _open_with_tasks(desk: OfficeDesk, officer: ActingOfficer) -> dict[str, Record | None]:
    """The records of the leads in which the list knows of open tasks of the officer's."""
    away = desk.key_holder.kept_away(officer.unlock_token).own
    for _again in range(_TRIES):
        index = lead_index(desk, officer)
        with suppress(RecordChangedError):
            index.refresh(desk, officer, away)
            numbers = index.with_tasks_of(officer.account) - away
            with desk.casework.read() as session:
                held = list_held_records(session, officer.organ_id, numbers)
            return open_records(desk, officer, held)
        # A record was replaced between our look and the key-holder's.
    return {}
