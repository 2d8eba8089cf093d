"""What was typed is given back where it could not be saved: a colleague was faster, or no room."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.console.blueprint import pages
from app.console.typed import typed_words
from app.domain.notes import NoSuchEntryError
from app.services.officer.lead.change_record import RecordFullError
from app.storage.case_records import StaleCaseError


@pages.errorhandler(StaleCaseError)
@pages.errorhandler(NoSuchEntryError)
def stale(_error: Exception) -> ResponseReturnValue:
    """Somebody else changed the lead since this officer looked at it."""
    return render_template("not_saved.html", typed=typed_words(), full=False), 409


@pages.errorhandler(RecordFullError)
def full(_error: RecordFullError) -> ResponseReturnValue:
    """The record holds no more."""
    return render_template("not_saved.html", typed=typed_words(), full=True), 413
