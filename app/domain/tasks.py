"""What is to be done for a lead: by whom, by which day, and what became of it."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from app.domain.notes import Hand, NoSuchEntryError


class TaskState(StrEnum):
    """What became of a task."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do.

    Attributes:
        task_id: by which pages name it.
        by: who set it.
        text: what is to be done.
        account: whose task it is.
        name: the same by name, as it stood when it was set.
        due_on: the last day in time.
        state: what became of it.
        closed: who said so, None while it is open.
        note: what was said at that.
    """

    task_id: str
    by: Hand
    text: str = field(repr=False)
    account: str
    name: str
    due_on: date
    state: TaskState = TaskState.OPEN
    closed: Hand | None = None
    note: str = field(default="", repr=False)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.state is TaskState.OPEN

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and it is still open; the day itself is in time."""
        return self.is_open and today > self.due_on


def close(
    tasks: tuple[Task, ...], task_id: str, state: TaskState, by: Hand, note: str
) -> tuple[Task, ...]:
    """Return the tasks with one of them done or cancelled.

    Raises:
        NoSuchEntryError: there is no such task, or it is closed already.
        ValueError: `state` closes nothing.
    """
    if state is TaskState.OPEN:
        raise ValueError("a task is closed as done or cancelled")
    if not any(task.task_id == task_id and task.is_open for task in tasks):
        raise NoSuchEntryError
    return tuple(
        replace(task, state=state, closed=by, note=note) if task.task_id == task_id else task
        for task in tasks
    )
