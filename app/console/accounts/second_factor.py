"""The second step of signing in: show the second factor, or set the first one up."""

import base64
import binascii

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.console.accounts.entering import enter, throttle
from app.console.accounts.forms import AuthenticatorForm, FactorForm, PasskeyForm
from app.console.blueprint import (
    desk,
    may_enter,
    on_the_way_in,
    own_sign_in,
    pages,
    sign_in_token,
)
from app.domain.roles import Role
from app.services.officer.accounts.factors import (
    Added,
    FactorNotAddedError,
    add_authenticator,
    add_passkey,
    ask_for_passkey,
    offer_seed,
)
from app.services.officer.accounts.second_factor import (
    SecondFactorRefusedError,
    Shown,
    ask_for_factor,
    show_second_factor,
)
from app.web.qr_code import qr_code


@pages.get("/login/second-factor")
@may_enter(*Role)
@on_the_way_in
def second_factor() -> ResponseReturnValue:
    """Ask for the second factor; an account that has none sets one up."""
    if own_sign_in().shown_at:
        return redirect(url_for("console.start"), 303)
    factors = ask_for_factor(desk(), sign_in_token())
    if not factors.any:
        return redirect(url_for("console.set_up"), 303)
    return _ask(FactorForm(formdata=None), factors.passkey_request)


@pages.post("/login/second-factor")
@may_enter(*Role)
@on_the_way_in
def send_second_factor() -> ResponseReturnValue:
    """Let in who shows it."""
    form = FactorForm()
    account = own_sign_in().officer.account
    if try_again_at := throttle().opens_at(account):
        return _ask(form, "", try_again_at=try_again_at), 429
    if not form.validate() or form.is_empty():
        return _ask(form, ask_for_factor(desk(), sign_in_token()).passkey_request), 422
    try:
        token = show_second_factor(desk(), sign_in_token(), shown(form))
    except SecondFactorRefusedError as error:
        throttle().count_refusal(account)
        if error.ended:
            session.clear()
            return redirect(url_for("console.login"), 303)
        refuse(form)
        return _ask(form, ask_for_factor(desk(), sign_in_token()).passkey_request), 422
    enter(account, token)
    return redirect(url_for("console.start"), 303)


@pages.get("/login/set-up")
@may_enter(*Role)
@on_the_way_in
def set_up() -> ResponseReturnValue:
    """How to set up the first second factor, before anything else is open."""
    if own_sign_in().shown_at:
        return redirect(url_for("console.account"), 303)
    if ask_for_factor(desk(), sign_in_token()).any:
        return redirect(url_for("console.second_factor"), 303)
    return _set_up(AuthenticatorForm(formdata=None), PasskeyForm(formdata=None))


@pages.post("/login/set-up")
@may_enter(*Role)
@on_the_way_in
def send_set_up() -> ResponseReturnValue:
    """Keep the first second factor, let its officer in, and show the recovery codes once."""
    if own_sign_in().shown_at:
        # Sent a second time: what it brings is there.
        return redirect(url_for("console.account"), 303)
    account = own_sign_in().officer.account
    app_form, key_form = AuthenticatorForm(), PasskeyForm()
    added = None
    if "passkey" in request.form:
        app_form = AuthenticatorForm(formdata=None)
        added = take_passkey(key_form)
    else:
        key_form = PasskeyForm(formdata=None)
        added = take_authenticator(app_form)
    if added is None:
        return _set_up(app_form, key_form), 422
    enter(account, added.token)
    return render_template("recovery_codes.html", codes=added.recovery_codes, first=True)


def shown(form: FactorForm) -> Shown:
    """What was shown in a form."""
    return Shown(form.second_factor_code.data or "", form.second_factor_passkey.data or "")


def refuse(form: FactorForm) -> None:
    """Say beside the field that it was not right, and take away what was typed."""
    message = _(
        "That did not work. A code counts once and for half a minute: wait for the next one."
    )
    if form.second_factor_passkey.data:
        message = _("The passkey did not work here. Try again, or type a code.")
    form.second_factor_code.errors = [message]
    form.second_factor_code.data = form.second_factor_passkey.data = ""


def take_authenticator(form: AuthenticatorForm) -> Added | None:
    """Keep the app of a form; None where something is not right, which the form then says."""
    if not form.validate():
        return None
    try:
        return add_authenticator(desk(), sign_in_token(), sealed_seed(form), form.code.data or "")
    except FactorNotAddedError:
        form.code.errors = [
            _("This is not the code of this key. Scan the square once more, then type the newest.")
        ]
        return None


def take_passkey(form: PasskeyForm) -> Added | None:
    """Keep the passkey of a form; None where something is not right, which the form then says."""
    if not form.validate():
        return None
    try:
        return add_passkey(
            desk(), sign_in_token(), (form.name.data or "").strip(), form.passkey.data or ""
        )
    except FactorNotAddedError:
        form.name.errors = [_("No passkey was made, or it is there already. Please try again.")]
        return None


def sealed_seed(form: AuthenticatorForm) -> bytes:
    """The seed that waits in a form, sealed; nothing where it is none."""
    try:
        return base64.b64decode(form.sealed_seed.data or "", validate=True)
    except (binascii.Error, ValueError):
        return b""


def authenticator_words(form: AuthenticatorForm) -> dict[str, object]:
    """What the page shows of a new seed; the one before where the code was wrong."""
    offer = offer_seed(desk(), own_sign_in().officer.account, sealed_seed(form))
    form.sealed_seed.data = base64.b64encode(offer.sealed).decode()
    return {"seed_square": qr_code(offer.address), "seed_words": offer.spelled}


def _ask(form: FactorForm, passkey_request: str, *, try_again_at: str | None = None) -> str:
    return render_template(
        "second_factor.html",
        form=form,
        passkey_request=passkey_request,
        try_again_at=try_again_at,
    )


def _set_up(app_form: AuthenticatorForm, key_form: PasskeyForm) -> str:
    return render_template(
        "set_up.html",
        app_form=app_form,
        key_form=key_form,
        key_request=ask_for_passkey(desk(), sign_in_token()),
        **authenticator_words(app_form),
    )
