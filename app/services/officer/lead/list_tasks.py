"""An officer's own open tasks, in all leads that the officer may see."""

from dataclasses import dataclass

from app.domain.tasks import Task
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.key_holder_client import RecordChangedError
from app.services.officer.lead.record import Record, may_see, open_records
from app.storage.case_records import list_held_records


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
    """
    try:
        records = _open_all(desk, officer)
    except RecordChangedError:
        # A record was replaced between our look and the key-holder's.
        records = _open_all(desk, officer)
    own = [
        OwnTask(record.case_number, task, may_see(officer, record))
        for record in records.values()
        if record is not None
        for task in record.tasks
        if task.is_open and task.account == officer.account
    ]
    return sorted(own, key=lambda one: (one.task.due_on, one.case_number, one.task.task_id))


def _open_all(desk: OfficeDesk, officer: ActingOfficer) -> dict[str, Record | None]:
    with desk.casework.read() as session:
        held = list_held_records(session, officer.organ_id)
    return open_records(desk, officer, held)
