"""Remember that the organ has read a case's messages, so that the queue marks only new ones."""

from contextlib import suppress
from dataclasses import replace

from app.services.officer.change_record import change_record
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.record import Record
from app.storage.case_records import HeldRecord, StaleCaseError


def mark_read(
    desk: OfficeDesk, officer: ActingOfficer, held: HeldRecord, record: Record, *, messages: int
) -> None:
    """Note how many of the reporter's messages were there when the case was opened."""
    if messages > record.messages_read:
        read = replace(record, messages_read=messages)
        # Where a colleague changed the record meanwhile, the next reading notes it.
        with suppress(StaleCaseError):
            change_record(desk, officer, held, read, act="read_messages", detail=str(messages))
