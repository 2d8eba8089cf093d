"""Sign in and out. What is said of a wrong account and of a wrong password is the same."""

from contextlib import suppress

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from app.console.accounts.entering import throttle
from app.console.accounts.forms import SignInForm
from app.console.blueprint import (
    SIGN_IN,
    UNLOCK,
    desk,
    may_enter,
    on_the_way_in,
    own_sign_in,
    pages,
    sign_in_token,
)
from app.domain.roles import Role
from app.services.officer.accounts.sign_in import (
    SignInEndedError,
    SignInRefusedError,
    sign_in,
    sign_out,
)
from app.services.officer.key_holder_client import KeyHolderError


@pages.get("/login")
@may_enter()
def login() -> ResponseReturnValue:
    """The page to sign in."""
    return _page(SignInForm(), try_again_at=throttle().opens_for_strangers_at())


@pages.post("/login")
@may_enter()
def send_login() -> ResponseReturnValue:
    """Go on to the second factor, or say that it did not work."""
    form = SignInForm()
    account = (form.account.data or "").strip()
    # Only what was refused counts: colleagues behind one address do not lock each other out.
    if try_again_at := throttle().opens_at(account):
        return _page(form, try_again_at=try_again_at), 429
    if not form.validate():
        return _page(form), 422
    try:
        token = sign_in(desk(), account=account, password=form.password.data or "")
    except SignInRefusedError:
        throttle().count_refusal(account)
        return _page(form, failed=True), 422
    session.clear()
    session[SIGN_IN] = token
    return redirect(url_for("console.second_factor"), 303)


@pages.post("/logout")
@may_enter(*Role)
@on_the_way_in
def logout() -> ResponseReturnValue:
    """Lock what was unlocked, end the sign-in, forget both."""
    token = session.pop(UNLOCK, "")
    if token:
        # Where it is not running, it holds nothing.
        with suppress(KeyHolderError):
            desk().key_holder.lock(token)
        desk().indexes.close_locked()
    sign_out(desk(), sign_in_token(), own_sign_in().officer.account)
    session.clear()
    return redirect(url_for("console.login"), 303)


@pages.errorhandler(SignInEndedError)
def ended(_error: SignInEndedError) -> ResponseReturnValue:
    """Ended between two steps: begin anew."""
    session.clear()
    return redirect(url_for("console.login"), 303)


def _page(form: SignInForm, *, failed: bool = False, try_again_at: str | None = None) -> str:
    return render_template("login.html", form=form, failed=failed, try_again_at=try_again_at)
