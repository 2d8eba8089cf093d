"""Before a lead is shown for the first time: no conflict of interest, or kept away from it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.lead.case import back_to
from app.console.queue.queue import officer_view
from app.services.officer.recusal.state_no_conflict import NotStatedError, state_no_conflict


@pages.errorhandler(NotStatedError)
def not_stated(error: NotStatedError) -> ResponseReturnValue:
    """In the place of what was asked for: the question, and nothing of the lead."""
    return render_template("statement.html", officer=officer_view(), case_number=error.case_number)


@pages.post("/cases/<case_number>/statement")
@may_enter(*WORKING_ON_LEADS)
def send_statement(case_number: str) -> ResponseReturnValue:
    """Keep the statement, then show the lead."""
    state_no_conflict(desk(), acting_officer(), case_number)
    return back_to(case_number)
