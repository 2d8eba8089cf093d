"""A drinking circle that the words of a lead suggest (疑似酒局圈): confirmed or refused."""

from collections.abc import Mapping
from typing import Final

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.lead.case import back_to, case_page
from app.console.lead.forms import ReasonForm, SuspicionForm
from app.console.lead.sections import Column, Lead, View, section
from app.domain.categories import CircleType
from app.domain.circle_suspicion import SuspicionState
from app.domain.circle_vocabulary import WordGroup
from app.services.officer.lead.amend_record import WRITING
from app.services.officer.lead.decide_suspicion import decide_suspicion
from app.web.labels import Label

WHY: Final[Mapping[str, Label]] = {
    WordGroup.CIRCLE: _l("They speak of a gathering, and of a circle in whose name people gather."),
    WordGroup.PAYER: _l("They speak of a gathering, and of somebody else who pays."),
    WordGroup.REGULARITY: _l("They speak of a gathering that is regular."),
}
"""Why words suggest a circle, by the group that stands beside the gathering."""


@section(
    "suspicion",
    _l("This may be a drinking circle"),
    "lead_suspicion.html",
    order=30,
    column=Column.TOP,
)
def show(lead: Lead) -> View | None:
    """What was found and why it suggests one, until an officer says so or not."""
    suspicion = lead.record.circle_suspicion
    if suspicion.state is not SuspicionState.SUGGESTED:
        return None
    confirm = lead.sent.get("confirm")
    if confirm is None:
        confirm = SuspicionForm(formdata=None, circle_type=CircleType.UNSURE)
    return {
        "words": suspicion.words,
        "why": WHY.get(suspicion.why, ""),
        "may_write": lead.officer.role in WRITING,
        "confirm": confirm,
        "confirm_open": "confirm" in lead.sent,
        "refuse": lead.sent.get("refuse") or ReasonForm(formdata=None),
        "refuse_open": "refuse" in lead.sent,
    }


@pages.post("/cases/<case_number>/suspicion/confirm")
@may_enter(*WRITING)
def send_confirmation(case_number: str) -> ResponseReturnValue:
    """It is a drinking circle."""
    form = SuspicionForm()
    if not form.validate():
        return case_page(case_number, confirm=form), 422
    _decide(case_number, CircleType(form.circle_type.data), form.reason.data or "")
    return back_to(case_number)


@pages.post("/cases/<case_number>/suspicion/refuse")
@may_enter(*WRITING)
def send_no_circle(case_number: str) -> ResponseReturnValue:
    """It is none."""
    form = ReasonForm()
    if not form.validate():
        return case_page(case_number, refuse=form), 422
    _decide(case_number, None, form.reason.data or "")
    return back_to(case_number)


def _decide(case_number: str, circle_type: CircleType | None, reason: str) -> None:
    words = reason.strip()
    decide_suspicion(desk(), acting_officer(), case_number, circle_type=circle_type, reason=words)
