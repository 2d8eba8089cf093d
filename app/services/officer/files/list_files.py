"""The files of a lead in their order, each with a name that says nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.services.envelopes import Attachment
from app.services.officer.lead.read_report import OpenedCase

_ENDING = re.compile(r"\.([A-Za-z0-9]{2,5})$")
_HARMLESS: Final = frozenset(
    {
        *("jpg", "jpeg", "png", "webp", "heic", "gif", "bmp", "tif", "tiff", "pdf", "ofd"),
        *("txt", "csv", "rtf", "docx", "xlsx", "pptx", "doc", "xls", "ppt", "odt", "ods", "odp"),
        *("wps", "et", "dps", "mp4", "mov", "webm", "mkv", "avi", "mp3", "m4a", "ogg", "wav"),
        *("flac", "amr", "aac", "zip", "rar", "7z"),
    }
)
"""Endings by which no usual system runs a file; any other becomes `bin`."""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file, where it is named, and what it is called outside."""

    attachment: Attachment
    neutral_name: str
    """Of a download: the case's number, the file's, and an ending that runs nothing."""
    message_id: str
    """The item of the message that names it; empty for the report's own."""
    day: date | None
    """When that message came; None for the report."""


def list_files(case_number: str, content: OpenedCase) -> list[ListedFile]:
    """All files of a lead: the report's, then those of its verified messages."""
    own = content.report.attachments if content.report else ()
    files = _listed(own, case_number)
    for message in content.messages:
        if message.verified and not message.from_team:
            stem = f"{case_number}-message-{message.counter}"
            files += _listed(message.attachments, stem, message.item_id, message.day)
    return files


def neutral_name(stem: str, number: int, attachment: Attachment) -> str:
    """What a file is called outside the console."""
    return f"{stem}-file-{number}.{safe_ending(attachment.name)}"


def safe_ending(name: str) -> str:
    """The ending of a name, where it is known to run nothing."""
    found = _ENDING.search(name)
    ending = found[1].lower() if found else ""
    return ending if ending in _HARMLESS else "bin"


def _listed(
    attachments: Sequence[Attachment], stem: str, message_id: str = "", day: date | None = None
) -> list[ListedFile]:
    return [
        ListedFile(attachment, neutral_name(stem, number, attachment), message_id, day)
        for number, attachment in enumerate(attachments, 1)
    ]
