"""Come back: read how it stands, read the team's words, answer, add a file."""

from typing import cast

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError

from app.domain.purposes import read_notice
from app.public.blueprint import pages
from app.public.check import EDIT, SEND, STEP, check_page, may_tell
from app.public.cleaning import cleanings_of_form, tell_removed
from app.public.desk import desk
from app.public.drafts import keep_good_files, note, waiting_files
from app.public.forms import MessageForm, StatusForm
from app.public.incoming import time_to_try_again
from app.public.replace_code import replacement_page
from app.public.report_page import give_back, give_back_under_new_code
from app.public.sealed_answers import is_from_script, refuse
from app.public.sealed_status import show_sealed_status, take_sealed_message
from app.public.sealing import is_server_chosen
from app.public.status_page import is_closed, status_page, unsent_page
from app.services.reporter.check_status import CaseStatus, check_status
from app.services.reporter.parcel import Content
from app.services.reporter.present_code import AccessCode, find_code, read_case_number
from app.services.reporter.send_message import (
    CaseClosedError,
    CaseNotFoundError,
    OneTimeCodeError,
    TooManyMessagesError,
    send_message,
)
from app.services.reporter.store_rows import WaitingFilesGoneError
from app.web.sealed_uploads import SealedUploadRequest


@pages.get("/status")
def status() -> ResponseReturnValue:
    """Ask for the code."""
    return _ask(StatusForm())


@pages.post("/status")
def show_status() -> ResponseReturnValue:
    """Show the case of a code, or the same neutral answer to every wrong one."""
    if is_from_script():
        return show_sealed_status()
    form = StatusForm()
    if g.try_again_at:
        return _ask(form), 429
    if not form.validate():
        return _ask(form), 422
    code = find_code(form.access_code.data or "")
    if code is None:
        raise CaseNotFoundError
    number = read_case_number(form.case_number.data or "")
    try:
        case_status = check_status(desk(), code, number)
    except OneTimeCodeError:
        return replacement_page(code, number)
    return status_page(case_status, code, MessageForm())


@pages.post("/status/message")
def message() -> ResponseReturnValue:
    """Take a message in; or give it back with what needs correcting, or a second thought."""
    if is_from_script():
        return take_sealed_message()
    form = MessageForm()
    code = find_code(form.access_code.data or "")
    if code is None:
        raise CaseNotFoundError
    valid = form.validate()
    if g.try_again_at:
        return unsent_page(form, code), 429
    case_status = check_status(desk(), code, None)
    if not valid:
        keep_good_files(form, code)
        return status_page(case_status, code, form, with_waiting=True), 422
    step = request.form.get(STEP)
    needs_look = step != SEND and not is_closed(case_status) and may_tell(form, code)
    if step == EDIT or needs_look:
        return _look_again(form, code, case_status, step)
    return _send(form, code)


def _look_again(
    form: MessageForm, code: AccessCode, case_status: CaseStatus, step: str | None
) -> ResponseReturnValue:
    keep_good_files(form, code)
    if form.attachments.errors or step == EDIT:
        page = status_page(case_status, code, form, with_waiting=True)
        return page, 422 if form.attachments.errors else 200
    return check_page(
        form,
        code,
        waiting_files(form, code),
        address=url_for("public.message"),
        try_again_at=time_to_try_again("public.message"),
    )


def _send(form: MessageForm, code: AccessCode) -> ResponseReturnValue:
    content = Content(
        text=form.message.data or "",
        answers=form.answers(),
        files=cast("SealedUploadRequest", request).incoming,
        kept_ids=form.kept_ids(),
        name_stem=form.name_stem(),
    )
    removed = tell_removed(cleanings_of_form(code, content.kept_ids))
    send_message(desk(), code, content)
    sent = read_notice(content.answers)
    case_status = check_status(desk(), code, None)
    return status_page(case_status, code, MessageForm(formdata=None), sent=sent, removed=removed)


@pages.errorhandler(OneTimeCodeError)
@pages.errorhandler(CaseNotFoundError)
def not_found(_error: CaseNotFoundError | OneTimeCodeError) -> ResponseReturnValue:
    """The one answer to a code or number that is not right, and to one that opens nothing yet."""
    return _ask(StatusForm(), not_found=True), 404


@pages.errorhandler(CSRFError)
def expired(_error: CSRFError) -> ResponseReturnValue:
    """A page that was open for too long, or a browser without cookies: nothing typed is lost."""
    if is_from_script():
        return refuse(400, "token")
    message = _(
        "This page was open for too long, or cookies are switched off. "
        "Nothing you typed is lost. Choose your files again, then send it."
    )
    return _give_back(message, with_files=False)


@pages.errorhandler(WaitingFilesGoneError)
def files_gone(_error: WaitingFilesGoneError) -> ResponseReturnValue:
    """Files that waited for longer than a day: the words and what just came are kept."""
    message = _(
        "Files received earlier were deleted after a day. Please choose those again: "
        "only what is listed as received is still here."
    )
    return _give_back(message, with_files=True)


@pages.errorhandler(TooManyMessagesError)
def too_many(_error: TooManyMessagesError) -> ResponseReturnValue:
    """A case that is full for today: the words come back, and their files wait."""
    return _give_back(
        _("Your case has very many messages of today. Please go on tomorrow."), with_files=True
    )


@pages.errorhandler(CaseClosedError)
def closed(_error: CaseClosedError) -> ResponseReturnValue:
    """Nobody would read it any more: the page says what to do, the words come back."""
    if request.endpoint == "public.send_report":
        return give_back_under_new_code("narrative", _first_is_closed())
    form = MessageForm()
    code = find_code(form.access_code.data or "")
    if code is None:
        return _ask(StatusForm(meta={"csrf": False})), 400
    return status_page(check_status(desk(), code, None), code, form), 410


def _first_is_closed() -> str:
    text: str = _(
        "Your earlier report under this code was closed long ago, and nobody reads what is added "
        "to it. This one gets a number and a code of its own: send it once more."
    )
    return text


def _give_back(message: str, *, with_files: bool) -> ResponseReturnValue:
    if request.endpoint == "public.send_report":
        return give_back(message, with_files=with_files)
    form = MessageForm(meta={"csrf": False})
    code = find_code(form.access_code.data or "")
    if request.endpoint != "public.message" or code is None:
        return _ask(StatusForm(meta={"csrf": False})), 400
    note(form, message)
    if g.try_again_at:
        return unsent_page(form, code), 429
    try:
        case_status = check_status(desk(), code, None)
    except CaseNotFoundError as error:
        # Raised here, while an error is answered already, it would find no handler.
        return not_found(error)
    if with_files:
        keep_good_files(form, code)
    return status_page(case_status, code, form, with_waiting=True), 400


def _ask(form: StatusForm, *, not_found: bool = False) -> str:
    return render_template(
        "status_form.html",
        form=form,
        not_found=not_found,
        try_again_at=time_to_try_again("public.show_status"),
        sealing={"server": is_server_chosen()},
    )
