"""What is judged before a form is read, and before any file of it is stored."""

from typing import cast

from flask import current_app, g, request
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from app.services.reporter.clean_file import FileToClean
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.present_code import AccessCode, AccessCodeError, read_code
from app.web.limits import Limit
from app.web.sealed_uploads import OpenFile, SealedUploadRequest

_LIMITS = {
    "public.send_report": "limit_submit",
    "public.message": "limit_submit",
    "public.show_status": "limit_status",
    "public.confirm_code": "limit_status",
    "public.save_code": "limit_status",
    "public.replace_one_time_code": "limit_status",
    "public.upload": "limit_upload",
}
_JUDGED_LATER = "public.upload"
"""Only a new file counts there, and its fields say whether it is one."""


_WITH_FILES = ("public.send_report", "public.message")


def desk() -> IntakeDesk:
    """The intake zone of this app."""
    return cast("IntakeDesk", current_app.extensions["desk"])


def judge_limits() -> None:
    """Count the try. One too many: nothing is stored, and the form comes back as it was typed."""
    g.try_again_at = None
    if request.method == "POST" and request.endpoint != _JUDGED_LATER:
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
    name = _LIMITS.get(endpoint or "")
    return current_app.extensions[name] if name else None


def time_to_try_again(endpoint: str) -> str | None:
    """The time of day until which this page takes nothing: said before writing, not only after."""
    limit = limit_of(endpoint)
    return g.try_again_at or (limit.try_again_at() if limit else None)


def receiver_of_files(fields: MultiDict[str, str]) -> OpenFile | None:
    """What receives a form's files, if its first fields let them in: token, whole access code."""
    if request.endpoint not in _WITH_FILES or not desk().payloads.has_room():
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


def find_code(text: str) -> AccessCode | None:
    """The access code in a field, or None where it is no whole one."""
    try:
        return read_code(text)
    except AccessCodeError:
        return None
