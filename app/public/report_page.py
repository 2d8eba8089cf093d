"""The page of the form: empty, or as it was typed."""

from dataclasses import replace
from typing import Any, NamedTuple, cast

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from app.public.desk import desk
from app.public.drafts import file_limits, keep_good_files, note, waiting_files
from app.public.forms import ReportForm, files_not_taken
from app.public.incoming import time_to_try_again
from app.public.ready_form import ReadyForms
from app.public.sealing import Sealing, is_server_chosen, sealing_to
from app.services.reporter.keep_waiting import carry_waiting, keep_waiting
from app.services.reporter.present_code import AccessCode, find_code, new_access_code
from app.services.roster import OrganKind
from app.web import labels
from app.web.choices import choices_of
from app.web.languages import chosen_language
from app.web.sealed_uploads import SealedUploadRequest


class _Waits(NamedTuple):
    """Until what time of day this network has to wait, if it has."""

    form: str | None = None
    files: str | None = None


_NO_WAITS = _Waits()
"""Of the page that is rendered once for everybody."""


def empty_page() -> str:
    """The form with an access code of its own; the limits that are used up are said on it."""
    code = " ".join(new_access_code().words())
    waits = _waits()
    if any(waits):
        return _empty_page(generate_csrf(), code, waits)
    ready: ReadyForms = current_app.extensions["ready_forms"]
    key = (chosen_language(), desk().roster().version, is_server_chosen())
    return ready.page(key, _empty_page, code)


def filled_page(form: ReportForm, code: AccessCode) -> str:
    """The form as it was typed, with the files that wait."""
    form.access_code.data = " ".join(code.words())
    return _render(form, waiting_files(form, code), _waits())


def read_form(*, token: bool = True) -> ReportForm:
    """The form as it was sent.

    Args:
        token: ask for its token; else it is known already that it has none that counts.
    """
    form = ReportForm() if token else ReportForm(meta={"csrf": False})
    form.organ.choices = _organ_choices()
    return form


def give_back(message: str, *, with_files: bool) -> ResponseReturnValue:
    """Give a form back as it was typed, and say why.

    Args:
        message: what went wrong, and what to do about it.
        with_files: its files were let in, and wait for the next try.
    """
    form = read_form(token=False)
    form.validate()
    note(form, message)
    code = find_code(form.access_code.data or "")
    if code and with_files:
        keep_good_files(form, code)
    return filled_page(form, code or new_access_code()), 400


def give_back_under_new_code(field: str, message: str) -> ResponseReturnValue:
    """Give a form back as one of its own, with the files that came, and say why at one field."""
    form = read_form()
    form.validate()
    code, new_code = find_code(form.access_code.data or ""), new_access_code()
    if code is None or not carry_waiting(desk(), code, new_code, form.kept_ids()):
        note(form, _("Files that went with the first version are not here: choose them again."))
    if not keep_waiting(desk(), new_code, cast("SealedUploadRequest", request).incoming):
        note(form, files_not_taken())
    form[field].errors = [message]
    return filled_page(form, new_code), 422


def _organ_choices() -> list[Any]:
    organs = desk().roster().open_to_reporters()
    return choices_of((o.organ_id, _name(o.kind, o.name)) for o in organs)


def _name(kind: OrganKind, name: str) -> str:
    if kind is OrganKind.SUPERIOR:
        return str(_("%(name)s (it concerns this office or the department's leaders)", name=name))
    return name


def _empty_page(token: str, code: str, waits: _Waits = _NO_WAITS) -> str:
    choices = _organ_choices()
    form = ReportForm(organ=choices[0].value, access_code=code)
    form.organ.choices = choices
    return _render(form, [], waits, csrf_token=lambda: token)


def _render(
    form: ReportForm,
    waiting: list[dict[str, object]],
    waits: _Waits,
    **changes: object,
) -> str:
    return render_template(
        "report.html",
        form=form,
        waiting_files=waiting,
        **file_limits(),
        try_again_at=waits.form,
        sealing=_sealing(waits.files),
        reasons=labels.GIVEAWAYS,
        **changes,
    )


def _sealing(files_again_at: str | None) -> Sealing:
    roster = desk().roster()
    sealing = sealing_to(roster.open_to_reporters(), roster, server=is_server_chosen())
    return replace(sealing, files_again_at=files_again_at)


def _waits() -> _Waits:
    return _Waits(time_to_try_again("public.send_report"), time_to_try_again("public.upload"))
