"""The form: opened with a fresh access code, sent back whole, never losing a word."""

from typing import cast

from flask import g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.public.blueprint import pages
from app.public.check import CHECK, EDIT, STEP, check_page
from app.public.cleaning import cleanings_of_form, tell_removed
from app.public.desk import desk
from app.public.drafts import keep_good_files, note, waiting_files
from app.public.forms import ReportForm
from app.public.incoming import time_to_try_again
from app.public.receipt import receipt_page
from app.public.report_page import (
    empty_page,
    filled_page,
    give_back_under_new_code,
    read_form,
)
from app.public.sealed_answers import is_from_script
from app.public.sealed_report import send_sealed_report
from app.public.sealing import SERVER, is_server_chosen
from app.services.reporter.parcel import Content
from app.services.reporter.present_code import AccessCode, find_code, new_access_code
from app.services.reporter.send_message import OtherOrganError
from app.services.reporter.submit_report import submit_report
from app.web.sealed_uploads import SealedUploadRequest


@pages.get("/report")
def report() -> ResponseReturnValue:
    """An empty form with an access code of its own. Nothing is stored by opening it."""
    return empty_page()


@pages.post("/report")
def send_report() -> ResponseReturnValue:
    """Take the form in, or give it back with what needs correcting."""
    if is_from_script():
        return send_sealed_report()
    form = read_form()
    code = find_code(form.access_code.data or "")
    if code is None:
        # Without a code no file was let in; the words come back under a new one.
        form.validate()
        note(form, _("This form had lost its code. Please choose your files again, then send it."))
        return filled_page(form, new_access_code()), 400
    valid = form.validate()
    if g.try_again_at:
        return filled_page(form, code), 429
    if not valid:
        keep_good_files(form, code)
        return filled_page(form, code), 422
    step = request.form.get(STEP)
    if step in (CHECK, EDIT):
        return _look_again(form, code, step)
    content = Content(
        answers=form.answers(),
        organ_id=form.organ.data,
        files=cast("SealedUploadRequest", request).incoming,
        kept_ids=form.kept_ids(),
        name_stem=form.name_stem(),
    )
    removed = tell_removed(cleanings_of_form(code, content.kept_ids))
    return receipt_page(submit_report(desk(), code, content), removed=removed)


@pages.errorhandler(OtherOrganError)
def other_organ(error: OtherOrganError) -> ResponseReturnValue:
    """A second version for another organ: the form comes back as one of its own, under a new code.

    It may be about the organ that has the first: that one must never be able to open it.
    """
    organ = desk().roster().organ(error.organ_id).name
    message = _(
        "Your first version has arrived at %(organ)s. This one goes to another office, "
        "so it gets a number and a code of its own: send it once more.",
        organ=organ,
    )
    return give_back_under_new_code("organ", message)


def _look_again(form: ReportForm, code: AccessCode, step: str) -> ResponseReturnValue:
    keep_good_files(form, code)
    if form.attachments.errors:
        return filled_page(form, code), 422
    if step == EDIT:
        return filled_page(form, code)
    return check_page(
        form,
        code,
        waiting_files(form, code),
        address=url_for("public.report", sealing=SERVER if is_server_chosen() else None),
        try_again_at=time_to_try_again("public.send_report"),
    )
