"""Route a lead to a unit."""

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.forms import RouteForm
from app.console.lead.case import back_to, case_page
from app.console.lead.sections import Column, Lead, View, section
from app.domain.lifecycle import Status, list_moves
from app.domain.roles import Role
from app.services.officer.routing.route_case import list_units, route_case
from app.web.choices import choices_of


@section(
    "route",
    _l("Route to a unit"),
    "lead_route.html",
    order=50,
    column=Column.SIDE,
    roles=(Role.INTAKE_OFFICER,),
)
def show(lead: Lead) -> View | None:
    """The form, where the lead may go to a unit and there is one."""
    form = lead.sent.get("route")
    if form is None:
        form = RouteForm(formdata=None)
        form.unit.choices = _units()
    may_route = Status.FORWARDED in list_moves(lead.record.status, lead.officer.role)
    return {"form": form} if may_route and form.unit.choices else None


@pages.post("/cases/<case_number>/route")
@may_enter(Role.INTAKE_OFFICER)
def route(case_number: str) -> ResponseReturnValue:
    """Let a unit open the lead."""
    form = RouteForm()
    form.unit.choices = _units()
    if not form.validate():
        return case_page(case_number, route=form), 422
    route_case(
        desk(),
        acting_officer(),
        case_number,
        unit_id=form.unit.data,
        note=(form.note.data or "").strip(),
    )
    return back_to(case_number)


def _units() -> list[Any]:
    return choices_of((unit.organ_id, unit.name) for unit in list_units(desk(), acting_officer()))
