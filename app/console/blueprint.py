"""The blueprint that every page of the console stands on: closed unless a view says for whom."""

from collections.abc import Callable
from typing import TypeVar, cast

from flask import Blueprint, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from app.domain.roles import Role
from app.services.officer.accounts.sign_in import FoundSignIn, find_own_sign_in
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk

pages = Blueprint("console", __name__)
View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

SIGN_IN = "sign_in"
UNLOCK = "unlock"
"""The names of the two tokens in the officer's own cookie: of the sign-in, and of the unlocking."""
_ENTRANCE = "may_enter"
_AGAIN = "second_factor_again"
_ON_THE_WAY = "on_the_way_in"
_ANYONE: frozenset[Role] = frozenset()

WORKING_ON_LEADS = (Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER)
"""The roles that see leads. Source: the office's rules, section 3."""


def may_enter(*roles: Role) -> Callable[[View], View]:
    """Open a view to officers of these roles; no role at all opens it to those not signed in."""

    def mark(view: View) -> View:
        setattr(view, _ENTRANCE, frozenset(roles) or _ANYONE)
        return view

    return mark


def entrance(view: object) -> frozenset[Role] | None:
    """Who may enter a view: None is nobody, an empty set is anyone."""
    return getattr(view, _ENTRANCE, None)


def second_factor_again(view: View) -> View:
    """Ask for the second factor once more before this view runs, unless it was shown just now.

    It stands beside `may_enter`. Whoever showed it in the last five minutes notices nothing. Others
    get a page of its own that asks for it; what was typed into a form waits in that page and comes
    to this very view when the factor is right, so that the view itself has nothing to do. Not kept
    are files, and fields whose name has `password` in it.
    """
    setattr(view, _AGAIN, True)
    return view


def asks_again(view: object) -> bool:
    """Whether a view asks for the second factor once more."""
    return getattr(view, _AGAIN, False)


def on_the_way_in(view: View) -> View:
    """Open a view before the second factor was shown, too; it stands beside `may_enter`."""
    setattr(view, _ON_THE_WAY, True)
    return view


def is_on_the_way_in(view: object) -> bool:
    """Whether a view is open to who has typed the right password, and shown nothing else yet."""
    return getattr(view, _ON_THE_WAY, False)


@pages.before_request
def guard() -> ResponseReturnValue | None:
    """Let in whom the view names, send everybody else to the sign-in or to its next step."""
    view = present_view()
    allowed = entrance(view)
    g.sign_in = found = _find_sign_in()
    g.officer = found.officer if found and found.shown_at else None
    if allowed == _ANYONE:
        return None
    if found is None:
        session.pop(SIGN_IN, None)
        return redirect(url_for("console.login"), 303)
    if g.officer is None and not is_on_the_way_in(view):
        return redirect(url_for("console.second_factor"), 303)
    if allowed is None or found.officer.role not in allowed:
        raise NotPermittedError
    return None


def present_view() -> object:
    """The view that this request is for."""
    return current_app.view_functions[cast("str", request.endpoint)]


def desk() -> OfficeDesk:
    """Both zones of this installation."""
    return cast("OfficeDesk", current_app.extensions["desk"])


def acting_officer() -> ActingOfficer:
    """Who is signed in."""
    return cast("ActingOfficer", g.officer)


def own_sign_in() -> FoundSignIn:
    """The sign-in of this browser, the second factor shown or not."""
    return cast("FoundSignIn", g.sign_in)


def sign_in_token() -> str:
    """The secret of this browser's sign-in."""
    return str(session.get(SIGN_IN, ""))


def _find_sign_in() -> FoundSignIn | None:
    token = session.get(SIGN_IN)
    return find_own_sign_in(desk(), token, session.get(UNLOCK, "")) if token else None
