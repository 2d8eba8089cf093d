"""Where an officer gets notices by e-mail."""

from flask import current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.queue.queue import officer_view
from app.services.officer.notices.mail_address import (
    NoAddressError,
    read_mail_address,
    set_mail_address,
)
from app.settings import Settings
from app.web.languages import chosen_language

_SAVED = "mail_saved"
"""In the officer's own cookie until the next look: that it was saved."""


class MailAddressForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """An address, or none."""

    address = StringField(
        _l("E-mail address"),
        description=_l("Leave it empty to get no notices."),
    )


@pages.get("/notices")
@may_enter(*WORKING_ON_LEADS)
def notices() -> ResponseReturnValue:
    """The address as it is."""
    address = read_mail_address(desk(), acting_officer())
    return _page(MailAddressForm(formdata=None, address=address), saved=session.pop(_SAVED, False))


@pages.post("/notices")
@may_enter(*WORKING_ON_LEADS)
def send_mail_address() -> ResponseReturnValue:
    """Save it; notices come in the language of the page on which it was saved."""
    form = MailAddressForm()
    if not form.validate():
        return _page(form), 422
    address = (form.address.data or "").strip()
    try:
        set_mail_address(desk(), acting_officer(), address, chosen_language())
    except NoAddressError:
        form.address.errors = [_l("Please type an address like name@example.cn.")]
        return _page(form), 422
    session[_SAVED] = True
    return redirect(url_for("console.notices"), 303)


def _page(form: MailAddressForm, *, saved: bool = False) -> str:
    settings: Settings = current_app.extensions["settings"]
    return render_template(
        "mail_address.html",
        officer=officer_view(),
        unlocked=False,
        form=form,
        saved=saved,
        sends=bool(settings.smtp_host),
    )
