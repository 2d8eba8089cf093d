"""Keep oneself or a colleague away from a lead."""

from collections.abc import Collection
from typing import Any

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.forms import RecuseForm
from app.console.lead.case import case_page, kept_away
from app.console.lead.colleagues import named
from app.console.lead.sections import Column, Lead, View, section
from app.console.queue.queue import NOTICE
from app.console.recusal.lift import lifts_view
from app.services.officer.recusal.recuse import (
    MAY_RECUSE_OTHERS,
    list_who_could_be_recused,
    recuse,
)
from app.web.choices import choices_of


@section("recuse", _l("Recusal"), "lead_recusal.html", order=90, column=Column.SIDE)
def show(lead: Lead) -> View:
    """Who is kept away, and the form to keep somebody away."""
    form = lead.sent.get("recuse")
    if form is None:
        form = RecuseForm(formdata=None)
        form.account.choices = _choices(lead.kept_away)
    colleagues = list_who_could_be_recused(desk(), lead.officer)
    view: dict[str, Any] = {
        "form": form,
        "kept_away": [named(c) for c in colleagues if c.account in lead.kept_away],
        "lifts": None,
    }
    if lead.officer.role in MAY_RECUSE_OTHERS:
        own = {lead.officer.account: f"{lead.officer.name} ({lead.officer.account})"}
        names = {c.account: named(c) for c in colleagues} | own
        view["lifts"] = lifts_view(lead, names)
    return view


@pages.post("/cases/<case_number>/recuse")
@may_enter(*WORKING_ON_LEADS)
def send_recusal(case_number: str) -> ResponseReturnValue:
    """Once confirmed; then back to the list, which names no lead."""
    form = RecuseForm()
    form.account.choices = _choices(kept_away().of_case(case_number))
    if not form.validate():
        return case_page(case_number, recuse=form), 422
    anybody_left = recuse(desk(), acting_officer(), case_number, form.account.data)
    session[NOTICE] = "recused" if anybody_left else "nobody_left"
    return redirect(url_for("console.queue"), 303)


def _choices(away: Collection[str]) -> list[Any]:
    """Whom the officer may keep away: themself, and as intake officer or approver a colleague."""
    officer = acting_officer()
    choices = [(officer.account, _("myself: I have a conflict of interest"))]
    if officer.role in MAY_RECUSE_OTHERS:
        colleagues = list_who_could_be_recused(desk(), officer)
        choices += [(c.account, named(c)) for c in colleagues if c.account not in away]
    return choices_of(choices)
