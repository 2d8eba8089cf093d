"""The page on which an officer makes an unlock phrase, in their own browser: shown once."""

import re
from typing import cast

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from app.key_holder.acts.enrolment import begin_enrolment
from app.key_holder.acts.page import describe, other_language_url
from app.key_holder.acts.proposal import ActRefusedError, act_detail
from app.key_holder.acts.registry import ActState, NoActError
from app.key_holder.acts.words import explain
from app.key_holder.holder import KeyHolder
from crypto.unlock_phrase import UnlockPhrase

enrol_pages = Blueprint("enrol", __name__)


class BeginForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """A button: a phrase is made for who presses it, not for who only opens the page."""


class WrittenDownForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Two words of the phrase, from the officer's own note."""

    attempt = HiddenField()
    typed = StringField(
        _l("Words from your note"), [InputRequired(message=_l("Type the two words."))]
    )


@enrol_pages.get("/enrol")
def enrol() -> ResponseReturnValue:
    """Say what this is; or, when it is done, the fingerprint to be read aloud."""
    return _page()


@enrol_pages.post("/enrol")
def make_phrase() -> ResponseReturnValue:
    """Make a phrase and show it; with two words of it typed back, let it count."""
    _holder().acts.look_by_enrolment(_enrol_id())
    if "attempt" in request.form:
        return _confirm()
    if not BeginForm().validate():
        return _page(), 422
    # A phrase costs 64 MiB, as trying one does.
    with _holder().one_phrase:
        enrolment, phrase = begin_enrolment()
        _holder().acts.begin_enrolment(_enrol_id(), enrolment)
    form = WrittenDownForm(formdata=None, attempt=enrolment.attempt)
    return _page(form=form, places=enrolment.places, phrase=phrase)


def _confirm() -> ResponseReturnValue:
    form, acts = WrittenDownForm(), _holder().acts
    attempt = form.attempt.data or ""
    if form.validate():
        act = acts.look_by_enrolment(_enrol_id())
        if acts.finish_enrolment(_enrol_id(), attempt, _spaced(form.typed.data or "")):
            detail = act_detail(act.act_id, act.proposal)
            _holder().log.write(act.proposal.account, "officer_enrolled", detail=detail)
            return _page()
        form.typed.errors = [_("That is not what stands there. Look at your own note.")]
    try:
        places = acts.asked_places(_enrol_id(), attempt)
    except NoActError:
        raise ActRefusedError("begun_anew") from None
    return _page(form=form, places=places), 422


@enrol_pages.errorhandler(NoActError)
def no_act(_error: NoActError) -> ResponseReturnValue:
    """There is nobody to enrol at this address."""
    url = other_language_url("enrol.enrol")
    return render_template("no_act.html", other_language_url=url), 410


@enrol_pages.errorhandler(ActRefusedError)
def refused(error: ActRefusedError) -> ResponseReturnValue:
    """Say why no phrase counts here (any more)."""
    return _page(refusal=_explain(error)), 409


def _page(
    *,
    form: WrittenDownForm | None = None,
    places: tuple[int, ...] = (),
    phrase: UnlockPhrase | None = None,
    refusal: str = "",
) -> str:
    act = _holder().acts.look_by_enrolment(_enrol_id())
    if act.state is ActState.FAILED and act.error:
        refusal = explain(act.error)
    return render_template(
        "enrol.html",
        act=describe(_holder(), act),
        enrolled=bool(act.recipient),
        form=form,
        places=places,
        phrase=phrase,
        refusal=refusal,
        enrol_id=_enrol_id(),
        other_language_url=other_language_url("enrol.enrol"),
    )


def _explain(error: ActRefusedError) -> str:
    if error.code == "enrolled":
        return str(
            _(
                "A phrase was made at this address already. "
                "If that was not you, tell the others now."
            )
        )
    if error.code == "begun_anew":
        return str(_("A newer phrase was made since: this one does not count. Begin anew."))
    return explain(error)


def _spaced(typed: str) -> str:
    # Whatever stands between two words or characters is no part of them.
    return re.sub(r"[\s,，、;；.。]+", " ", typed).strip()


def _enrol_id() -> str:
    return request.args.get("act", "")


def _holder() -> KeyHolder:
    return cast(KeyHolder, current_app.extensions["key_holder"])
