"""Where each role works: the first place is where the console begins, all are in its menu."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.domain.roles import Role
from app.services.officer.deciding.press_from_above import may_press_from_above
from app.services.officer.desk import ActingOfficer
from app.services.officer.figures.read_figures import sees_figures
from app.web.labels import Label


class Place(NamedTuple):
    """A page, by its endpoint, and what the menu calls it."""

    endpoint: str
    label: Label


_LEADS = Place("console.queue", _l("Leads"))
_SEARCH = Place("console.search_page", _l("Search"))
_ENTER = Place("console.new_case", _l("Enter a lead"))
_TASKS = Place("console.tasks", _l("My tasks"))
_ACCOUNT = Place("console.account", _l("My account"))
_NOTICES = Place("console.notices", _l("Notices by e-mail"))
_SAMPLES = Place("console.samples", _l("Samples"))
_FIGURES = Place("console.figures", _l("Daily figures"))
_PRESSING = Place("console.pressing", _l("Press for progress"))
PLACES: Final[Mapping[Role, tuple[Place, ...]]] = {
    Role.INTAKE_OFFICER: (_LEADS, _SEARCH, _ENTER, _TASKS, _NOTICES, _ACCOUNT),
    Role.CASE_OFFICER: (_LEADS, _SEARCH, _ENTER, _TASKS, _NOTICES, _ACCOUNT),
    Role.APPROVER: (_LEADS, _SEARCH, _TASKS, _SAMPLES, _NOTICES, _ACCOUNT),
    Role.STATISTICIAN: (_ACCOUNT,),
    Role.AUDITOR: (
        Place("console.audit", _l("Audit log")),
        Place("console.audit_chain", _l("Chain and checkpoints")),
        _SAMPLES,
        Place("console.archiving", _l("Archiving")),
        _ACCOUNT,
    ),
    Role.ADMINISTRATOR: (
        Place("console.accounts", _l("Accounts")),
        Place("console.notice", _l("Public notice")),
        _ACCOUNT,
    ),
}


@pages.get("/")
@may_enter(*Role)
def start() -> ResponseReturnValue:
    """The console begins where the officer works."""
    return redirect(url_for(PLACES[acting_officer().role][0].endpoint), 303)


@pages.context_processor
def menu() -> dict[str, Any]:
    """The places of who is signed in, for the head of each page."""
    return {"places": _places(g.get("officer")), "here": request.endpoint}


def _places(officer: ActingOfficer | None) -> tuple[Place, ...]:
    if officer is None:
        return ()
    places = PLACES[officer.role]
    # What the superior alone sees stands before the account, which is last.
    above = [_FIGURES] if sees_figures(desk(), officer) else []
    above += [_PRESSING] if may_press_from_above(desk(), officer) else []
    return (*places[:-1], *above, places[-1])
