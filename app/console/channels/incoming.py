"""Files of a lead that an officer enters: let in by their first fields, sealed as they arrive.

Only one form of the console has files, and only for officers who may enter a lead. Who is not
signed in as one sends no more than any other form holds.
"""

from typing import Final, cast

from flask import current_app, request, session
from flask_wtf.csrf import validate_csrf
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from app.console.blueprint import SIGN_IN, UNLOCK, desk
from app.domain.roles import Role
from app.services.officer.accounts.sign_in import find_own_sign_in
from app.services.reporter.clean_file import FileToClean
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.present_code import find_code
from app.web.sealed_uploads import OpenFile, SealedUploadRequest

INTAKE_DESK: Final = "intake_desk"
"""The key in `app.extensions` of the intake zone, as reports come into it."""
ENTERING: Final = (Role.INTAKE_OFFICER, Role.CASE_OFFICER)
"""Who enters leads: at the telephone, at the door, at an inspection."""
_ENDPOINT: Final = "console.send_new_case"
_FIELDS_BYTES: Final = 1024 * 1024


def intake_desk() -> IntakeDesk:
    """The intake zone, as reports come into it."""
    return cast("IntakeDesk", current_app.extensions[INTAKE_DESK])


def let_files_in() -> None:
    """Let the form that has files be as long as its files may be."""
    if request.endpoint == _ENDPOINT and _may_enter_leads():
        intake = intake_desk()
        request.max_content_length = intake.max_files * intake.max_file_bytes + _FIELDS_BYTES


def receiver_of_files(fields: MultiDict[str, str]) -> OpenFile | None:
    """What receives a form's files, if its first fields let them in: token, whole code."""
    if request.endpoint != _ENDPOINT or not intake_desk().payloads.has_room():
        return None
    if not _has_token(fields) or find_code(fields.get("access_code", "")) is None:
        return None
    return _seal_file if _may_enter_leads() else None


def _seal_file(name: str, media_type: str) -> FileToClean | None:
    # One over the limit is told to the officer; the rest is not worth its disk.
    if len(cast("SealedUploadRequest", request).incoming) > intake_desk().max_files:
        return None
    return FileToClean(intake_desk(), name, media_type)


def _may_enter_leads() -> bool:
    token = session.get(SIGN_IN)
    found = find_own_sign_in(desk(), token, session.get(UNLOCK, "")) if token else None
    return found is not None and found.shown_at is not None and found.officer.role in ENTERING


def _has_token(fields: MultiDict[str, str]) -> bool:
    try:
        validate_csrf(fields.get("csrf_token"))
    except ValidationError:
        return False
    return True
