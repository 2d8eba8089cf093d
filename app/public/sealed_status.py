"""Coming back with a browser that keeps the code: replies go to it sealed, messages come sealed."""

from flask import g, request
from flask.typing import ResponseReturnValue

from app.domain.purposes import Notice
from app.public.desk import desk
from app.public.forms import MessageForm
from app.public.replace_code import sealed_replacement_page
from app.public.sealed_answers import refuse, refuse_limit
from app.public.sealed_report import SEALED_REFUSALS, refuse_sealed
from app.public.status_page import status_page
from app.services.reporter.check_status import check_sealed_status
from app.services.reporter.present_code import CaseNumberError, read_case_number
from app.services.reporter.read_sealed import MalformedError, read_sealed_message, read_verifier
from app.services.reporter.send_message import CaseNotFoundError, OneTimeCodeError
from app.services.reporter.send_sealed_message import send_sealed_message


def show_sealed_status() -> ResponseReturnValue:
    """Show the case of a verifier; its replies are the script's to open."""
    if g.try_again_at:
        return refuse_limit()
    try:
        verifier = read_verifier(request.form["verifier"])
        number = read_case_number(request.form.get("case_number", ""))
    except (MalformedError, CaseNumberError):
        return refuse(400, "malformed")
    try:
        return _page(verifier, number)
    except OneTimeCodeError:
        return sealed_replacement_page(verifier, number)


def take_sealed_message() -> ResponseReturnValue:
    """Take a sealed message in."""
    if g.try_again_at:
        return refuse_limit()
    try:
        message = read_sealed_message(request.form)
        send_sealed_message(desk(), message)
    except CaseNotFoundError:
        return refuse(404, "not_found")
    except tuple(SEALED_REFUSALS) as error:
        return refuse_sealed(error)
    return _page(message.submission.verifier, sent=Notice())


def _page(verifier: bytes, number: str | None = None, *, sent: Notice | None = None) -> str:
    case_status = check_sealed_status(desk(), verifier, number)
    return status_page(case_status, None, MessageForm(formdata=None), sent=sent)
