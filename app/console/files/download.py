"""Fetch a file as it was sent, under a name that says nothing."""

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.files.addresses import place_of
from app.services.officer.files.download_file import download_file
from app.web.headers import HARMLESS

_NEVER_SHOWN = "application/octet-stream"
"""The reporter's own word for the type is no reason to let a browser render the file."""


@pages.get("/cases/<case_number>/files/<item_id>/original")
@may_enter(*WORKING_ON_LEADS)
def download(case_number: str, item_id: str) -> ResponseReturnValue:
    """One file, checked to its end before its first byte goes out."""
    file = download_file(desk(), acting_officer(), place_of(case_number, item_id))
    response = Response(stream_with_context(file.blocks()), mimetype=_NEVER_SHOWN)
    response.call_on_close(file.close)
    response.content_length = file.attachment.length_bytes
    response.headers["Content-Disposition"] = f'attachment; filename="{file.neutral_name}"'
    response.headers["Content-Security-Policy"] = HARMLESS
    return response
