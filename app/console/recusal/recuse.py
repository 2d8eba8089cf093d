"""Keep oneself or a colleague away from a lead."""

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.forms import RecuseForm
from app.console.lead.case import case_page, recuse_choices
from app.console.queue.queue import NOTICE
from app.services.officer.recusal.recuse import recuse


@pages.post("/cases/<case_number>/recuse")
@may_enter(*WORKING_ON_LEADS)
def send_recusal(case_number: str) -> ResponseReturnValue:
    """Once confirmed, for good; then back to the list, which names no lead."""
    form = RecuseForm()
    form.account.choices = recuse_choices(case_number)
    if not form.validate():
        return case_page(case_number, recuse_form=form), 422
    anybody_left = recuse(desk(), acting_officer(), case_number, form.account.data)
    session[NOTICE] = "recused" if anybody_left else "nobody_left"
    return redirect(url_for("console.queue"), 303)
