"""Put into the records what unread messages are for, so that a lead's place follows at once.

What a message is for is sealed with its words, so the list learns it only while the key is open.
Each message is opened for this once, then the record names it; it counts as read only when an
officer opens its lead.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from app.domain.lifecycle import Status
from app.domain.purposes import Notice, Purpose, read_notice
from app.services.code_exchange import continue_report, read_case_message
from app.services.envelopes import Direction, EnvelopeError, Report
from app.services.officer.desk import ActingOfficer, OfficeDesk, unwrap_many
from app.services.officer.key_holder_client import KeyHolderBusyError, RecordChangedError
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.read_report import (
    expected_recipient,
    named_by,
    open_body,
    open_report,
)
from app.services.officer.lead.record import Record, Step, open_records
from app.storage.case_records import StaleCaseError, list_held_records
from app.storage.cases import (
    HeldItem,
    UnreadMessage,
    list_held_messages,
    list_held_reports,
)
from app.storage.intake import Case, ItemKind
from crypto.padding import ReportTooLongError

AT_ONCE: Final = 100
"""Messages opened at one look at the list, the oldest first; with a report each, below what the
key-holder gives at once."""
NAMED_MAX: Final = 500
"""Unread messages that one record names; what comes beyond is seen when the lead is read."""
STEPS_MAX: Final = 200
"""Lines of a timeline, beyond which what a reporter does adds none: an officer's always does."""
_SAID: Final = "reporter_"
"""Before a purpose, in the timeline: what the reporter did."""


Noted = Mapping[str, Collection[str]]
"""The ids of messages that records name, by case number."""


@dataclass(frozen=True, slots=True)
class NotedMessage:
    """What is noted of a message: never its words."""

    item_id: str
    day: date
    notice: Notice


def note_messages(
    desk: OfficeDesk, officer: ActingOfficer, unread: Sequence[UnreadMessage], seen: Noted
) -> None:
    """Open messages that nobody has read, and note in their records what they are for.

    Where the key-holder or a colleague is in the way, the next look at the list goes on.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who looks at the list; has unlocked.
        unread: the messages that no officer has read, of cases from which the officer is not kept
            away; the oldest first.
        seen: which of them are noted, by case number; what is missing is looked up.
    """
    new = [one for one in unread if one.item_id not in seen.get(one.case_number, ())][:AT_ONCE]
    if not new:
        return
    numbers = {one.case_number for one in new}
    with desk.casework.read() as session:
        # What follows a report that nobody has opened stays sealed with it.
        held = list_held_records(session, officer.organ_id, numbers)
    records = open_records(desk, officer, held)
    places = {one.case_number: one for one in held}
    for number, messages in _open_unread(desk, officer, new, records).items():
        record = records[number]
        if record is not None:
            # No record of one lead may keep everybody from the list.
            with suppress(StaleCaseError, ReportTooLongError):
                # Not in the log: the moment beside the number would tell when the reporter wrote.
                change_record(
                    desk, officer, places[number], with_notices(record, messages), act=None
                )


def with_notices(record: Record, messages: Sequence[NotedMessage]) -> Record:
    """The record with what messages are for: its facts, its timeline, and that it is noted."""
    for message in messages:
        record = _with_notice(record, message)
    return record


def _with_notice(record: Record, message: NotedMessage) -> Record:
    purpose, day = message.notice.purpose, message.day
    # An answer ends a waiting that has begun, never one that begins later on the same day.
    waited = record.status is Status.INFO_REQUESTED
    answered = waited and purpose in (Purpose.ANSWER, Purpose.DECLINE)
    return replace(
        record,
        retaliation=record.retaliation or purpose is Purpose.RETALIATION,
        danger=record.danger or message.notice.danger,
        objection=record.objection or purpose is Purpose.OBJECTION,
        answered_on=day if answered else record.answered_on,
        satisfied=message.notice.satisfied or record.satisfied,
        messages_noted=(*record.messages_noted, message.item_id),
        steps=(*record.steps, *_new_steps(record, message)),
    )


def _new_steps(record: Record, message: NotedMessage) -> list[Step]:
    said = [message.notice.purpose] if message.notice.purpose else []
    acts = [*said, "danger"] if message.notice.danger else said
    # One line a day and purpose: thirty messages a day must not fill the record.
    there = {(step.on, step.act) for step in record.steps}
    room = max(STEPS_MAX - len(record.steps), 0)
    steps = [Step(message.day, "", "", f"{_SAID}{act}") for act in acts]
    return [step for step in steps if (step.on, step.act) not in there][:room]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What is to be opened for the list."""

    cases: Mapping[str, Case]
    reports: list[HeldItem]
    messages: list[HeldItem]

    def headers(self) -> list[tuple[str, bytes]]:
        """As the key-holder is asked for them."""
        return [(one.item.case_number, one.header) for one in (*self.reports, *self.messages)]


def _open_unread(
    desk: OfficeDesk,
    officer: ActingOfficer,
    unread: Sequence[UnreadMessage],
    records: Mapping[str, Record | None],
) -> dict[str, list[NotedMessage]]:
    waiting = _list_waiting(desk, officer, unread, records)
    opened: defaultdict[str, list[NotedMessage]] = defaultdict(list)
    if not waiting.messages:
        return opened
    try:
        unwrapped = unwrap_many(desk, officer, "messages", waiting.headers())
    except (KeyHolderBusyError, RecordChangedError):
        # The list itself matters more; a message that a colleague has just read is noted by that.
        return opened
    split = len(waiting.reports)
    pairs = list(zip(waiting.reports, unwrapped.file_keys[:split], strict=True))
    reports = _read_reports(desk, officer, waiting.cases, records, pairs)
    for held, key in zip(waiting.messages, unwrapped.file_keys[split:], strict=True):
        number = held.item.case_number
        if number not in unwrapped.recused:
            notice = _read(held, key, reports.get(number))
            opened[number].append(NotedMessage(held.item.item_id, held.item.day, notice))
    return opened


def _list_waiting(
    desk: OfficeDesk,
    officer: ActingOfficer,
    unread: Sequence[UnreadMessage],
    records: Mapping[str, Record | None],
) -> _Waiting:
    wanted = [one.item_id for one in unread if _is_new(one.item_id, records.get(one.case_number))]
    with desk.intake.read() as session:
        messages = list_held_messages(session, officer.organ_id, wanted)
        numbers = {held.item.case_number for held in messages}
        reports = list_held_reports(session, officer.organ_id, numbers)
        cases = {number: session.get_one(Case, number) for number in numbers}
    return _Waiting(cases, reports, messages)


def _is_new(item_id: str, record: Record | None) -> bool:
    return (
        record is not None
        and item_id not in record.messages_noted
        and len(record.messages_noted) < NAMED_MAX
    )


def _read_reports(
    desk: OfficeDesk,
    officer: ActingOfficer,
    cases: Mapping[str, Case],
    records: Mapping[str, Record | None],
    pairs: Sequence[tuple[HeldItem, bytes | None]],
) -> dict[str, Report]:
    """The reports as they were opened: in them are the keys that vouch for reporters' messages."""
    reports: dict[str, Report] = {}
    for held, key in pairs:
        number = held.item.case_number
        record = records[number]
        # Another report under the same number was sealed by somebody else.
        if record is not None and record.names_report(held.item.payload_digest):
            with suppress(EnvelopeError):
                case = cases[number]
                report = open_report(held, key, case, named_by(desk, officer, case))
                reports[number] = continue_report(
                    report,
                    _exchanges(number, pairs),
                    expected=expected_recipient(case, record),
                )
    return reports


def _exchanges(
    case_number: str, pairs: Iterable[tuple[HeldItem, bytes | None]]
) -> list[bytes | None]:
    return [
        open_body(held, key)
        for held, key in pairs
        if held.item.kind is ItemKind.CODE_EXCHANGE and held.item.case_number == case_number
    ]


def _read(held: HeldItem, key: bytes | None, report: Report | None) -> Notice:
    """What a message is for; nothing, where nobody vouches for who wrote it."""
    if report is None:
        return Notice()
    try:
        body = open_body(held, key) or b""
        message, verified = read_case_message(report.keys(), held.item.item_id, body)
    except EnvelopeError:
        return Notice()
    genuine = verified and message.direction is Direction.FROM_REPORTER
    return read_notice(message.answers) if genuine else Notice()
