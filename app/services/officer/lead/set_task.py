"""Set a task in a lead, and say what became of it."""

from dataclasses import dataclass, field, replace
from datetime import date

from app.domain.tasks import Task, TaskState, close
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk
from app.services.officer.lead.amend_record import SEEING, amend_record, hand_of, new_entry_id
from app.services.officer.recusal.recuse import list_kept_away
from app.storage.casework import Officer
from app.storage.officers import list_officers


@dataclass(frozen=True, slots=True)
class NewTask:
    """What is to be done, by whom and by when."""

    text: str = field(repr=False)
    account: str
    due_on: date


def set_task(desk: OfficeDesk, officer: ActingOfficer, case_number: str, new: NewTask) -> None:
    """Set a task for oneself or a colleague.

    Raises:
        NotPermittedError: the colleague does not work on leads here, or is kept away from this one.
        As `amend_record` does.
    """
    officer.require(*SEEING)
    able = {colleague.account: colleague for colleague in list_able(desk, officer, case_number)}
    if new.account not in able:
        raise NotPermittedError
    name = able[new.account].name
    by = hand_of(desk, officer)
    task = Task(new_entry_id(), by, new.text, new.account, name, new.due_on)
    amend_record(
        desk,
        officer,
        case_number,
        lambda record: replace(record, tasks=(*record.tasks, task)),
        act="task_set",
        roles=SEEING,
        detail=task.task_id,
    )


def close_task(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    task_id: str,
    state: TaskState,
    note: str,
) -> None:
    """Say that a task is done, or that it is not to be done any more.

    Raises:
        NoSuchEntryError: there is no such task, or it is closed already.
        As `amend_record` does.
    """
    by = hand_of(desk, officer)
    amend_record(
        desk,
        officer,
        case_number,
        lambda record: replace(record, tasks=close(record.tasks, task_id, state, by, note)),
        act=f"task_{state}",
        roles=SEEING,
        detail=task_id,
    )


def list_able(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> list[Officer]:
    """The officers of the organ who work on leads and are not kept away from this one.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
    """
    away = list_kept_away(desk, officer, case_number)
    with desk.casework.read() as session:
        officers = list_officers(session, officer.organ_id)
    return [o for o in officers if o.role in SEEING and o.account not in away]
