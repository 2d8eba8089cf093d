"""What could happen to the reporter, and the banner where it already does."""

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.lead.case import back_to, case_page
from app.console.lead.forms import RiskForm
from app.console.lead.sections import Column, Lead, View, section
from app.console.lead.words import RISK_LEVELS
from app.domain.notes import Hand
from app.domain.reporter_risk import ReporterRisk, RiskLevel, review_due
from app.services.officer.lead.amend_record import WRITING
from app.services.officer.lead.record_finding import record_finding
from app.services.officer.lead.seen_mark import mark_of


@section(
    "pressure",
    _l("The reporter is under pressure because of the report"),
    "lead_pressure.html",
    order=20,
    column=Column.TOP,
)
def show_pressure(lead: Lead) -> View | None:
    """The banner, while no officer has said that it is over."""
    if not lead.record.retaliation:
        return None
    return {"has_risk": lead.record.reporter_risk is not None}


@section("risk", _l("Risk for the reporter"), "lead_risk.html", order=30, column=Column.SIDE)
def show(lead: Lead) -> View:
    """What was thought, by when it is looked at again, and the form."""
    risk = lead.record.reporter_risk
    form = lead.sent.get("risk")
    if form is None:
        form = RiskForm(formdata=None, obj=risk)
        form.seen.data = mark_of(risk)
    return {
        "risk": _risk(risk) if risk else None,
        "may_write": lead.officer.role in WRITING,
        "form": form,
    }


@pages.post("/cases/<case_number>/risk")
@may_enter(*WRITING)
def send_risk(case_number: str) -> ResponseReturnValue:
    """Record it; today is the day it was looked at."""
    form = RiskForm()
    if not form.validate():
        return case_page(case_number, risk=form), 422
    words = [(form[name].data or "").strip() for name in ("dangers", "reasons", "measures")]
    risk = ReporterRisk(Hand(desk().today(), "", ""), RiskLevel(form.level.data), *words)
    record_finding(desk(), acting_officer(), case_number, risk, seen=form.seen.data or "")
    return back_to(case_number, "risk")


def _risk(risk: ReporterRisk) -> dict[str, Any]:
    due_on = review_due(risk)
    return {
        "level": str(risk.level),
        "level_text": RISK_LEVELS[risk.level],
        "dangers": risk.dangers,
        "reasons": risk.reasons,
        "measures": risk.measures,
        "by": risk.by,
        "due_on": due_on,
        "is_late": desk().today() > due_on,
    }
