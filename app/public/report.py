"""The form: opened with a fresh access code, sent back whole, never losing a word."""

from typing import Any, cast

from flask import current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from app.public.blueprint import pages
from app.public.check import CHECK, EDIT, STEP, check_page
from app.public.cleaning import cleanings_of_form, tell_cleaning, tell_removed
from app.public.forms import FilesForm, ReportForm, files_not_taken
from app.public.incoming import desk, find_code, time_to_try_again
from app.public.ready_form import ReadyForms
from app.public.receipt import receipt_page
from app.public.sealed_answers import is_from_script
from app.public.sealed_report import send_sealed_report
from app.public.sealing import SERVER, Sealing, is_server_chosen, sealing_to
from app.services.reporter.keep_waiting import (
    carry_waiting,
    keep_waiting,
    let_go,
    list_waiting,
)
from app.services.reporter.parcel import Content
from app.services.reporter.present_code import AccessCode, new_access_code
from app.services.reporter.receive_file import ReceivedFile
from app.services.reporter.send_message import OtherOrganError
from app.services.reporter.submit_report import submit_report
from app.services.roster import OrganKind
from app.web import labels
from app.web.choices import choices_of
from app.web.languages import chosen_language
from app.web.sealed_uploads import SealedUploadRequest


@pages.get("/report")
def report() -> ResponseReturnValue:
    """An empty form with an access code of its own. Nothing is stored by opening it."""
    code = " ".join(new_access_code().words())
    if _try_again_at():
        return _empty_page(generate_csrf(), code)
    ready: ReadyForms = current_app.extensions["ready_forms"]
    key = (chosen_language(), desk().roster().version, is_server_chosen())
    return ready.page(key, _empty_page, code)


@pages.post("/report")
def send_report() -> ResponseReturnValue:
    """Take the form in, or give it back with what needs correcting."""
    if is_from_script():
        return send_sealed_report()
    form = ReportForm()
    form.organ.choices = _organ_choices()
    code = find_code(form.access_code.data or "")
    if code is None:
        # Without a code no file was let in; the words come back under a new one.
        form.validate()
        note(form, _("This form had lost its code. Please choose your files again, then send it."))
        return _page(form, new_access_code()), 400
    if not form.validate() or g.try_again_at:
        keep_good_files(form, code)
        return _page(form, code), 429 if g.try_again_at else 422
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


def give_back_under_new_code(field: str, message: str) -> ResponseReturnValue:
    """Give a form back as one of its own, with the files that came, and say why at one field."""
    form = ReportForm()
    form.organ.choices = _organ_choices()
    form.validate()
    code, new_code = find_code(form.access_code.data or ""), new_access_code()
    if code is None or not carry_waiting(desk(), code, new_code, form.kept_ids()):
        note(form, _("Files that went with the first version are not here: choose them again."))
    if not keep_waiting(desk(), new_code, cast("SealedUploadRequest", request).incoming):
        note(form, files_not_taken())
    form[field].errors = [message]
    return _page(form, new_code), 422


def _look_again(form: ReportForm, code: AccessCode, step: str) -> ResponseReturnValue:
    keep_good_files(form, code)
    if form.attachments.errors:
        return _page(form, code), 422
    if step == EDIT:
        return _page(form, code)
    return check_page(
        form,
        code,
        waiting_files(code),
        address=url_for("public.report", sealing=SERVER if is_server_chosen() else None),
        try_again_at=_try_again_at(),
    )


def give_back(message: str) -> ResponseReturnValue:
    """Give a form back as it was typed, and say why its files must come again."""
    form = ReportForm(meta={"csrf": False})
    form.organ.choices = _organ_choices()
    form.validate()
    note(form, message)
    return _page(form, find_code(form.access_code.data or "") or new_access_code()), 400


def expired_text() -> str:
    """What to do about a token that ran out."""
    text: str = _(
        "This page was open for too long, or cookies are switched off. "
        "Nothing you typed is lost. Choose your files again, then send it."
    )
    return text


def keep_good_files(form: FilesForm, code: AccessCode) -> None:
    """Let the files of a form that needs correcting wait, but for those that are too large."""
    incoming = cast("SealedUploadRequest", request).incoming
    let_go(desk(), code, request.form.getlist("kept"))
    room = desk().max_files - len(list_waiting(desk(), code))
    good = [file for file in incoming if not file.too_large][: max(room, 0)]
    if not keep_waiting(desk(), code, good):
        note(form, files_not_taken())


def note(form: FilesForm, message: str) -> None:
    """Say something beside the file field, where the reporter has to act."""
    form.attachments.errors = [*form.attachments.errors, message]


def _organ_choices() -> list[Any]:
    organs = desk().roster().open_to_reporters()
    return choices_of((o.organ_id, _name(o.kind, o.name)) for o in organs)


def _name(kind: OrganKind, name: str) -> str:
    if kind is OrganKind.SUPERIOR:
        return str(_("%(name)s (it concerns this office or the department's leaders)", name=name))
    return name


def _empty_page(token: str, code: str) -> str:
    choices = _organ_choices()
    form = ReportForm(organ=choices[0].value, access_code=code)
    form.organ.choices = choices
    return _render(form, [], csrf_token=lambda: token)


def _page(form: ReportForm, code: AccessCode) -> str:
    form.access_code.data = " ".join(code.words())
    form.organ.choices = form.organ.choices or _organ_choices()
    return _render(form, waiting_files(code))


def _render(form: ReportForm, waiting: list[dict[str, object]], **changes: object) -> str:
    return render_template(
        "report.html",
        form=form,
        waiting_files=waiting,
        max_files=desk().max_files,
        max_file_mib=desk().max_file_bytes // (1024 * 1024),
        clean_max_mib=desk().cleaner.max_bytes // (1024 * 1024),
        try_again_at=_try_again_at(),
        sealing=_sealing(),
        reasons=labels.GIVEAWAYS,
        **changes,
    )


def _sealing() -> Sealing:
    roster = desk().roster()
    return sealing_to(roster.open_to_reporters(), roster, server=is_server_chosen())


def _try_again_at() -> str | None:
    return time_to_try_again("public.send_report")


def waiting_files(code: AccessCode) -> list[dict[str, object]]:
    """The files that wait, as the page lists them."""
    kept = request.form.getlist("kept")
    return [
        {
            "item_id": file.attachment.item_id,
            "name": file.attachment.name,
            "size_bytes": file.attachment.length_bytes,
            "told": tell_cleaning(file.cleaning),
            "is_hindered": _is_hindered(file),
            # What could not be cleaned goes along only if somebody said so.
            "is_ticked": not _is_hindered(file) or file.attachment.item_id in kept,
        }
        for file in list_waiting(desk(), code)
    ]


def _is_hindered(file: ReceivedFile) -> bool:
    return file.cleaning is not None and file.cleaning.hindrance is not None
