"""Ask the reporter for more, in one act with the words; and go on, answered or not."""

from app.domain.decisions import DecisionError
from app.domain.lifecycle import Status
from app.services.officer.deciding.changes import ask_on, go_on_from
from app.services.officer.deciding.propose import open_seen
from app.services.officer.deciding.say_word import say_word
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.read_report import read_case_content
from app.services.officer.lead.reply_to_reporter import send_reply
from app.services.officer.lead.what_repeats import what_repeats


def ask_reporter(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    question: str,
    *,
    sure: bool = False,
    seen: str | None = None,
) -> tuple[str, ...]:
    """Send a question; the reporter reads it, and the word for it, from the coming release on.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who asks.
        case_number: in which lead.
        question: the words.
        sure: send it even where it repeats something of the lead.
        seen: the mark (`decision_mark`) of what the officer had before their eyes.

    Returns:
        What it repeats: then nothing was sent. Nothing, where it was sent.

    Raises:
        DecisionError: the lead stands where it cannot be asked from, or by this officer;
            `no_reporter`: nobody came with it.
        CaseNotHeldError: not this officer's lead.
        ReplyNotPossibleError: the report is not what was received.
        StaleCaseError: somebody else changed it in the meantime.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    if not question.strip():
        raise DecisionError("question")
    changed = ask_on(record, officer, desk.today())
    content = read_case_content(desk, officer, record)
    if content.has_no_code:
        raise DecisionError("no_reporter")
    repeats = () if sure else what_repeats(record, content, question)
    if repeats:
        return repeats
    with desk.intake.begin() as session:
        say_word(desk, session, changed, Status.INFO_REQUESTED)
        send_reply(desk, session, case_number, content, question)
        change_record(desk, officer, held, changed, act="asked", within=session)
    return ()


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
    changed = go_on_from(record, officer, desk.today())
    with desk.intake.begin() as session:
        say_word(desk, session, changed, changed.status)
        change_record(desk, officer, held, changed, act="went_on", within=session)
