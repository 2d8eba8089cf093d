"""Remember that the organ has read a case's messages, and tell the reporter on which day.

The day is of the lead's being opened by an officer; it shows from the coming release on. Of the
reporter's own looking nothing exists.
"""

from contextlib import suppress
from dataclasses import replace

from app.domain.purposes import read_notice
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.read_report import OpenedCase, OpenedMessage
from app.services.officer.lead.record import Record
from app.services.officer.queue.note_messages import NotedMessage, with_notices
from app.storage.case_records import HeldRecord, StaleCaseError
from app.storage.cases import put_read_day


def mark_read(
    desk: OfficeDesk, officer: ActingOfficer, held: HeldRecord, record: Record, content: OpenedCase
) -> Record:
    """Note which of the reporter's messages were there when the case was opened, and what for.

    Returns:
        The record as it is now. Where a colleague changed it meanwhile, the one that was given: the
        next reading notes it.
    """
    own = [message for message in content.messages if message.verified and not message.from_team]
    unread = [message for message in own if message.read_on is None]
    changed = _with_reporter(_read(record, own, unread), content)
    if changed == record and not unread:
        return record
    with suppress(StaleCaseError), desk.intake.begin() as session:
        read = [message.item_id for message in unread]
        put_read_day(session, read, desk.today(), shown_from=desk.shown_from())
        detail = str(changed.messages_read)
        # Inside: a message never counts as read whose purpose the record does not have.
        change_record(
            desk, officer, held, changed, act="read_messages", detail=detail, within=session
        )
        return changed
    return record


def _with_reporter(record: Record, content: OpenedCase) -> Record:
    """The record with who the reporter is since a one-time code was replaced: seen once, kept."""
    report = content.report
    if record.reporter_digest or report is None or report.earlier is None:
        return record
    return replace(record, reporter_digest=report.recipient_digest)


def _read(record: Record, own: list[OpenedMessage], unread: list[OpenedMessage]) -> Record:
    new = [message for message in unread if message.item_id not in record.messages_noted]
    noted = with_notices(
        record, [NotedMessage(m.item_id, m.day, read_notice(m.answers)) for m in new]
    )
    read = {message.item_id for message in own}
    return replace(
        noted,
        messages_read=max(record.messages_read, len(own)),
        # Read, they need not be named any more.
        messages_noted=tuple(name for name in noted.messages_noted if name not in read),
    )
