"""Samples of closed leads: the auditor draws and reads, an approver lets them go."""

from typing import Any

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.deciding.facts import decision_view
from app.console.lead.case_answers import answer_lines
from app.console.lead.step_words import step_text
from app.console.queue.queue import category_text, circle_type_text, officer_view
from app.domain.deadlines import colour
from app.domain.roles import Role
from app.domain.sampling import MOST, DrawReason
from app.services.officer.audit.samples import (
    SampledLead,
    draw_sample,
    list_drawn,
    read_sampled_lead,
    release_sample,
)
from app.services.officer.desk import CaseNotHeldError
from app.services.officer.key_holder_client import (
    KeyHolderBusyError,
    KeyHolderLockedError,
    SampleNotReleasedError,
    SampleRefusedError,
)
from app.services.officer.lead.record import Step
from app.services.officer.queue.summary import open_clocks
from app.web import labels
from app.web.choices import choices_of

_ANSWER = "sample"
"""In the officer's own cookie until the next look: what became of a draw or a release."""
_HOW_MANY = _l("Please type a number from 1 to %(most)s.", most=MOST)
REASONS: dict[DrawReason, labels.Label] = {
    DrawReason.PLANNED: _l("Planned audit"),
    DrawReason.SPOT_CHECK: _l("Spot check"),
    DrawReason.COMPLAINT: _l("After a complaint about how leads are handled"),
    DrawReason.FOLLOW_UP: _l("To see whether an earlier finding was put right"),
    DrawReason.SUPERIOR_ASKS: _l("The superior organ asks for it"),
}


class DrawForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """How many, and why."""

    count = IntegerField(
        _l("How many leads"),
        [InputRequired(_HOW_MANY), NumberRange(1, MOST, message=_HOW_MANY)],
    )
    reason = SelectField(_l("Reason"), choices=choices_of(REASONS.items()))


@pages.get("/samples")
@may_enter(Role.AUDITOR, Role.APPROVER)
def samples() -> ResponseReturnValue:
    """What was drawn, and whether it can be read."""
    return _page(DrawForm(formdata=None), answer=session.pop(_ANSWER, ""))


@pages.post("/samples")
@may_enter(Role.AUDITOR)
def send_draw() -> ResponseReturnValue:
    """Draw."""
    form = DrawForm()
    if not form.validate():
        return _page(form), 422
    count = form.count.data or 0
    try:
        draw_sample(desk(), acting_officer(), DrawReason(form.reason.data), count)
    except SampleRefusedError as error:
        session[_ANSWER] = error.code
    except KeyHolderBusyError:
        session[_ANSWER] = "busy"
    else:
        session[_ANSWER] = "drawn"
    return redirect(url_for("console.samples"), 303)


@pages.post("/samples/<number>/release")
@may_enter(Role.APPROVER)
def send_sample_release(number: str) -> ResponseReturnValue:
    """Let the auditor read it."""
    try:
        release_sample(desk(), acting_officer(), _number(number))
    except KeyHolderLockedError:
        session[_ANSWER] = "locked"
    else:
        session[_ANSWER] = "released"
    return redirect(url_for("console.samples"), 303)


@pages.get("/samples/<number>/<case_number>")
@may_enter(Role.AUDITOR)
def sampled_lead(number: str, case_number: str) -> ResponseReturnValue:
    """One lead, to be read and no more."""
    try:
        found = read_sampled_lead(desk(), acting_officer(), _number(number), case_number)
    except SampleNotReleasedError:
        session[_ANSWER] = "not_released"
        return redirect(url_for("console.samples"), 303)
    return render_template(
        "sampled_lead.html",
        officer=officer_view(),
        unlocked=False,
        lead=_lead(found),
        answers=answer_lines(found.report.answers) if found.report else [],
        decisions=[decision_view(decision) for decision in found.record.decisions],
        steps=[_step(step) for step in reversed(found.record.steps)],
    )


def _page(form: DrawForm, *, answer: str = "") -> str:
    officer = acting_officer()
    return render_template(
        "samples.html",
        officer=officer_view(),
        unlocked=False,
        form=form,
        answer=answer,
        may_draw=officer.role is Role.AUDITOR,
        samples=[
            {
                "number": one.number,
                "drawn_on": one.drawn_on,
                "account": one.account,
                "reason": REASONS[one.reason],
                "checkpoint": one.checkpoint,
                "closed": one.closed,
                "leads": one.leads,
                "released": one.released,
                "own": one.account == officer.account,
            }
            for one in list_drawn(desk(), officer)
        ],
    )


def _lead(found: SampledLead) -> dict[str, Any]:
    record, today = found.record, desk().today()
    return {
        "case_number": record.case_number,
        "status_text": labels.STATUSES[record.status],
        "received_on": record.received_on,
        "opened_on": record.opened_on,
        "category_text": category_text(record.category),
        "circle_type_text": circle_type_text(record.circle_type),
        "entered": [
            (labels.STATUSES[status], day) for status, day in sorted(record.entered_on.items())
        ],
        "clocks": [
            (labels.CLOCKS[clock.name], clock.due_on, str(colour(clock, today)))
            for clock in open_clocks(record)
        ],
    }


def _step(step: Step) -> dict[str, Any]:
    return {"on": step.on, "who": step.name, "what": step_text(step.act), "note": step.note}


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < _DIGITS):
        raise CaseNotHeldError
    return int(text)


_DIGITS = 9
