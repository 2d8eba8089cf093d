"""Come in by an invitation: the code first, then a password; the second factor follows."""

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.console.accounts.entering import throttle
from app.console.accounts.forms import PASSWORD_FAULTS, AcceptForm, CodeForm
from app.console.blueprint import SIGN_IN, desk, may_enter, pages
from app.services.officer.accounts.invitations import (
    NoInvitationError,
    PasswordRefusedError,
    accept_invitation,
    read_invitation,
)
from app.services.officer.accounts.sign_in import sign_in
from app.web import labels


@pages.get("/invitation")
@may_enter()
def invitation() -> ResponseReturnValue:
    """Ask for the code."""
    return render_template(
        "invitation.html",
        form=CodeForm(formdata=None),
        try_again_at=throttle().network.try_again_at(),
    )


@pages.post("/invitation")
@may_enter()
def send_invitation() -> ResponseReturnValue:
    """Say whose account it is, and ask for a password."""
    form = CodeForm()
    # As sign-ins, and among them: who guesses codes is no other than who guesses passwords.
    if try_again_at := throttle().network.try_again_at():
        return _code_page(form, try_again_at), 429
    code = form.code.data or ""
    if not form.validate():
        return _code_page(form), 422
    try:
        return _accept_page(AcceptForm(formdata=None, code=code), code)
    except NoInvitationError:
        return _refuse(form)


@pages.post("/invitation/accept")
@may_enter()
def send_accept() -> ResponseReturnValue:
    """Keep the password, and go on to the second factor."""
    form = AcceptForm()
    if try_again_at := throttle().network.try_again_at():
        return _code_page(CodeForm(), try_again_at), 429
    code, password = form.code.data or "", form.new_password.data or ""
    try:
        who = read_invitation(desk(), code)
        if not form.validate():
            return _accept_page(form, code), 422
        accept_invitation(desk(), code, password)
    except NoInvitationError:
        return _refuse(CodeForm())
    except PasswordRefusedError as error:
        form.new_password.errors = [PASSWORD_FAULTS[error.fault]]
        return _accept_page(form, code), 422
    session.clear()
    session[SIGN_IN] = sign_in(desk(), account=who.account, password=password)
    return redirect(url_for("console.set_up"), 303)


def _refuse(form: CodeForm) -> ResponseReturnValue:
    throttle().network.hit()
    form.code.errors = [
        _("This code does not count. Compare it with your note, or ask for a new one.")
    ]
    return _code_page(form), 422


def _code_page(form: CodeForm, try_again_at: str | None = None) -> str:
    return render_template("invitation.html", form=form, try_again_at=try_again_at)


def _accept_page(form: AcceptForm, code: str) -> str:
    who = read_invitation(desk(), code)
    return render_template(
        "accept.html",
        form=form,
        account=who.account,
        name=who.name,
        role_text=labels.ROLES[who.role],
        organ_name=desk().roster().organ(who.organ_id).name,
    )
