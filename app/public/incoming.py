"""What is judged before a form is read, and before any file of it is stored."""

from dataclasses import dataclass
from typing import cast

from flask import current_app, g, request
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from app.public.desk import desk
from app.services.reporter.clean_file import FileToClean
from app.services.reporter.present_code import find_code
from app.web.limits import Limit
from app.web.sealed_uploads import OpenFile, SealedUploadRequest


@dataclass(frozen=True, slots=True)
class _Form:
    """How the form of a page is judged."""

    limit: str
    """The name of what it counts under, in `app.extensions`."""
    has_files: bool = False
    """It may bring files that are sealed here."""
    counts_itself: bool = False
    """Its page counts the tries: its fields say whether it is one."""


_FORMS = {
    "public.send_report": _Form("limit_submit", has_files=True),
    "public.message": _Form("limit_submit", has_files=True),
    "public.show_status": _Form("limit_status"),
    "public.confirm_code": _Form("limit_status"),
    "public.replace_one_time_code": _Form("limit_status"),
    # Only a new file counts.
    "public.upload": _Form("limit_upload", counts_itself=True),
}


def judge_limits() -> None:
    """Count the try. One too many: nothing is stored, and the form comes back as it was typed."""
    g.try_again_at = None
    form = _form_of(request.endpoint)
    if request.method == "POST" and form and not form.counts_itself:
        count_try()


def count_try() -> bool:
    """Count a try under the limit of this page; whether it is not one too many."""
    limit = limit_of(request.endpoint)
    if limit is None or limit.hit():
        return True
    g.try_again_at = limit.try_again_at()
    cast("SealedUploadRequest", request).refuse_files = True
    return False


def limit_of(endpoint: str | None) -> Limit | None:
    """The limit that a page's form counts under."""
    form = _form_of(endpoint)
    return current_app.extensions[form.limit] if form else None


def _form_of(endpoint: str | None) -> _Form | None:
    return _FORMS.get(endpoint or "")


def time_to_try_again(endpoint: str) -> str | None:
    """The time of day until which this page takes nothing: said before writing, not only after."""
    limit = limit_of(endpoint)
    return g.try_again_at or (limit.try_again_at() if limit else None)


def receiver_of_files(fields: MultiDict[str, str]) -> OpenFile | None:
    """What receives a form's files, if its first fields let them in: token, whole access code."""
    form = _form_of(request.endpoint)
    if form is None or not form.has_files or not desk().payloads.has_room():
        return None
    if not has_token(fields) or find_code(fields.get("access_code", "")) is None:
        return None
    return _seal_file


def _seal_file(name: str, media_type: str) -> FileToClean | None:
    # One over the limit is told to the reporter; the rest is not worth its disk.
    if len(cast("SealedUploadRequest", request).incoming) > desk().max_files:
        return None
    return FileToClean(desk(), name, media_type)


def has_token(fields: MultiDict[str, str]) -> bool:
    """Whether a form that is still arriving carries its token."""
    try:
        validate_csrf(fields.get("csrf_token"))
    except ValidationError:
        return False
    return True
