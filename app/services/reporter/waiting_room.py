"""The room that files have which belong to no case yet."""

from sqlalchemy.orm import Session

from app.services.reporter.desk import IntakeDesk
from app.storage.arriving_files import sum_arriving_bytes
from app.storage.waiting_files import sum_waiting_bytes

MAX_WAITING_BYTES = 20 * 1024**3
"""For all files that wait, of whomever: codes are free to invent, a disk is not."""


def has_waiting_room(desk: IntakeDesk, session: Session) -> bool:
    """Whether one more file may wait, for a corrected form or for a report sealed in a browser."""
    waiting = sum_waiting_bytes(session) + sum_arriving_bytes(session)
    return waiting <= MAX_WAITING_BYTES and desk.payloads.has_room()
