"""One step of a lead: its form on a page of its own, and what comes of sending it."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.deciding.steps import Step, find_step, is_offered
from app.console.deciding.words import problem_text
from app.console.lead.case import back_to
from app.console.queue.queue import officer_view
from app.domain.decisions import DecisionError
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.desk import CaseNotHeldError, NotPermittedError
from app.services.officer.lead.record import Record, open_record
from app.services.officer.recusal.state_no_conflict import require_statement


@pages.get("/cases/<case_number>/decide/<step_name>")
@may_enter(*WORKING_ON_LEADS)
def step(case_number: str, step_name: str) -> ResponseReturnValue:
    """The step's form."""
    this, record = _open(case_number, step_name)
    form = this.form(formdata=None)
    form.seen.data = decision_mark(record)
    _fill(this, form, record)
    return _page(this, record, form)


@pages.post("/cases/<case_number>/decide/<step_name>")
@may_enter(*WORKING_ON_LEADS)
def send_step(case_number: str, step_name: str) -> ResponseReturnValue:
    """Take the step, or give the form back with what the rules say."""
    this, record = _open(case_number, step_name)
    form = this.form()
    _fill(this, form, record)
    if not form.validate():
        return _page(this, record, form), 422
    try:
        this.do(acting_officer(), case_number, form)
    except DecisionError as error:
        _tell(form, error)
    if form.errors:
        return _page(this, record, form), 422
    return back_to(case_number)


def _open(case_number: str, step_name: str) -> tuple[Step, Record]:
    found = find_step(step_name)
    officer = acting_officer()
    if found is None:
        raise CaseNotHeldError
    if officer.role not in found.roles:
        raise NotPermittedError
    record = open_record(desk(), officer, case_number)[1]
    require_statement(officer, record)
    return found, record


def _fill(this: Step, form: Any, record: Record) -> None:  # noqa: ANN401  a form of any step
    if this.fill:
        this.fill(form, record, desk().today())


def _tell(form: Any, error: DecisionError) -> None:  # noqa: ANN401  the same
    # Beside the field that it is about, where there is one.
    field = form[_FIELDS.get(error.code, error.code)] if error.code in _named(form) else form.seen
    field.errors = [*field.errors, problem_text(error.code)]


_FIELDS = {"study": "minutes_number", "day": "done_on"}
"""Where a problem stands that has another name than its field."""


def _named(form: Any) -> set[str]:  # noqa: ANN401  the same
    names = {field.short_name for field in form}
    return names | {code for code, field in _FIELDS.items() if field in names}


def _page(this: Step, record: Record, form: Any) -> str:  # noqa: ANN401  the same
    return render_template(
        "deciding_step.html",
        officer=officer_view(),
        case_number=record.case_number,
        step=this,
        form=form,
        offered=is_offered(this, record, acting_officer(), desk().today()),
        waits=record.proposal is not None and this.proposes,
    )
