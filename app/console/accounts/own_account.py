"""An officer's own account: what it is, what was done in its name, and the ways to change it."""

from typing import Final

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.console.accounts.entering import device_secret
from app.console.accounts.forms import PASSWORD_FAULTS, PasswordForm
from app.console.blueprint import (
    UNLOCK,
    WORKING_ON_LEADS,
    acting_officer,
    desk,
    may_enter,
    own_sign_in,
    pages,
    second_factor_again,
    sign_in_token,
)
from app.console.queue.queue import officer_view
from app.domain.roles import Role
from app.services.officer.accounts.change_password import change_password
from app.services.officer.accounts.devices import forget_all_devices
from app.services.officer.accounts.invitations import PasswordRefusedError
from app.services.officer.accounts.own_account import read_own_account
from app.services.officer.accounts.passwords import WrongPasswordError
from app.services.officer.accounts.sign_in import sign_out_elsewhere
from app.web.acts import act_text, detail_text

DONE: Final = "account_done"
"""In the officer's own cookie until the next look at the account: what was done."""
_LONGEST_NUMBER: Final = 10


@pages.get("/account")
@may_enter(*Role)
def account() -> ResponseReturnValue:
    """Everything about one's own account."""
    before = request.args.get("before", "")
    older_than = int(before) if before.isdecimal() and len(before) < _LONGEST_NUMBER else None
    own = read_own_account(desk(), own_sign_in(), (sign_in_token(), device_secret()), older_than)
    activity = [
        {
            "at": one.at,
            "text": act_text(one.act),
            "case_number": one.case_number,
            "detail": detail_text(one.detail),
        }
        for one in own.activity
    ]
    return render_template(
        "own_account.html",
        officer=officer_view(),
        unlocked=UNLOCK in session,
        own=own,
        activity=activity,
        is_first_page=older_than is None,
        done=session.pop(DONE, None),
        may_declare=acting_officer().role in WORKING_ON_LEADS,
    )


@pages.get("/account/password")
@may_enter(*Role)
@second_factor_again
def password() -> ResponseReturnValue:
    """A new password."""
    return _password_page(PasswordForm(formdata=None))


@pages.post("/account/password")
@may_enter(*Role)
@second_factor_again
def send_password() -> ResponseReturnValue:
    """Change it, or say why not."""
    form = PasswordForm()
    if not form.validate():
        return _password_page(form), 422
    try:
        change_password(
            desk(),
            acting_officer(),
            sign_in_token(),
            form.present_password.data or "",
            form.new_password.data or "",
        )
    except WrongPasswordError:
        form.present_password.errors = [_("This is not your present password.")]
        return _password_page(form), 422
    except PasswordRefusedError as error:
        form.new_password.errors = [PASSWORD_FAULTS[error.fault]]
        return _password_page(form), 422
    return done("password")


@pages.post("/account/sign-out-elsewhere")
@may_enter(*Role)
def send_sign_out_elsewhere() -> ResponseReturnValue:
    """End all other sign-ins."""
    sign_out_elsewhere(desk(), sign_in_token(), acting_officer().account)
    return done("elsewhere")


@pages.post("/account/forget-devices")
@may_enter(*Role)
def send_forget_devices() -> ResponseReturnValue:
    """Know no device any more, this one included."""
    forget_all_devices(desk(), acting_officer().account)
    return done("devices")


def done(what: str) -> ResponseReturnValue:
    """Go back to the account, which says what was done."""
    session[DONE] = what
    return redirect(url_for("console.account"), 303)


def _password_page(form: PasswordForm) -> str:
    return render_template(
        "password.html", officer=officer_view(), unlocked=UNLOCK in session, form=form
    )
