"""What waits to be decided on a lead, what can be done next, and what was decided."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from app.console.blueprint import (
    WORKING_ON_LEADS,
    acting_officer,
    desk,
    may_enter,
    pages,
    second_factor_again,
)
from app.console.deciding import (  # noqa: F401  they put steps on the list
    closing,
    moving,
    purging,
    working,
)
from app.console.deciding.facts import (
    decision_view,
    outcome_lines,
    pressing_views,
    proposal_view,
)
from app.console.deciding.forms import DecideForm, SeenForm
from app.console.deciding.steps import list_steps
from app.console.deciding.words import MISSING, problem_text
from app.console.lead.case import back_to, case_page
from app.console.lead.sections import Column, Lead, View, section
from app.domain.decisions import DecisionError, Proposal, hands_for
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.domain.working_days import is_year_known
from app.services.officer.deciding.approve import approve
from app.services.officer.deciding.archive import (
    approve_archiving,
    list_missing,
    read_sheet,
    refuse_archiving,
)
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.deciding.performers import PERFORMERS
from app.services.officer.deciding.purge import is_purged
from app.services.officer.deciding.refuse import refuse, withdraw
from app.services.officer.queue.summary import open_clocks
from app.storage.casework import ArchiveSheet


@section("waiting", _l("Waits for a decision"), "lead_waiting.html", order=10, column=Column.TOP)
def show_waiting(lead: Lead) -> View | None:
    """The open proposal, or what the auditor began, and who may decide on it."""
    proposal = lead.record.proposal
    sheet = None if proposal else _sheet(lead)
    if proposal is None and sheet is None:
        return None
    mark = decision_mark(lead.record)
    return {
        "proposal": proposal_view(proposal) if proposal else None,
        "sheet": sheet,
        "own": proposal is not None and proposal.by.account == lead.officer.account,
        "may_decide": _may_decide(lead, proposal),
        "again": proposal is not None and PERFORMERS[proposal.matter].again,
        "form": lead.sent.get("decide") or DecideForm(formdata=None, data={"seen": mark}),
        "mark": mark,
    }


@section("deciding", _l("Deciding"), "lead_deciding.html", order=10, column=Column.SIDE)
def show_deciding(lead: Lead) -> View:
    """What can be done next, what came of it so far, and what was decided."""
    record, today = lead.record, desk().today()
    steps = list_steps(record, lead.officer, today)
    concluded = record.status is Status.CONCLUDED
    clocks = open_clocks(record)
    return {
        "steps": [{"name": step.name, "title": step.title} for step in steps],
        "waits": record.proposal is not None,
        "lines": list(outcome_lines(record)),
        "missing": [MISSING[one] for one in list_missing(record)] if concluded else [],
        "pressings": pressing_views(record),
        "decisions": [decision_view(decision) for decision in reversed(record.decisions)],
        "estimated": sorted({c.due_on.year for c in clocks if not is_year_known(c.due_on.year)}),
    }


@pages.post("/cases/<case_number>/approve")
@may_enter(*WORKING_ON_LEADS)
def send_approval(case_number: str) -> ResponseReturnValue:
    """Agree to what another person proposed."""
    return _decide(
        case_number, lambda seen: approve(desk(), acting_officer(), case_number, seen=seen)
    )


@pages.post("/cases/<case_number>/approve-again")
@may_enter(*WORKING_ON_LEADS)
@second_factor_again
def send_approval_again(case_number: str) -> ResponseReturnValue:
    """The same for what takes the second factor once more; a purged case has no page to go to."""
    answer = _decide(
        case_number,
        lambda seen: approve(desk(), acting_officer(), case_number, seen=seen, again=True),
    )
    done = not isinstance(answer, tuple)
    gone = done and is_purged(desk(), case_number)
    return redirect(url_for("console.queue"), 303) if gone else answer


@pages.post("/cases/<case_number>/refuse")
@may_enter(*WORKING_ON_LEADS)
def send_refusal(case_number: str) -> ResponseReturnValue:
    """Refuse what another person proposed, with the reason."""
    form = DecideForm()
    if not form.validate():
        return case_page(case_number, decide=form), 422
    act = refuse_archiving if "archive" in request.form else refuse
    reason = form.reason.data.strip()
    return _decide(
        case_number,
        lambda seen: act(desk(), acting_officer(), case_number, seen=seen, reason=reason),
    )


@pages.post("/cases/<case_number>/withdraw")
@may_enter(*WORKING_ON_LEADS)
def send_withdrawal(case_number: str) -> ResponseReturnValue:
    """Take back one's own proposal."""
    return _decide(
        case_number, lambda seen: withdraw(desk(), acting_officer(), case_number, seen=seen)
    )


@pages.post("/cases/<case_number>/archive")
@may_enter(Role.APPROVER)
def send_archiving(case_number: str) -> ResponseReturnValue:
    """Agree to what the auditor began."""
    return _decide(
        case_number,
        lambda seen: approve_archiving(desk(), acting_officer(), case_number, seen=seen),
    )


def _decide(case_number: str, act: Any) -> ResponseReturnValue:  # noqa: ANN401  a service, bound
    form = SeenForm()
    if not form.validate():
        return case_page(case_number, decide=form), 422
    try:
        act(form.seen.data or "")
    except DecisionError as error:
        return case_page(case_number, decide=_told(error)), 409
    return back_to(case_number)


def _told(error: DecisionError) -> FlaskForm:
    form = DecideForm()
    form.seen.errors = [problem_text(error.code)]
    return form


def _sheet(lead: Lead) -> ArchiveSheet | None:
    if lead.record.status is not Status.CONCLUDED:
        return None
    return read_sheet(desk(), lead.officer, lead.case_number)


def _may_decide(lead: Lead, proposal: Proposal | None) -> bool:
    if proposal is None:
        return lead.officer.role is Role.APPROVER
    other = proposal.by.account != lead.officer.account
    return other and lead.officer.role in hands_for(proposal.matter, proposal.facts).second
