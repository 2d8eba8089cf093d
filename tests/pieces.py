"""What tests of files in pieces share: to send a part of a file, and to look at what is there."""

import os
from pathlib import Path

from sqlalchemy import select

from app.settings import Settings
from app.storage.database import Database
from app.storage.intake import ArrivingFile
from tests.sealing_reporter import SealedUpload, SealingReporter

Zones = tuple[Database, Database]
CONTENT = os.urandom(200_000)


def payload_of(settings: Settings, upload: SealedUpload) -> Path:
    """Where a file's payload is, or would be."""
    return settings.zone("intake") / "payloads" / upload.attachment.item_id


def rows(zones: Zones) -> list[ArrivingFile]:
    """What the database knows of all files that arrive."""
    with zones[0].read() as session:
        return list(session.scalars(select(ArrivingFile)))


def send(
    sealing: SealingReporter, upload: SealedUpload, start: int, end: int
) -> tuple[int, object]:
    """Send a part of a file; the one that holds its end is the last.

    Returns:
        The answer's status, and what it says.
    """
    last = {"last": "1"} if end >= len(upload.payload) else {}
    response = sealing.send_piece(
        upload.attachment.item_id, upload.payload[start:end], offset=str(start), **last
    )
    return response.status_code, response.json
