"""Remember that the organ has read a case's messages, so that the queue marks only new ones."""

from dataclasses import replace

from app.services.officer.change_record import change_record
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.record import Record
from app.storage.case_records import HeldRecord


def mark_read(
    desk: OfficeDesk, officer: ActingOfficer, held: HeldRecord, record: Record, *, messages: int
) -> None:
    """Note how many of the reporter's messages were there when the case was opened.

    Raises:
        StaleCaseError: somebody else changed the record in the meantime.
    """
    if messages > record.messages_read:
        read = replace(record, messages_read=messages)
        change_record(desk, officer, held, read, act="read_messages", detail=str(messages))
