"""The single map from what went wrong to what a browser is told."""

from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.services.reporter.parcel import TooManyFilesError
from app.services.reporter.receive_file import FileTooLargeError
from app.services.roster import OutdatedRosterError, RosterError
from app.storage.case_records import StaleCaseError
from app.storage.payloads import PayloadChangedError

_ADVICE = {
    400: (
        _l("This page could not be used"),
        _l("Go back one page, load it anew, and send the form again."),
    ),
    403: (_l("You may not open this page"), _l("Go back to the page before.")),
    404: (_l("There is no such page"), _l("Check the address, or start from the first page.")),
    405: (_l("This page could not be used"), _l("Start from the first page.")),
    409: (
        _l("Somebody else changed this in the meantime"),
        _l("Nothing was saved. Open the page anew, look at what changed, and try again."),
    ),
    413: (_l("That was too large"), _l("Send smaller files, or fewer of them.")),
    429: (_l("Too many tries in a short time"), _l("Wait a little, then try again.")),
    500: (
        _l("Something went wrong here"),
        _l("It is not your doing. Nothing was kept of it. Please try again in a few minutes."),
    ),
    502: (
        _l("A file is not what was received"),
        _l("It is missing or was changed since. Tell the administrator; the rest can be read."),
    ),
    503: (
        _l("A part of the system is not running"),
        _l("Nothing was saved. Please try again in a few minutes."),
    ),
}
_MEANINGS: dict[type[Exception], int] = {
    StaleCaseError: 409,
    PayloadChangedError: 502,
    CSRFError: 400,
    FileTooLargeError: 413,
    TooManyFilesError: 413,
    RosterError: 503,
    OutdatedRosterError: 409,
}


def register_errors(app: Flask) -> None:
    """Answer every error with the one neutral page."""
    app.register_error_handler(HTTPException, lambda error: error_page(error.code or 500))
    for meaning, status in _MEANINGS.items():
        answer_with(app, meaning, status)
    # The last resort. Flask would log the traceback, whose lines may hold what was typed in.
    app.register_error_handler(Exception, _unexpected)
    # What is raised while an error is answered never gets there.
    app.log_exception = lambda info: _log_place(app, info[1])  # type: ignore[method-assign, assignment]


def answer_with(app: Flask, meaning: type[Exception], status: int) -> None:
    """Add a line to the map, for one app."""
    app.register_error_handler(meaning, lambda _error: error_page(status))


def error_page(status: int) -> ResponseReturnValue:
    """The neutral page for a status."""
    title, advice = _ADVICE.get(status, _ADVICE[500])
    return render_template("error.html", title=str(title), advice=str(advice)), status


def _unexpected(error: Exception) -> ResponseReturnValue:
    _log_place(current_app, error)
    return error_page(500)


def _log_place(app: Flask, error: BaseException | None) -> None:
    # Where it happened, not what was in it.
    trace = error.__traceback__ if error else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    app.logger.error("%s at %s", type(error).__name__, place)
