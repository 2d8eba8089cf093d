"""Where a file of a lead is found. No address holds a name, a kind or a word of any file."""

from typing import Any, Final

from flask import request, url_for

from app.services.envelopes import Attachment
from app.services.officer.files.list_files import safe_ending
from app.services.officer.files.open_file import FilePlace

MESSAGE: Final = "message"
"""The name in an address of the message, by its item, that names the file."""
PART: Final = "part"
"""Of the page of a PDF, the part of a text, or the minute."""
ENCODING: Final = "encoding"
"""Of how text is to be read."""
_SMALL_PICTURES: Final = frozenset(
    {
        *("jpg", "jpeg", "png", "webp", "heic", "gif", "bmp", "tif", "tiff", "pdf"),
        *("mp4", "mov", "webm", "mkv", "avi"),
    }
)
"""By their endings, files of which a small picture is asked for; what they are is seen then."""


def file_view(case_number: str, attachment: Attachment, message_id: str = "") -> dict[str, Any]:
    """A file as pages name it."""
    ending = safe_ending(attachment.name)
    return {
        "name": attachment.name,
        "type": attachment.media_type,
        "ending": ending.upper(),
        "size_bytes": attachment.length_bytes,
        "preview_url": _url("file", case_number, attachment.item_id, message_id),
        "download_url": _url("download", case_number, attachment.item_id, message_id),
        "thumbnail_url": _url("thumbnail", case_number, attachment.item_id, message_id)
        if ending in _SMALL_PICTURES
        else "",
    }


def place_of(case_number: str, item_id: str) -> FilePlace:
    """Which file an address means."""
    return FilePlace(case_number, item_id, request.args.get(MESSAGE, ""))


def file_url(view: str, place: FilePlace, part: int) -> str:
    """The address of one of a file's views, at a page or a minute."""
    return _url(view, place.case_number, place.item_id, place.message_id, part)


def _url(
    view: str, case_number: str, item_id: str, message_id: str, part: int | None = None
) -> str:
    # What is None stands in no address.
    which: dict[str, Any] = {MESSAGE: message_id or None, PART: part}
    return url_for(f"console.{view}", case_number=case_number, item_id=item_id, **which)
