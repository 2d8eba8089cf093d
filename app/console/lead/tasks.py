"""Tasks in a lead, and an officer's own in all of them."""

from datetime import timedelta
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.lead.case import back_to, case_page
from app.console.lead.colleagues import named
from app.console.lead.entry_forms import EntryForms
from app.console.lead.forms import CloseTaskForm, TaskForm
from app.console.lead.sections import Lead, View, section
from app.console.lead.words import TASK_STATES
from app.console.queue.queue import officer_view
from app.domain.tasks import Task, TaskState
from app.domain.working_days import add_working_days
from app.services.officer.lead.list_tasks import list_own_tasks
from app.services.officer.lead.set_task import NewTask, close_task, list_able, set_task
from app.web.choices import choices_of

_USUAL_WORKING_DAYS = 3


@section("tasks", _l("Tasks"), "lead_tasks.html", order=45)
def show(lead: Lead) -> View:
    """Open tasks by their day, then what became of the others."""
    forms = EntryForms(lead, "close", CloseTaskForm)
    opened = sorted((t for t in lead.record.tasks if t.is_open), key=lambda task: task.due_on)
    form = lead.sent.get("task")
    if form is None:
        due_on = add_working_days(desk().today() + timedelta(days=1), _USUAL_WORKING_DAYS)
        form = TaskForm(formdata=None, due_on=due_on, account=lead.officer.account)
        form.account.choices = _able(lead.case_number)
    return {
        "count": len(opened),
        "open": [(_task(task), forms.beside(task.task_id)) for task in opened],
        "closed": [_task(task) for task in reversed(lead.record.tasks) if not task.is_open],
        "form": form,
    }


@pages.post("/cases/<case_number>/tasks")
@may_enter(*WORKING_ON_LEADS)
def send_task(case_number: str) -> ResponseReturnValue:
    """Set a task."""
    form = TaskForm()
    form.account.choices = _able(case_number)
    if not form.validate() or form.due_on.data is None:
        return case_page(case_number, task=form), 422
    new = NewTask((form.text.data or "").strip(), form.account.data, form.due_on.data)
    set_task(desk(), acting_officer(), case_number, new)
    return back_to(case_number, "tasks")


@pages.post("/cases/<case_number>/tasks/<task_id>/close")
@may_enter(*WORKING_ON_LEADS)
def send_close_task(case_number: str, task_id: str) -> ResponseReturnValue:
    """Say what became of a task."""
    form = CloseTaskForm()
    form.entry = task_id
    if not form.validate():
        return case_page(case_number, close=form), 422
    state, note = TaskState(form.state.data), (form.note.data or "").strip()
    close_task(desk(), acting_officer(), case_number, task_id, state, note)
    return back_to(case_number, "tasks")


@pages.get("/tasks")
@may_enter(*WORKING_ON_LEADS)
def tasks() -> ResponseReturnValue:
    """The officer's own open tasks, the nearest day first."""
    own = list_own_tasks(desk(), acting_officer())
    return render_template(
        "tasks.html",
        officer=officer_view(),
        tasks=[(one.case_number, one.visible, _task(one.task)) for one in own],
    )


def _task(task: Task) -> dict[str, Any]:
    return {
        "id": task.task_id,
        "text": task.text,
        "name": task.name,
        "by": task.by,
        "due_on": task.due_on,
        "is_late": task.is_late(desk().today()),
        "state_text": TASK_STATES[task.state],
        "closed": task.closed,
        "note": task.note,
    }


def _able(case_number: str) -> list[Any]:
    able = list_able(desk(), acting_officer(), case_number)
    return choices_of((colleague.account, named(colleague)) for colleague in able)
