"""Screening: what a lead is about, how urgent, and whose work it becomes."""

from collections.abc import Collection
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.forms import TriageForm, triage_values
from app.console.lead.case import back_to, case_page, kept_away
from app.console.lead.colleagues import named
from app.console.lead.sections import Column, Lead, View, section
from app.domain.roles import Role
from app.services.officer.lead.triage_case import list_colleagues, triage_case
from app.web.choices import choices_of


@section(
    "triage",
    _l("Screening"),
    "lead_screening.html",
    order=20,
    column=Column.SIDE,
    roles=(Role.INTAKE_OFFICER,),
)
def show(lead: Lead) -> View:
    """The form with what was found so far."""
    form = lead.sent.get("triage")
    if form is None:
        values = triage_values(lead.record) | {"assigned_to": lead.shown.assigned_to or ""}
        form = TriageForm(formdata=None, data=values)
        form.assigned_to.choices = _colleagues(lead.kept_away)
    return {"form": form}


@pages.post("/cases/<case_number>/triage")
@may_enter(Role.INTAKE_OFFICER)
def triage(case_number: str) -> ResponseReturnValue:
    """Save what was found on reading."""
    form = TriageForm()
    form.assigned_to.choices = _colleagues(kept_away().of_case(case_number))
    if not form.validate():
        return case_page(case_number, triage=form), 422
    triage_case(desk(), acting_officer(), case_number, form.triage(), seen=form.seen.data)
    return back_to(case_number)


def _colleagues(kept_away: Collection[str]) -> list[Any]:
    colleagues = list_colleagues(desk(), acting_officer())
    names = ((c.account, named(c)) for c in colleagues if c.account not in kept_away)
    return choices_of([("", _("nobody yet")), *names])
