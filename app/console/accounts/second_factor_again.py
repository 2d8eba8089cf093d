"""Before views that are marked so: the second factor once more, and then on to what was wanted.

A form that was sent waits in the page that asks, as hidden fields; the page sends it to the same
address again, with what was shown. A page that was asked for is led to by its endpoint. So there is
no address to return to that anybody could have put there.
"""

from datetime import timedelta
from typing import Final

from flask import current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest, HTTPException

from app.console.accounts.entering import throttle
from app.console.accounts.forms import FactorForm
from app.console.accounts.second_factor import refuse, shown
from app.console.blueprint import (
    acting_officer,
    asks_again,
    desk,
    may_enter,
    own_sign_in,
    pages,
    present_view,
    sign_in_token,
)
from app.domain.roles import Role
from app.services.officer.accounts.second_factor import (
    SecondFactorRefusedError,
    ask_for_factor,
    show_second_factor,
)

GOOD_FOR: Final = timedelta(minutes=5)
_OWN_FIELDS: Final = ("csrf_token", "second_factor_code", "second_factor_passkey")
_SECRET: Final = "password"  # noqa: S105  a part of a field's name
_TO: Final = "to"


@pages.before_request
def ask_again() -> ResponseReturnValue | None:
    """Ask, unless it was shown just now; what comes with the right one goes on to its view."""
    if g.officer is None or not asks_again(present_view()):
        return None
    if own_sign_in().was_shown_within(GOOD_FOR, desk().clock()):
        return None
    if request.method == "GET":
        return _ask(FactorForm(formdata=None), "console.confirm", {_TO: request.path})
    return _judge(request.endpoint or "")


@pages.post("/second-factor")
@may_enter(*Role)
def confirm() -> ResponseReturnValue:
    """Lead to the page that was asked for, once the second factor was shown."""
    target = _find_target(request.form.get(_TO, ""))
    if own_sign_in().was_shown_within(GOOD_FOR, desk().clock()):
        return redirect(target, 303)
    return _judge("console.confirm") or redirect(target, 303)


def _judge(endpoint: str) -> ResponseReturnValue | None:
    """Hold what was shown against the account; None where it is right."""
    form = FactorForm()
    if "second_factor_code" not in request.form:
        return _ask(FactorForm(formdata=None), endpoint)
    account = acting_officer().account
    if try_again_at := throttle().opens_at(account):
        return _ask(form, endpoint, try_again_at=try_again_at)
    if form.is_empty():
        return _ask(form, endpoint)
    try:
        show_second_factor(desk(), sign_in_token(), shown(form))
    except SecondFactorRefusedError as error:
        throttle().count_refusal(account)
        if error.ended:
            session.clear()
            return redirect(url_for("console.login"), 303)
        refuse(form)
        return _ask(form, endpoint)
    return None


def _ask(
    form: FactorForm,
    endpoint: str,
    waiting: dict[str, str] | None = None,
    *,
    try_again_at: str | None = None,
) -> ResponseReturnValue:
    values = {} if waiting else request.view_args or {}
    page = render_template(
        "second_factor_again.html",
        form=form,
        action=url_for(endpoint, **values),
        waiting=list(waiting.items()) if waiting else _typed(),
        passkey_request=ask_for_factor(desk(), sign_in_token()).passkey_request,
        try_again_at=try_again_at,
    )
    return page, 429 if try_again_at else 403


def _typed() -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _OWN_FIELDS and _SECRET not in name
    ]


def _find_target(path: str) -> str:
    """The address of a page of this console, made anew from its endpoint.

    Raises:
        BadRequest: there is no such page.
    """
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        raise BadRequest from None
    if not endpoint.startswith(f"{pages.name}."):
        raise BadRequest
    return url_for(endpoint, **values)
