"""Leads that nobody of the organ may open: what can be done, and handing them on unread."""

from collections.abc import Callable

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.console.blueprint import (
    acting_officer,
    desk,
    may_enter,
    pages,
    second_factor_again,
)
from app.console.lead.colleagues import named
from app.console.queue.queue import officer_view
from app.console.recusal.cause_words import kept_text
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.key_holder_client import KeyUseRefusedError
from app.services.officer.recusal.hand_on_unread import (
    agree_to_handing,
    find_alone,
    list_kept,
    list_stuck,
    may_hand_on,
    propose_handing,
)
from app.services.officer.recusal.recuse import MAY_RECUSE_OTHERS, list_who_could_be_recused
from app.storage.case_records import StaleCaseError

_DONE = "handing_done"
"""In the officer's own cookie until the next look: what was done."""


@pages.get("/handing-on")
@may_enter(*MAY_RECUSE_OTHERS)
def handing_on() -> ResponseReturnValue:
    """By number and day alone: nothing else is known of them."""
    officer = acting_officer()
    colleagues = list_who_could_be_recused(desk(), officer)
    names = {colleague.account: named(colleague) for colleague in colleagues}
    names[officer.account] = f"{officer.name} ({officer.account})"
    stuck = list_stuck(desk(), officer)
    kept_of = {one.case_number: list_kept(desk(), officer, one.case_number) for one in stuck}
    return render_template(
        "handing_on.html",
        officer=officer_view(),
        unlocked=True,
        done=session.pop(_DONE, ""),
        may_hand_on=may_hand_on(desk(), officer),
        leads=[
            {
                "case_number": one.case_number,
                "received_on": one.received_on,
                "proposed_by": names.get(one.proposed_by, one.proposed_by),
                "is_own": one.proposed_by == officer.account,
                "kept": [
                    {
                        "name": names.get(kept.account, kept.account),
                        "why": kept_text(kept.cause, names.get(kept.by, kept.by)),
                    }
                    for kept in kept_of[one.case_number]
                ],
                "alone": names.get(alone := find_alone(kept_of[one.case_number]), alone),
                "may_agree": officer.role is Role.APPROVER and one.proposed_by != officer.account,
            }
            for one in stuck
        ],
    )


@pages.post("/handing-on/propose")
@may_enter(*MAY_RECUSE_OTHERS)
def send_handing_proposal() -> ResponseReturnValue:
    """Propose it to an approver."""
    return _do(propose_handing, "proposed")


@pages.post("/handing-on/agree")
@may_enter(Role.APPROVER)
@second_factor_again
def send_handing() -> ResponseReturnValue:
    """It goes."""
    return _do(agree_to_handing, "handed")


def _do(act: Callable[[OfficeDesk, ActingOfficer, str], None], done: str) -> ResponseReturnValue:
    try:
        act(desk(), acting_officer(), request.form.get("lead", ""))
    except KeyUseRefusedError:
        # A colleague was faster, or somebody may open it again.
        raise StaleCaseError("") from None
    session[_DONE] = done
    return redirect(url_for("console.handing_on"), 303)
