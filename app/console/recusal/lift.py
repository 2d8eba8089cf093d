"""Let an officer who was kept away by mistake see the lead again: two persons, a page for both."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.console.blueprint import (
    acting_officer,
    desk,
    may_enter,
    pages,
    second_factor_again,
)
from app.console.lead.case import back_to, case_page
from app.console.lead.entry_forms import EntryForms
from app.console.lead.forms import ReasonForm
from app.console.lead.sections import Lead
from app.console.recusal.cause_words import cause_text
from app.domain.roles import Role
from app.services.officer.key_holder_client import KeyUseRefusedError
from app.services.officer.recusal.lift import decide_lift, propose_lift
from app.services.officer.recusal.read_recusals import Lift, read_recusals
from app.services.officer.recusal.recuse import MAY_RECUSE_OTHERS
from app.storage.case_records import StaleCaseError


def lifts_view(lead: Lead, names: Mapping[str, str]) -> dict[str, Any]:
    """Why each officer is kept away, the form to propose that it ends, and what became of others.

    Args:
        lead: as it was opened.
        names: the organ's officers as pages name them, by account.
    """
    found = read_recusals(desk(), lead.officer, lead.case_number)
    forms = EntryForms(lead, "lift", ReasonForm)
    waiting = {one.account for one in found.waiting}
    return {
        "kept": [
            {
                "account": one.account,
                "name": names.get(one.account, one.account),
                "causes": [(cause_text(cause), _day(on)) for cause, on in one.causes],
                "lift": None if one.account in waiting else forms.beside(one.account),
            }
            for one in found.kept
        ],
        "waiting": [_lift(one, names, lead) for one in found.waiting],
        "lifted": [_lift(one, names, lead) for one in found.lifted],
    }


@pages.post("/cases/<case_number>/lift")
@may_enter(*MAY_RECUSE_OTHERS)
def send_lift(case_number: str) -> ResponseReturnValue:
    """Propose it. Who it is travels in the form: an address says nothing of a recusal."""
    form = ReasonForm()
    form.entry = request.form.get("account", "")
    if not form.validate():
        return case_page(case_number, lift=form), 422
    reason = (form.reason.data or "").strip()
    try:
        propose_lift(desk(), acting_officer(), case_number, form.entry, reason)
    except KeyUseRefusedError:
        # A colleague proposed it just now, or it is lifted.
        raise StaleCaseError(case_number) from None
    return back_to(case_number, "recuse")


@pages.post("/cases/<case_number>/lift/agree")
@may_enter(Role.APPROVER)
@second_factor_again
def send_lift_agreed(case_number: str) -> ResponseReturnValue:
    """It ends; who was kept away finds the lead again."""
    return _decide(case_number, agrees=True)


@pages.post("/cases/<case_number>/lift/end")
@may_enter(*MAY_RECUSE_OTHERS)
def send_lift_ended(case_number: str) -> ResponseReturnValue:
    """The proposal is over: refused, or taken back by who made it."""
    return _decide(case_number, agrees=False)


def _decide(case_number: str, *, agrees: bool) -> ResponseReturnValue:
    proposal = request.form.get("proposal", "")
    try:
        decide_lift(desk(), acting_officer(), case_number, proposal, agrees=agrees)
    except KeyUseRefusedError:
        raise StaleCaseError(case_number) from None
    return back_to(case_number, "recuse")


def _lift(one: Lift, names: Mapping[str, str], lead: Lead) -> dict[str, Any]:
    is_own = one.proposed_by == lead.officer.account
    return {
        "proposal": one.proposal_id,
        "name": names.get(one.account, one.account),
        "proposed_by": names.get(one.proposed_by, one.proposed_by),
        "proposed_on": _day(one.proposed_on),
        "answered_by": names.get(one.answered_by, one.answered_by),
        "answered_on": _day(one.answered_on),
        "reason": one.reason,
        "causes": [cause_text(cause) for cause in sorted(one.causes, key=str)],
        "is_own": is_own,
        "may_agree": lead.officer.role is Role.APPROVER and not is_own,
    }


def _day(kept: str) -> date | None:
    return date.fromisoformat(kept) if kept else None
