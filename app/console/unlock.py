"""Unlock and lock the organ's key: the phrase is typed at the key-holder, never here."""

from contextlib import suppress

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.console.blueprint import (
    UNLOCK,
    WORKING_ON_LEADS,
    acting_officer,
    desk,
    may_enter,
    pages,
)
from app.services.officer.key_holder_client import (
    KeyHolderLockedError,
    UnlockNotDoneError,
)
from app.settings import Settings

_CLAIM = "claim"
_TYPED = ("text", "note")
"""The fields in which an officer writes at length."""


@pages.post("/unlock")
@may_enter(*WORKING_ON_LEADS)
def unlock() -> ResponseReturnValue:
    """Begin, and go to the key-holder's page; the claim to the result stays in the cookie."""
    settings: Settings = current_app.extensions["settings"]
    begun = desk().key_holder.begin_unlock(acting_officer().account)
    session[_CLAIM] = [begun.ticket, begun.claim]
    return redirect(f"{settings.key_holder_url}/unlock?ticket={begun.ticket}", 303)


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
    return redirect(url_for("console.queue"), 303)


@pages.errorhandler(KeyHolderLockedError)
def locked(_error: KeyHolderLockedError) -> ResponseReturnValue:
    """Locked meanwhile, by itself or by hand: what was typed is shown, to be taken along."""
    session.pop(UNLOCK, None)
    typed = [request.form[name] for name in _TYPED if request.form.get(name, "").strip()]
    if not typed:
        return redirect(url_for("console.queue"), 303)
    return render_template("locked.html", typed=typed), 403
