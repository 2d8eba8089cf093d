"""The superior's page for pressing (督办) on leads that it does not hold: by number alone."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField
from wtforms.validators import DataRequired

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.deciding.words import problem_text
from app.console.forms import LineField
from app.console.queue.queue import officer_view
from app.domain.decisions import DecisionError
from app.services.officer.deciding.press_from_above import list_pressed, press_from_above
from app.storage.casework import SuperiorPressing


class PressFromAboveForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Which lead, and by when."""

    case_number = LineField(
        _l("Case number"), [DataRequired(_l("Please give the number of the lead."))]
    )
    due_on = DateField(_l("To be answered by"), [DataRequired(_l("Please give the day."))])


@pages.get("/pressing")
@may_enter(*WORKING_ON_LEADS)
def pressing() -> ResponseReturnValue:
    """What was asked, and whether it was answered."""
    return _page(PressFromAboveForm(formdata=None))


@pages.post("/pressing")
@may_enter(*WORKING_ON_LEADS)
def send_pressing() -> ResponseReturnValue:
    """Ask how a lead stands."""
    form = PressFromAboveForm()
    if not form.validate():
        return _page(form), 422
    number = (form.case_number.data or "").strip().upper()
    due_on = form.due_on.data or desk().today()
    try:
        press_from_above(desk(), acting_officer(), number, due_on)
    except DecisionError as error:
        field = form.due_on if error.code == "due_on" else form.case_number
        field.errors = [problem_text(error.code)]
        return _page(form), 422
    return redirect(url_for("console.pressing"), 303)


def _page(form: PressFromAboveForm) -> str:
    return render_template(
        "pressing.html",
        officer=officer_view(),
        unlocked=False,
        form=form,
        pressed=[_shown(one) for one in list_pressed(desk(), acting_officer())],
    )


def _shown(one: SuperiorPressing) -> dict[str, Any]:
    late = one.answered_on is None and desk().today() > one.due_on
    return {
        "case_number": one.case_number,
        "by": one.account,
        "on": one.pressed_on,
        "due_on": one.due_on,
        "answered_on": one.answered_on,
        "colour": "red" if late else "",
    }
