"""Unlock and lock the organ's key: the phrase is typed at the key-holder, never here."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time

from app.console.blueprint import (
    UNLOCK,
    WORKING_ON_LEADS,
    acting_officer,
    desk,
    may_enter,
    pages,
)
from app.console.typed import typed_words
from app.services.officer.key_holder_client import (
    KeyHolderBusyError,
    KeyHolderError,
    KeyHolderLockedError,
    KeyWaitingError,
    NotInRosterError,
    ShareDoesNotFitError,
    UnlockNotDoneError,
)
from app.settings import Settings
from app.web.languages import address_elsewhere

_CLAIM = "claim"


@pages.post("/unlock")
@may_enter(*WORKING_ON_LEADS)
def unlock() -> ResponseReturnValue:
    """Begin, and go to the key-holder's page; the claim to the result stays in the cookie."""
    settings: Settings = current_app.extensions["settings"]
    begun = desk().key_holder.begin_unlock(acting_officer().account)
    session[_CLAIM] = [begun.ticket, begun.claim]
    page = address_elsewhere(f"{settings.key_holder_url}/unlock", ticket=begun.ticket)
    return redirect(page, 303)


@pages.get("/unlock/return")
@may_enter(*WORKING_ON_LEADS)
def unlock_return() -> ResponseReturnValue:
    """Take the token, where this browser began the unlocking and the phrase was typed in it too.

    Whoever typed it for a ticket that another browser began has the proof without the claim.
    """
    begun, proof = session.pop(_CLAIM, None), request.args.get("proof")
    if begun and proof:
        ticket, claim = begun
        # Nothing to claim, or too late: the queue says that the key is locked.
        with suppress(UnlockNotDoneError):
            session[UNLOCK] = desk().key_holder.claim_unlock(ticket, claim, proof).token
    return redirect(url_for("console.queue"), 303)


@pages.post("/lock")
@may_enter(*WORKING_ON_LEADS)
def lock() -> ResponseReturnValue:
    """Make the key-holder forget what this officer unlocked."""
    token = session.pop(UNLOCK, "")
    if token:
        desk().key_holder.lock(token)
        desk().indexes.close_locked()
    return redirect(url_for("console.queue"), 303)


@pages.errorhandler(KeyHolderLockedError)
def locked(_error: KeyHolderLockedError) -> ResponseReturnValue:
    """Locked meanwhile, by itself or by hand: what was typed is shown, to be taken along."""
    session.pop(UNLOCK, None)
    return _give_back_what_was_typed(waiting=False)


@pages.errorhandler(KeyWaitingError)
def waiting(_error: KeyWaitingError) -> ResponseReturnValue:
    """Other officers have to unlock first: the same; the list says who."""
    return _give_back_what_was_typed(waiting=True)


@pages.errorhandler(NotInRosterError)
@pages.errorhandler(ShareDoesNotFitError)
def not_opened(error: KeyHolderError) -> ResponseReturnValue:
    """The phrase was right, and what the database holds is not what was handed out."""
    return render_template("not_opened.html", code=error.code), 409


@pages.errorhandler(KeyHolderBusyError)
def busy(error: KeyHolderBusyError) -> ResponseReturnValue:
    """Too much in a short time: say from when on it goes on, and give back what was typed."""
    # A minute later, since the time is told without its seconds.
    moment = datetime.now(UTC) + timedelta(seconds=error.wait_seconds + 60)
    try_again_at = format_time(moment, "HH:mm")
    return render_template("busy.html", typed=typed_words(), try_again_at=try_again_at), 429


def _give_back_what_was_typed(*, waiting: bool) -> ResponseReturnValue:
    typed = typed_words()
    if not typed:
        return redirect(url_for("console.queue"), 303)
    return render_template("locked.html", typed=typed, waiting=waiting), 403
