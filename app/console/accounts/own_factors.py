"""Change one's own second factors; each change asks for the present one again."""

from flask import render_template, request, session
from flask.typing import ResponseReturnValue

from app.console.accounts.forms import AuthenticatorForm, PasskeyForm
from app.console.accounts.own_account import done
from app.console.accounts.second_factor import (
    authenticator_words,
    take_authenticator,
    take_passkey,
)
from app.console.blueprint import (
    UNLOCK,
    acting_officer,
    desk,
    may_enter,
    pages,
    second_factor_again,
    sign_in_token,
)
from app.console.queue.queue import officer_view
from app.domain.roles import Role
from app.services.officer.accounts.factors import (
    LastFactorError,
    ask_for_passkey,
    remove_authenticator,
    remove_passkey,
    renew_recovery_codes,
)


@pages.get("/account/authenticator")
@may_enter(*Role)
@second_factor_again
def authenticator() -> ResponseReturnValue:
    """A new authenticator app, in the place of the one before."""
    return _app_page(AuthenticatorForm(formdata=None))


@pages.post("/account/authenticator")
@may_enter(*Role)
@second_factor_again
def send_authenticator() -> ResponseReturnValue:
    """Keep it."""
    form = AuthenticatorForm()
    added = take_authenticator(form)
    return done("authenticator") if added else (_app_page(form), 422)


@pages.post("/account/authenticator/remove")
@may_enter(*Role)
@second_factor_again
def send_remove_authenticator() -> ResponseReturnValue:
    """Forget the app, unless it is the last factor."""
    try:
        remove_authenticator(desk(), acting_officer(), sign_in_token())
    except LastFactorError:
        return done("last_factor")
    return done("removed")


@pages.get("/account/passkey")
@may_enter(*Role)
@second_factor_again
def passkey() -> ResponseReturnValue:
    """One more passkey."""
    return _key_page(PasskeyForm(formdata=None))


@pages.post("/account/passkey")
@may_enter(*Role)
@second_factor_again
def send_passkey() -> ResponseReturnValue:
    """Keep it."""
    form = PasskeyForm()
    added = take_passkey(form)
    return done("passkey") if added else (_key_page(form), 422)


@pages.post("/account/passkey/remove")
@may_enter(*Role)
@second_factor_again
def send_remove_passkey() -> ResponseReturnValue:
    """Forget one, unless it is the last factor."""
    try:
        key_id = bytes.fromhex(request.form.get("key_id", ""))
        remove_passkey(desk(), acting_officer(), sign_in_token(), key_id)
    except ValueError:
        return done("removed")
    except LastFactorError:
        return done("last_factor")
    return done("removed")


@pages.post("/account/recovery-codes")
@may_enter(*Role)
@second_factor_again
def send_recovery_codes() -> ResponseReturnValue:
    """New recovery codes, shown once."""
    codes = renew_recovery_codes(desk(), acting_officer())
    return render_template("recovery_codes.html", codes=codes, first=False)


def _app_page(form: AuthenticatorForm) -> str:
    return render_template(
        "authenticator.html",
        officer=officer_view(),
        unlocked=UNLOCK in session,
        app_form=form,
        **authenticator_words(form),
    )


def _key_page(form: PasskeyForm) -> str:
    return render_template(
        "passkey.html",
        officer=officer_view(),
        unlocked=UNLOCK in session,
        key_form=form,
        key_request=ask_for_passkey(desk(), sign_in_token()),
    )
