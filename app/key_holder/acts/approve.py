"""The page on which officers approve an act, each with their own phrase, in any browser."""

from typing import cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired

from app.key_holder.acts.count_approval import approve_act
from app.key_holder.acts.page import describe, other_language_url
from app.key_holder.acts.perform import Performed
from app.key_holder.acts.proposal import ActRefusedError
from app.key_holder.acts.registry import ActState, NoActError
from app.key_holder.acts.words import explain
from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.assembling import NotInRosterError, ShareDoesNotFitError
from app.key_holder.unlocking.opening import TooSoonError
from app.key_holder.unlocking.unlock import PhraseForm
from app.settings import Settings
from app.web.limits import Limit
from crypto.group_key import WrongPhraseError
from crypto.unlock_phrase import normalise_unlock_phrase

approve_pages = Blueprint("approve", __name__)


class ApprovalForm(PhraseForm):
    """An account, and its unlock phrase."""

    account = StringField(_l("Account"), [InputRequired(message=_l("Type your account."))])


@approve_pages.route("/approve", methods=["GET", "POST"])
def approve() -> ResponseReturnValue:
    """Say what is to be done and who is missing; with account and phrase, count an approval."""
    form = ApprovalForm()
    if request.method != "POST":
        return _page(form)
    if try_again_at := _limit().try_again_at():
        return _page(form, _("Too many tries. Try again at %(time)s.", time=try_again_at)), 429
    # Before the form: what is wrong with an act that is over is not for its fields to say.
    _holder().acts.look(_act_id())
    if not form.validate():
        return _page(form), 422
    performed = approve_act(
        _holder(),
        cast(Settings, current_app.extensions["settings"]).zone("casework"),
        _act_id(),
        (form.account.data or "").strip(),
        normalise_unlock_phrase(form.phrase.data or ""),
    )
    if performed is None:
        # As a page of its own, so that a reload sends no phrase again.
        return redirect(url_for("approve.approve", act=_act_id()), 303)
    return _page(form, performed=performed)


@approve_pages.errorhandler(WrongPhraseError)
def wrong_phrase(_error: WrongPhraseError) -> ResponseReturnValue:
    """Say so, count it, and ask again; an account that is none gets the same answer."""
    _limit().hit()
    return _page(_form_again(), failed=True), 422


@approve_pages.errorhandler(TooSoonError)
def too_soon(error: TooSoonError) -> ResponseReturnValue:
    """Say how long to wait."""
    message = _("Wait %(seconds)s seconds, then try again.", seconds=error.wait_seconds)
    return _page(_form_again(), message), 429


@approve_pages.errorhandler(ActRefusedError)
def refused(error: ActRefusedError) -> ResponseReturnValue:
    """Say why this was not approved, or not done."""
    return _page(_form_again(), refusal=explain(error)), 409


@approve_pages.errorhandler(NotInRosterError)
@approve_pages.errorhandler(ShareDoesNotFitError)
def not_the_right_key(_error: Exception) -> ResponseReturnValue:
    """Say that it is not the phrase: the stored keys were changed."""
    message = _(
        "The phrase is right, but your key is not the one that was handed out to you. "
        "Nothing was unlocked. Tell the administrator."
    )
    return _page(_form_again(), refusal=message), 409


@approve_pages.errorhandler(NoActError)
def no_act(_error: NoActError) -> ResponseReturnValue:
    """There is nothing to approve at this address."""
    url = other_language_url("approve.approve")
    return render_template("no_act.html", other_language_url=url), 410


def _page(
    form: PhraseForm,
    note: str = "",
    *,
    failed: bool = False,
    refusal: str = "",
    performed: Performed | None = None,
) -> str:
    act = _holder().acts.look(_act_id())
    if note:
        form.phrase.errors = [note]
    if act.state is ActState.FAILED and act.error:
        refusal = explain(act.error)
    return render_template(
        "approve.html",
        act=describe(_holder(), act),
        form=form,
        failed=failed,
        refusal=refusal,
        waits=act.state is ActState.WAITING,
        done=act.state is ActState.APPROVED,
        backup=performed.backup if performed else None,
        other_language_url=other_language_url("approve.approve"),
    )


def _form_again() -> ApprovalForm:
    form = ApprovalForm()
    form.phrase.data = ""
    return form


def _act_id() -> str:
    return request.args.get("act", "")


def _holder() -> KeyHolder:
    return cast(KeyHolder, current_app.extensions["key_holder"])


def _limit() -> Limit:
    return cast(Limit, current_app.extensions["limit_wrong_phrases"])
