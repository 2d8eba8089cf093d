"""The page on which an officer unlocks: it says whose key and who, and takes the phrase."""

from typing import cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.validators import InputRequired, ValidationError

from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.assembling import NotInRosterError, ShareDoesNotFitError
from app.key_holder.unlocking.opening import TooSoonError
from app.key_holder.unlocking.tickets import TicketOverError
from app.key_holder.unlocking.unlock_key import unlock_key, unlocking_of
from app.settings import Settings
from app.web.languages import ENGLISH, address_elsewhere, chosen_language
from app.web.limits import Limit
from crypto.group_key import WrongPhraseError
from crypto.unlock_phrase import PHRASE_WORDS, UnlockPhraseError, normalise_unlock_phrase

pages = Blueprint("key_holder", __name__)


class PhraseForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """An unlock phrase, in either spelling."""

    phrase = StringField(
        _l("Unlock phrase"), [InputRequired(message=_l("Type your unlock phrase."))]
    )

    def validate_phrase(self, field: Field) -> None:
        """Say which words are in no list: they were mistyped."""
        try:
            normalise_unlock_phrase(field.data)
        except UnlockPhraseError as error:
            raise ValidationError(_explain(error)) from None


@pages.route("/unlock", methods=["GET", "POST"])
def unlock() -> ResponseReturnValue:
    """Ask for the phrase; with it, unlock and lead back to the console with the proof of it."""
    form = PhraseForm()
    if request.method != "POST":
        return _page(form)
    if try_again_at := _limit().try_again_at():
        return _page(form, _("Too many tries. Try again at %(time)s.", time=try_again_at)), 429
    if not form.validate():
        return _page(form), 422
    proof = unlock_key(_holder(), _ticket(), normalise_unlock_phrase(form.phrase.data or ""))
    return redirect(_console_url("/unlock/return", proof=proof), 303)


@pages.errorhandler(WrongPhraseError)
def wrong_phrase(_error: WrongPhraseError) -> ResponseReturnValue:
    """Say so, count it, and ask again."""
    # Nothing else counts: what needs no live ticket could shut out everybody behind this address.
    _limit().hit()
    return _page(PhraseForm(), failed=True), 422


@pages.errorhandler(TooSoonError)
def too_soon(error: TooSoonError) -> ResponseReturnValue:
    """Say how long to wait."""
    message = _("Wait %(seconds)s seconds, then try again.", seconds=error.wait_seconds)
    return _page(PhraseForm(), message), 429


@pages.errorhandler(NotInRosterError)
@pages.errorhandler(ShareDoesNotFitError)
def not_the_right_key(_error: Exception) -> ResponseReturnValue:
    """Say that it is not the phrase: the stored keys were changed."""
    message = _(
        "The phrase is right, but your key is not the one that was handed out to you. "
        "Nothing was unlocked. Tell the administrator."
    )
    return _page(PhraseForm(), message), 409


@pages.errorhandler(TicketOverError)
def ticket_over(_error: TicketOverError) -> ResponseReturnValue:
    """Lead back to the console, where a new ticket is one click away."""
    return render_template("unlock.html", stale=True, console_url=_console_url("/")), 410


def _page(form: PhraseForm, note: str = "", *, failed: bool = False) -> str:
    unlocking = unlocking_of(_holder(), _ticket())
    if note:
        form.phrase.errors = [note]
    other = None if chosen_language() == ENGLISH else ENGLISH
    return render_template(
        "unlock.html",
        unlocking=unlocking,
        form=form,
        failed=failed,
        stale=False,
        console_url=_console_url("/"),
        # The shared one would lose the ticket.
        other_language_url=url_for("key_holder.unlock", ticket=_ticket(), lang=other),
    )


def _explain(error: UnlockPhraseError) -> str:
    if error.reason == "words":
        positions = _(", ").join(map(str, error.unknown_positions))
        return str(_("Look at word %(positions)s: it is in no list.", positions=positions))
    return str(_("An unlock phrase has %(count)s words or characters.", count=PHRASE_WORDS))


def _holder() -> KeyHolder:
    return cast(KeyHolder, current_app.extensions["key_holder"])


def _limit() -> Limit:
    return cast(Limit, current_app.extensions["limit_wrong_phrases"])


def _ticket() -> str:
    return request.args.get("ticket", "")


def _console_url(path: str, **query: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return address_elsewhere(f"{settings.console_url}{path}", **query)
