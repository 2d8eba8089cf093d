"""Words that may mean a colleague, by surname and post: for who can keep the colleague away."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.lead.case import back_to
from app.console.lead.colleagues import named
from app.console.lead.sections import Column, Lead, View, section
from app.services.officer.recusal.read_hints import read_hints, set_hint_aside
from app.services.officer.recusal.recuse import MAY_RECUSE_OTHERS, list_who_could_be_recused


@section(
    "hints",
    _l("This could mean a colleague"),
    "lead_hints.html",
    order=6,
    column=Column.TOP,
    roles=MAY_RECUSE_OTHERS,
)
def show(lead: Lead) -> View | None:
    """Nothing, where no words do, or whom they could mean was looked at already."""
    hints = read_hints(desk(), lead.officer, lead.record, lead.content)
    colleagues = {c.account: named(c) for c in list_who_could_be_recused(desk(), lead.officer)}
    own = lead.officer.account
    shown = [
        {
            "words": hint.words,
            "account": hint.account,
            "name": colleagues.get(hint.account),
            "is_own": hint.account == own,
        }
        for hint in hints
        if hint.account == own or hint.account in colleagues
    ]
    return {"hints": shown} if shown else None


@pages.post("/cases/<case_number>/hint-aside")
@may_enter(*MAY_RECUSE_OTHERS)
def send_hint_aside(case_number: str) -> ResponseReturnValue:
    """The words mean somebody else: they are not shown again for this colleague."""
    account, words = request.form.get("account", ""), request.form.getlist("words")
    set_hint_aside(desk(), acting_officer(), case_number, account, words)
    return back_to(case_number)
