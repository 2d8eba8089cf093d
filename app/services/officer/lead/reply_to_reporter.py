"""Write to the reporter: sealed to the organs that hold the case and to the reporter alone."""

import secrets
from dataclasses import replace
from datetime import date
from hashlib import sha256

from sqlalchemy.orm import Session

from app.domain.deadlines import ClockName
from app.domain.marks import list_marks, with_mark
from app.domain.roles import Role
from app.services.envelopes import Direction, Message, write_message
from app.services.officer.desk import ActingOfficer, CaseNotHeldError, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.read_report import OpenedCase, read_case_content
from app.services.officer.lead.record import Record, open_record
from app.services.officer.lead.what_repeats import what_repeats
from app.services.roster import load_roster, require_newest
from app.services.seal_anew import recipient_digest
from app.storage.cases import (
    REPORTER,
    REPORTER_GENERATION,
    count_items,
    list_holders,
    lock_case,
    put_header,
)
from app.storage.intake import ItemKind, SealedItem
from crypto.age.keys import parse_recipient
from crypto.sealing import seal


class ReplyNotPossibleError(Exception):
    """The report cannot be read, so nobody can say who wrote it: a reply would go astray."""


def reply_to_reporter(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, text: str, *, sure: bool = False
) -> tuple[str, ...]:
    """Send a message; the reporter sees it from the coming release on.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who writes.
        case_number: in which lead.
        text: the words.
        sure: send it even where it repeats something of the lead.

    Returns:
        What it repeats: then nothing was sent. Nothing, where it was sent.

    Raises:
        NotPermittedError: neither intake nor case officer.
        CaseNotHeldError: not this officer's case.
        ReplyNotPossibleError: the report is not what was received.
        StaleCaseError: somebody else changed the record in the meantime.
    """
    officer.require(Role.INTAKE_OFFICER, Role.CASE_OFFICER)
    held, record = open_record(desk, officer, case_number, purpose="write")
    content = read_case_content(desk, officer, record)
    repeats = () if sure else what_repeats(record, content, text)
    if repeats:
        return repeats
    changed = _with_feedback(record, desk.today()).with_step(officer, desk.today(), "replied")
    with desk.intake.begin() as session:
        send_reply(desk, session, case_number, content, text)
        # Inside: where a colleague was faster, nothing goes out.
        change_record(desk, officer, held, changed, act="replied", within=session)
    return ()


def _with_feedback(record: Record, today: date) -> Record:
    """What is written to the reporter of a concluded lead is the feedback that a clock runs for."""
    if ClockName.FEEDBACK not in list_marks(record.status, record.history()):
        return record
    return replace(record, done_on=with_mark(record.done_on, ClockName.FEEDBACK, today))


def send_reply(
    desk: OfficeDesk, session: Session, case_number: str, content: OpenedCase, text: str
) -> None:
    """Seal words to the reporter, inside the transaction of the act that they belong to.

    Raises:
        CaseNotHeldError: there is no such case.
        ReplyNotPossibleError: the report is not what was received.
    """
    case = lock_case(session, case_number)
    if case is None:
        raise CaseNotHeldError
    if content.report is None or content.report.recipient_digest != recipient_digest(case):
        raise ReplyNotPossibleError
    roster = load_roster(session, desk.roster_pin)
    organs = [roster.organ(holder) for holder in list_holders(session, case_number)]
    message = Message(
        case_number,
        Direction.FROM_TEAM,
        count_items(session, case_number, ItemKind.REPLY) + 1,
        count_items(session, case_number, ItemKind.MESSAGE),
        text,
    )
    reporter = parse_recipient(case.reporter_recipient)
    sealed = seal(
        write_message(message, content.report.message_key),
        [*(organ.recipient for organ in organs), reporter],
    )
    item = SealedItem(
        item_id=secrets.token_hex(16),
        case_number=case_number,
        kind=ItemKind.REPLY,
        day=desk.today(),
        shown_from=desk.shown_from(),
        payload=sealed.payload,
        payload_digest=sha256(sealed.payload).digest(),
        payload_bytes=len(sealed.payload),
    )
    session.add(item)
    session.flush()
    holders = [(organ.organ_id, organ.generation) for organ in organs]
    for (holder, generation), header in zip(
        [*holders, (REPORTER, REPORTER_GENERATION)], sealed.headers, strict=True
    ):
        put_header(session, item.item_id, holder, header, key_generation=generation)
    require_newest(session, roster)
