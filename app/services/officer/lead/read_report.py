"""Open what a reporter sent: decrypted in memory, checked against what was received."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from app.services.code_exchange import continue_report, read_case_message
from app.services.envelopes import (
    Answers,
    Attachment,
    Direction,
    EnvelopeError,
    Message,
    Report,
    read_report,
)
from app.services.officer.desk import ActingOfficer, CaseNotHeldError, OfficeDesk, unwrap
from app.services.officer.lead.record import Record
from app.services.seal_anew import recipient_digest
from app.storage.cases import HeldItem, count_messages_without_header, list_held_items
from app.storage.intake import Case, CodeState, ItemKind
from crypto.age.errors import AgeError
from crypto.sealing import open_payload

_MOST_NAMED = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was received."""

    code: str
    """report_changed, code_changed, message_changed, message_lost, attachment_lost or
    attachment_unnamed."""
    about: str = ""
    """The file's name or the message's number."""


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """A message of either side."""

    item_id: str
    from_team: bool
    counter: int
    heard: int
    day: date
    read_on: date | None
    """The day on which an officer first opened it, for a reporter's message."""
    shown_from: int | None
    text: str = field(repr=False)
    verified: bool
    attachments: tuple[Attachment, ...]
    answers: Answers | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """All that was said in a case."""

    report: Report | None
    messages: tuple[OpenedMessage, ...]
    problems: tuple[Problem, ...]
    has_no_code: bool = False
    """Nobody came with it, so that nobody reads what is written to the reporter."""
    being_passed_on: int = 0
    """Messages that only the addressed organ can open yet: its next reading passes them on."""

    def attachments(self) -> tuple[Attachment, ...]:
        """The files of the report and of the reporter's verified messages."""
        own = self.report.attachments if self.report else ()
        later = (m.attachments for m in self.messages if m.verified)
        return (*own, *(attachment for group in later for attachment in group))


def read_case_content(
    desk: OfficeDesk, officer: ActingOfficer, record: Record, *, purpose: str = "read"
) -> OpenedCase:
    """Open the report and the messages of a case, and compare them with its record.

    Raises:
        CaseNotHeldError: there is no such case.
        KeyHolderLockedError: the officer has to unlock first.
    """
    case_number = record.case_number
    if record.received is not None or record.transfer is not None:
        # A unit that got an extract, or an organ that let the lead go, opens nothing of it.
        return OpenedCase(None, (), ())
    with desk.intake.read() as session:
        case = session.get(Case, case_number)
        if case is None:
            raise CaseNotHeldError
        items = list_held_items(session, case_number, officer.organ_id)
        passed_on = 0
        if case.organ_id != officer.organ_id:
            passed_on = count_messages_without_header(session, case_number, officer.organ_id)
    bodies = [held for held in items if held.item.kind is not ItemKind.ATTACHMENT]
    keys = unwrap(desk, officer, purpose, [(case_number, held.header) for held in bodies])
    opened = [(held, open_body(held, key)) for held, key in zip(bodies, keys, strict=True)]
    content = content_of(case, record, opened, named_by(desk, officer, case))
    problems = [*content.problems]
    if content.report:
        problems += _lost_messages(content.messages, record, passed_on)
    problems += _attachment_problems(content, items)
    return replace(content, problems=tuple(problems), being_passed_on=passed_on)


def content_of(
    case: Case,
    record: Record,
    opened: Sequence[tuple[HeldItem, bytes | None]],
    organ_ids: Sequence[str],
) -> OpenedCase:
    """Read the opened report and messages of a case, as far as they are what was received.

    Args:
        case: its row.
        record: what the office knows of it.
        opened: items with their plaintext; None for one that did not open.
        organ_ids: the organs that the report may be addressed to (`named_by`).
    """
    report, problems = _report(opened, case, record, organ_ids)
    report, broken = _continue(opened, report, case, record)
    messages, more = _messages(opened, report) if report else ([], [])
    found = (*problems, *broken, *more)
    has_no_code = case.code_state is CodeState.NONE
    return OpenedCase(report, tuple(messages), found, has_no_code=has_no_code)


def open_report(held: HeldItem, key: bytes | None, case: Case, organ_ids: Sequence[str]) -> Report:
    """Read one report whose file key was unwrapped.

    Args:
        held: the report as it is stored.
        key: its file key.
        case: the row of its case.
        organ_ids: the organs that it may be addressed to (`named_by`).

    Raises:
        EnvelopeError: it is not what was received, or names another case or organ.
    """
    return _checked(open_body(held, key), case, organ_ids)


def named_by(desk: OfficeDesk, officer: ActingOfficer, case: Case) -> tuple[str, ...]:
    """The organs that a case's report may be addressed to, for who reads it.

    What was transferred names who had it before: only whoever had its file key could do that.
    """
    return desk.roster().addressed_by(case.organ_id, reader=officer.organ_id)


def _checked(body: bytes | None, case: Case, organ_ids: Sequence[str]) -> Report:
    if body is None:
        raise EnvelopeError("report_changed")
    report = read_report(body, case_number=case.case_number, organ_ids=organ_ids)
    # Since a one-time code was replaced another note names the recipient: `_continue` compares it.
    if case.code_state is not CodeState.REPLACED and (
        report.recipient_digest != recipient_digest(case)
    ):
        raise EnvelopeError("other_recipient")
    return report


def open_body(held: HeldItem, key: bytes | None) -> bytes | None:
    """Decrypt a small item; None where it is not what was received, or there is no key for it."""
    payload = held.item.payload
    if key is None or payload is None or sha256(payload).digest() != held.item.payload_digest:
        return None
    try:
        return open_payload(payload, key)
    except AgeError:
        return None


def _report(
    opened: Sequence[tuple[HeldItem, bytes | None]],
    case: Case,
    record: Record,
    organ_ids: Sequence[str],
) -> tuple[Report | None, list[Problem]]:
    # Another report under the same number was sealed by somebody else.
    bodies = [body for held, body in opened if record.names_report(held.item.payload_digest)]
    try:
        return _checked(bodies[0] if bodies else None, case, organ_ids), []
    except EnvelopeError:
        return None, [Problem("report_changed")]


def expected_recipient(case: Case, record: Record) -> str:
    """The digest of the recipient that an exchange of a case's code has to name; empty: none."""
    if case.code_state is CodeState.REPLACED:
        return record.reporter_digest or recipient_digest(case)
    return record.reporter_digest


def _continue(
    opened: Sequence[tuple[HeldItem, bytes | None]],
    report: Report | None,
    case: Case,
    record: Record,
) -> tuple[Report | None, list[Problem]]:
    if report is None:
        return None, []
    bodies = [body for held, body in opened if held.item.kind is ItemKind.CODE_EXCHANGE]
    report = continue_report(report, bodies, expected=expected_recipient(case, record))
    if report.recipient_digest != recipient_digest(case):
        return report, [Problem("code_changed")]
    return report, []


def _messages(
    opened: Sequence[tuple[HeldItem, bytes | None]], report: Report
) -> tuple[list[OpenedMessage], list[Problem]]:
    messages: list[OpenedMessage] = []
    problems: list[Problem] = []
    for held, body in opened:
        if held.item.kind in (ItemKind.REPORT, ItemKind.CODE_EXCHANGE):
            continue
        try:
            # What could not be opened is no message.
            message, verified = read_case_message(report.keys(), held.item.item_id, body or b"")
        except EnvelopeError:
            problems.append(Problem("message_changed"))
            continue
        messages.append(_opened(held, message, verified=verified))
    messages.sort(key=lambda m: (m.counter + m.heard, m.from_team))
    return messages, problems


def _lost_messages(
    messages: Sequence[OpenedMessage], record: Record, being_passed_on: int
) -> list[Problem]:
    problems: list[Problem] = []
    for from_team in (False, True):
        counters = {m.counter for m in messages if m.from_team is from_team and m.verified}
        known = 0 if from_team else record.messages_read
        missing = sorted(set(range(1, max([known, *counters]) + 1)) - counters)
        if not from_team and len(missing) <= being_passed_on:
            # They are not lost: only their headers for this organ are not there yet.
            continue
        # A reporter's own browser counts as it likes; so many say enough.
        problems += [Problem("message_lost", str(n)) for n in missing[:_MOST_NAMED]]
    return problems


def _opened(held: HeldItem, message: Message, *, verified: bool) -> OpenedMessage:
    from_team = message.direction is Direction.FROM_TEAM
    return OpenedMessage(
        held.item.item_id,
        from_team,
        message.counter,
        message.heard,
        held.item.day,
        held.item.read_on,
        held.item.shown_from,
        message.text,
        # A reply in a message's place, or the reverse, is as unverified as a forged one.
        verified and from_team == (held.item.kind is ItemKind.REPLY),
        message.attachments,
        message.answers,
    )


def _attachment_problems(content: OpenedCase, items: Sequence[HeldItem]) -> list[Problem]:
    there = {held.item.item_id for held in items if held.item.kind is ItemKind.ATTACHMENT}
    named = {attachment.item_id: attachment for attachment in content.attachments()}
    lost = [Problem("attachment_lost", a.name) for i, a in named.items() if i not in there]
    unnamed = [Problem("attachment_unnamed", item_id) for item_id in sorted(there - set(named))]
    return lost + unnamed
