"""What is judged before a form is read, and before any file of it is stored."""

from typing import cast

from flask import current_app, g, request
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from app.services.reporter.desk import IntakeDesk
from app.services.reporter.present_code import AccessCode, AccessCodeError, read_code
from app.web.limits import Limit
from app.web.sealed_uploads import SealedUploadRequest

_LIMITS = {
    "public.send_report": "limit_submit",
    "public.message": "limit_submit",
    "public.show_status": "limit_status",
    "public.confirm_code": "limit_status",
}


_WITH_FILES = ("public.send_report", "public.message")


def desk() -> IntakeDesk:
    """The intake zone of this app."""
    return cast("IntakeDesk", current_app.extensions["desk"])


def judge_limits() -> None:
    """Count the try. One too many: nothing is stored, and the form comes back as it was typed."""
    g.try_again_at = None
    limit = limit_of(request.endpoint)
    if request.method == "POST" and limit is not None and not limit.hit():
        g.try_again_at = limit.try_again_at()
        cast("SealedUploadRequest", request).refuse_files = True


def limit_of(endpoint: str | None) -> Limit | None:
    """The limit that a page's form counts under."""
    name = _LIMITS.get(endpoint or "")
    return current_app.extensions[name] if name else None


def may_store_files(fields: MultiDict[str, str]) -> bool:
    """Whether a form's first fields let its files in: its token, and a whole access code."""
    if request.endpoint not in _WITH_FILES or not desk().payloads.has_room():
        return False
    try:
        validate_csrf(fields.get("csrf_token"))
    except ValidationError:
        return False
    return find_code(fields.get("access_code", "")) is not None


def find_code(text: str) -> AccessCode | None:
    """The access code in a field, or None where it is no whole one."""
    try:
        return read_code(text)
    except AccessCodeError:
        return None
