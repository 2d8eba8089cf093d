"""Ask the reporter for more, in one act with the words; and go on, answered or not."""

from dataclasses import replace
from datetime import date

from app.domain.deadlines import ClockName, add_span, spans_in_force
from app.domain.decisions import DecisionError
from app.domain.lifecycle import Status, list_moves
from app.services.officer.deciding.propose import open_seen
from app.services.officer.deciding.say_word import say_word
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.read_report import read_case_content
from app.services.officer.lead.record import Record
from app.services.officer.lead.reply_to_reporter import send_reply


def ask_reporter(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    question: str,
    *,
    seen: str | None = None,
) -> None:
    """Send a question; the reporter reads it, and the word for it, from the coming release on.

    Raises:
        DecisionError: the lead stands where it cannot be asked from, or by this officer.
        CaseNotHeldError: not this officer's lead.
        ReplyNotPossibleError: the report is not what was received.
        StaleCaseError: somebody else changed it in the meantime.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    check_alone(record, officer, Status.INFO_REQUESTED)
    if not question.strip():
        raise DecisionError("reason")
    content = read_case_content(desk, officer, record)
    today = desk.today()
    moved = replace(record.moved(Status.INFO_REQUESTED, today), asked_from=record.status)
    changed = moved.with_step(officer, today, "asked")
    with desk.intake.begin() as session:
        say_word(desk, session, changed, Status.INFO_REQUESTED)
        send_reply(desk, session, case_number, content, question)
        change_record(desk, officer, held, changed, act="asked", within=session)


def go_on(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, seen: str | None = None
) -> None:
    """Go on where the reporter was asked, once there is an answer or the time for it is over.

    Raises:
        DecisionError: `too_early`, or not by this officer.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    asked_from = record.asked_from
    if record.status is not Status.INFO_REQUESTED or asked_from is None:
        raise DecisionError("no_such_move")
    check_alone(record, officer, asked_from)
    today = desk.today()
    if not may_go_on(record, today=today):
        raise DecisionError("too_early")
    # Going on is no new entry: the clocks of where it was asked have run on.
    changed = replace(record, status=asked_from, asked_from=None)
    changed = changed.with_step(officer, today, "went_on")
    with desk.intake.begin() as session:
        say_word(desk, session, changed, asked_from)
        change_record(desk, officer, held, changed, act="went_on", within=session)


def may_go_on(record: Record, *, today: date) -> bool:
    """Whether the reporter has answered (or declined to), or the time for it is over."""
    asked_on = record.entered_on[Status.INFO_REQUESTED]
    span = spans_in_force()[ClockName.CONTINUATION]
    over = today > add_span(asked_on, span.amount, span.unit)
    return over or (record.answered_on is not None and record.answered_on >= asked_on)


def check_alone(record: Record, officer: ActingOfficer, target: Status) -> None:
    """Return only if one officer alone may move the lead there now.

    Raises:
        DecisionError: no_such_move, or open_already: what is proposed is decided first.
    """
    if target not in list_moves(record.status, officer.role, asked_from=record.asked_from):
        raise DecisionError("no_such_move")
    if record.proposal is not None:
        raise DecisionError("open_already")
