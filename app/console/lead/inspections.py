"""Inspections on the spot: a P0 lead asks for one at once."""

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.lead.case import back_to, case_page
from app.console.lead.entry_forms import EntryForms
from app.console.lead.forms import InspectionForm, NoInspectionForm, ResultForm
from app.console.lead.sections import Column, Lead, View, section
from app.domain.inspections import Inspection, unanswered
from app.domain.lifecycle import MOVES
from app.domain.notes import Hand
from app.services.officer.lead.amend_record import WRITING
from app.services.officer.lead.dispatch_inspection import (
    dispatch_inspection,
    ranking_of,
    report_inspection,
)
from app.web import labels


@section(
    "dispatch",
    _l("P0: dispatch an inspection at once, or say why not"),
    "lead_dispatch.html",
    order=10,
    column=Column.TOP,
)
def show_banner(lead: Lead) -> View | None:
    """The question, until it is answered for every reason; none for a lead that is over."""
    reasons = unanswered(ranking_of(lead.record), lead.record.inspections)
    sent = {"inspection", "no-inspection"} & lead.sent.keys()
    if not (reasons and MOVES[lead.record.status]) and not sent:
        return None
    form = lead.sent.get("inspection")
    return {
        "reasons": [str(labels.REASONS[reason]) for reason in reasons],
        "may_write": lead.officer.role in WRITING,
        "form": form or InspectionForm(formdata=None, day=desk().today()),
        "form_open": "inspection" in lead.sent,
        "none_form": lead.sent.get("no-inspection") or NoInspectionForm(formdata=None),
        "none_open": "no-inspection" in lead.sent,
    }


@section("inspections", _l("Inspections"), "lead_inspections.html", order=35, column=Column.SIDE)
def show(lead: Lead) -> View | None:
    """What was dispatched and found, the newest first."""
    if not lead.record.inspections:
        return None
    forms = EntryForms(lead, "result", ResultForm)
    newest_first = lead.record.inspections[::-1]
    return {
        "inspections": [(one, forms.beside(one.inspection_id)) for one in newest_first],
        "may_write": lead.officer.role in WRITING,
    }


@pages.post("/cases/<case_number>/inspections")
@may_enter(*WRITING)
def send_inspection(case_number: str) -> ResponseReturnValue:
    """Dispatch one."""
    form = InspectionForm()
    if not form.validate():
        return case_page(case_number, inspection=form), 422
    who, time, place = ((form[name].data or "").strip() for name in ("who", "time", "place"))
    sent = Inspection("", _nobody(), (), who=who, day=form.day.data, time=time, place=place)
    dispatch_inspection(desk(), acting_officer(), case_number, sent)
    return back_to(case_number, "inspections")


@pages.post("/cases/<case_number>/inspections/none")
@may_enter(*WRITING)
def send_no_inspection(case_number: str) -> ResponseReturnValue:
    """Say why none is dispatched."""
    form = NoInspectionForm()
    if not form.validate():
        return case_page(case_number, **{"no-inspection": form}), 422
    none = Inspection("", _nobody(), (), refused=(form.reason.data or "").strip())
    dispatch_inspection(desk(), acting_officer(), case_number, none)
    return back_to(case_number, "inspections")


@pages.post("/cases/<case_number>/inspections/<inspection_id>/result")
@may_enter(*WRITING)
def send_result(case_number: str, inspection_id: str) -> ResponseReturnValue:
    """Write down what was found."""
    form = ResultForm()
    form.entry = inspection_id
    if not form.validate():
        return case_page(case_number, result=form), 422
    result = (form.result.data or "").strip()
    report_inspection(desk(), acting_officer(), case_number, inspection_id, result)
    return back_to(case_number, "inspections")


def _nobody() -> Hand:
    """Whose hand it is, the service puts in."""
    return Hand(desk().today(), "", "")
