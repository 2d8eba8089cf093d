"""A form that comes back: its files wait, and the page says what became of them."""

from typing import cast

from flask import g, request

from app.public.cleaning import tell_cleaning
from app.public.desk import desk
from app.public.forms import FilesForm, files_not_taken
from app.services.reporter.keep_waiting import keep_waiting, let_go, list_waiting
from app.services.reporter.present_code import AccessCode
from app.services.reporter.receive_file import ReceivedFile
from app.web.sealed_uploads import SealedUploadRequest


def note(form: FilesForm, message: str) -> None:
    """Say something beside the file field, where the reporter has to act."""
    form.attachments.errors = [*form.attachments.errors, message]


def keep_good_files(form: FilesForm, code: AccessCode) -> None:
    """Let the files of a form that needs correcting wait, but for those that are too large."""
    incoming = cast("SealedUploadRequest", request).incoming
    let_go(desk(), code, form.kept_ids())
    room = desk().max_files - len(list_waiting(desk(), code))
    good = [file for file in incoming if not file.too_large][: max(room, 0)]
    if not keep_waiting(desk(), code, good):
        note(form, files_not_taken())


def waiting_files(form: FilesForm, code: AccessCode) -> list[dict[str, object]]:
    """The files that wait, as the page lists them; over the limit, only those that the form names.

    Nobody can guess such a name: so who tries codes does not learn that files wait under one.
    """
    kept = form.kept_ids()
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
        for file in list_waiting(desk(), code, kept if g.try_again_at else None)
    ]


def _is_hindered(file: ReceivedFile) -> bool:
    return file.cleaning is not None and file.cleaning.hindrance is not None


def file_limits() -> dict[str, int]:
    """What a page says about files before any is chosen: how many, and how large."""
    return {
        "max_files": desk().max_files,
        "max_file_mib": desk().max_file_mib,
        "clean_max_mib": desk().clean_max_mib,
    }
