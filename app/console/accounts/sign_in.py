"""Sign in and out. What is said of a wrong account and of a wrong password is the same."""

from contextlib import suppress
from typing import cast

from flask import current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.console.blueprint import SIGN_IN, UNLOCK, acting_officer, desk, may_enter, pages
from app.console.forms import SignInForm
from app.domain.roles import Role
from app.services.officer.accounts.sign_in import SignInRefusedError, sign_in, sign_out
from app.services.officer.key_holder_client import KeyHolderError
from app.settings import Settings
from app.web.limits import Limit


@pages.get("/login")
@may_enter()
def login() -> ResponseReturnValue:
    """The page to sign in."""
    return _page(SignInForm())


@pages.post("/login")
@may_enter()
def send_login() -> ResponseReturnValue:
    """Sign in, or say that it did not work."""
    form = SignInForm()
    limit = cast("Limit", current_app.extensions["limit_sign_in"])
    # Only what was refused counts: colleagues behind one address do not lock each other out.
    if limit.try_again_at() is not None:
        return _page(form), 429
    if not form.validate():
        return _page(form), 422
    settings: Settings = current_app.extensions["settings"]
    try:
        token = sign_in(
            desk(),
            account=(form.account.data or "").strip(),
            password=form.password.data or "",
            hours=settings.sign_in_hours,
        )
    except SignInRefusedError:
        limit.hit()
        return _page(form, failed=True), 422
    session.clear()
    session[SIGN_IN] = token
    return redirect(url_for("console.start"), 303)


@pages.post("/logout")
@may_enter(*Role)
def logout() -> ResponseReturnValue:
    """Lock what was unlocked, end the sign-in, forget both."""
    token = session.pop(UNLOCK, "")
    if token:
        # Where it is not running, it holds nothing.
        with suppress(KeyHolderError):
            desk().key_holder.lock(token)
        desk().indexes.close_locked()
    sign_out(desk(), session.pop(SIGN_IN), acting_officer().account)
    session.clear()
    return redirect(url_for("console.login"), 303)


def _page(form: SignInForm, *, failed: bool = False) -> str:
    limit = cast("Limit", current_app.extensions["limit_sign_in"])
    return render_template(
        "login.html", form=form, failed=failed, try_again_at=limit.try_again_at()
    )
