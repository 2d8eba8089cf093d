"""A report that a browser sealed: taken in, or refused in words that its script understands."""

from typing import Any

from flask import g, request
from flask.typing import ResponseReturnValue

from app.public.desk import desk
from app.public.receipt import sealed_receipt_page
from app.public.sealed_answers import refuse, refuse_limit
from app.services.reporter.check_status import check_sealed_status
from app.services.reporter.read_sealed import MalformedError, read_sealed_report, read_verifier
from app.services.reporter.send_message import CaseClosedError, TooManyMessagesError
from app.services.reporter.send_sealed_message import CounterError
from app.services.reporter.store_rows import NumberTakenError, WaitingFilesGoneError
from app.services.reporter.submit_sealed_report import CaseKnownError, submit_sealed_report
from app.services.roster import OutdatedRosterError


def send_sealed_report() -> ResponseReturnValue:
    """Take a sealed report in."""
    if g.try_again_at:
        return refuse_limit()
    try:
        return sealed_receipt_page(submit_sealed_report(desk(), read_sealed_report(request.form)))
    except tuple(SEALED_REFUSALS) as error:
        return refuse_sealed(error)


def refuse_sealed(error: Exception) -> ResponseReturnValue:
    """Say why something sealed was not taken in."""
    status, word = SEALED_REFUSALS[type(error)]
    more: dict[str, Any] = {}
    if isinstance(error, CaseKnownError | CounterError):
        verifier = read_verifier(request.form["verifier"])
        case = check_sealed_status(desk(), verifier, None)
        more = {"counter": case.counter, "heard": case.heard}
    return refuse(status, word, **more)


SEALED_REFUSALS: dict[type[Exception], tuple[int, str]] = {
    MalformedError: (400, "malformed"),
    OutdatedRosterError: (409, "outdated"),
    NumberTakenError: (409, "code_taken"),
    CaseKnownError: (409, "known"),
    CounterError: (409, "counter"),
    WaitingFilesGoneError: (409, "files_gone"),
    TooManyMessagesError: (429, "full"),
    CaseClosedError: (410, "closed"),
}
"""What a script is told, by what went wrong; docs/architecture.md says what it does then."""
