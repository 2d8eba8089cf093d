"""The auditor's list of leads that wait for the archive: numbers and days, no content."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.deciding.forms import SeenForm
from app.console.queue.queue import officer_view
from app.domain.roles import Role
from app.services.officer.deciding.archive import begin_archiving, list_put_forward


@pages.get("/archiving")
@may_enter(Role.AUDITOR)
def archiving() -> ResponseReturnValue:
    """What was put forward."""
    return _page()


@pages.post("/archiving/<case_number>")
@may_enter(Role.AUDITOR)
def send_archiving_begun(case_number: str) -> ResponseReturnValue:
    """Begin; an approver then agrees or refuses."""
    if not SeenForm().validate():
        return _page(), 422
    begin_archiving(desk(), acting_officer(), case_number)
    return redirect(url_for("console.archiving"), 303)


def _page() -> str:
    return render_template(
        "archiving.html",
        officer=officer_view(),
        unlocked=False,
        sheets=list_put_forward(desk(), acting_officer()),
    )
