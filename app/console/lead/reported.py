"""What was reported, and the reporter's files: always as a download."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from flask import Response, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.lead.case_answers import answer_lines
from app.console.lead.sections import Lead, View, section
from app.services.envelopes import Attachment
from app.services.officer.lead.download_attachment import Download, download_attachment


@section("reported", _l("What was reported"), "lead_reported.html", order=10)
def show(lead: Lead) -> View | None:
    """The story first, then every answer, then the report's files; nothing beside an extract."""
    if lead.record.received is not None:
        return None
    report = lead.content.report
    files = report.attachments if report else ()
    return {
        "answers": answer_lines(report.answers) if report else [],
        "attachments": [file_view(lead.case_number, file) for file in files],
    }


def file_view(case_number: str, attachment: Attachment) -> dict[str, Any]:
    """A file as pages name it."""
    return {
        "item_id": attachment.item_id,
        "name": attachment.name,
        "type": attachment.media_type,
        "size_bytes": attachment.length_bytes,
        "url": url_for("console.attachment", case_number=case_number, item_id=attachment.item_id),
    }


@pages.get("/cases/<case_number>/attachments/<item_id>")
@may_enter(*WORKING_ON_LEADS)
def attachment(case_number: str, item_id: str) -> ResponseReturnValue:
    """One file, checked to its end before its first byte goes out, under its own name."""
    download = download_attachment(desk(), acting_officer(), case_number, item_id)
    response = Response(stream_with_context(_blocks(download)), mimetype=_NEVER_SHOWN)
    response.content_length = download.attachment.length_bytes
    name = quote(download.attachment.name, safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


_NEVER_SHOWN = "application/octet-stream"
"""The reporter's own word for the type is no reason to let a browser render the file."""


def _blocks(download: Download) -> Iterator[bytes]:
    yield from download.blocks
