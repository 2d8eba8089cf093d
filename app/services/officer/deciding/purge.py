"""Purge a case that is over: two people, after the retention time, and only a stub stays.

What was sealed is destroyed with every header that opens it: report, messages, files, the record.
The case's row stays with its number and the hash of its verifier, so that the reporter reads that
it is closed and deleted. What backups hold goes when the last of them expires.
"""

from dataclasses import dataclass
from datetime import date

from app.domain.deadlines import ClockName, add_months, add_span, spans_in_force
from app.domain.decisions import DecisionError, Facts, Matter
from app.domain.lifecycle import Status
from app.domain.pressing import list_open
from app.domain.purposes import Purpose
from app.domain.sentences import Sentence
from app.services.officer.deciding.changes import propose_on
from app.services.officer.deciding.performers import Approving, Performer, register
from app.services.officer.deciding.propose import log_detail, open_seen
from app.services.officer.deciding.say_word import say_word
from app.services.officer.desk import ActingOfficer, CaseNotHeldError, OfficeDesk, Retention
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record, open_record
from app.services.officer.log_act import log_act
from app.services.officer.queue.forget_in_list import forget_in_list
from app.storage.case_records import HeldRecord, drop_other_records, drop_record
from app.storage.cases import lock_case
from app.storage.casework import PurgedCase
from app.storage.organ_notes import forget_notes_of_case
from app.storage.purging import add_stub, count_unread, destroy_content
from app.storage.superior_pressings import forget_pressings, is_pressed


def may_be_purged_from(record: Record, retention: Retention) -> date | None:
    """The first day on which a case may be purged; None where it is neither archived nor declined.

    After the retention time, and never before a mailbox of its age is closed.
    """
    months = {
        Status.ARCHIVED: retention.archived_months,
        Status.NOT_ACCEPTED: retention.not_accepted_months,
    }.get(record.status)
    if months is None:
        return None
    over_on = record.entered_on[record.status]
    mailbox = spans_in_force()[ClockName.MAILBOX]
    return max(add_months(over_on, months), add_span(over_on, mailbox.amount + 1, mailbox.unit))


def propose_purge(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    reason: str,
    *,
    seen: str | None = None,
) -> None:
    """Propose to destroy a case for good.

    Raises:
        DecisionError: `too_soon`; `unread`: there are messages that nobody has read; `objected` or
            `pressed`: an objection or a pressing waits for its answer; or as for every proposal.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    changed = propose_on(record, officer, desk.today(), Matter.PURGE, Facts(reason=reason))
    _check(desk, officer, record)
    change_record(desk, officer, held, changed, act="proposed", detail=log_detail(Matter.PURGE))


def is_purged(desk: OfficeDesk, case_number: str) -> bool:
    """Whether only a stub is left of a case."""
    with desk.casework.read() as session:
        return session.get(PurgedCase, case_number) is not None


@dataclass(frozen=True, slots=True)
class _Doomed:
    """A lead with its duplicates, as they were read."""

    records: tuple[tuple[HeldRecord, Record], ...]

    def numbers(self) -> list[str]:
        """Their case numbers."""
        return [held.case_number for held, _ in self.records]


def _purge(approving: Approving, held: HeldRecord) -> None:
    desk, officer, record = approving.desk, approving.officer, approving.record
    _check(desk, officer, record)
    joined = [open_record(desk, officer, number, purpose="write") for number in record.joined]
    doomed = _Doomed(((held, record), *joined))
    files: list[str] = []
    with desk.intake.begin() as session:
        for number in doomed.numbers():
            # From here on its reporter's messages wait; one that came since the look is not lost.
            lock_case(session, number)
            if count_unread(session, number):
                raise DecisionError("unread")
            files += destroy_content(session, number)
        say_word(desk, session, record, record.status, Sentence.PURGED)
        # Inside: where a colleague was faster, nothing is destroyed.
        _leave_stubs(approving, doomed)
    # No row names them any more: what a sudden end leaves here, the sweep takes.
    desk.payloads.delete(files)
    desk.intake.forget_deleted()
    desk.casework.forget_deleted()
    forget_in_list(desk, officer, doomed.numbers())


def _leave_stubs(approving: Approving, doomed: _Doomed) -> None:
    desk, officer = approving.desk, approving.officer
    with desk.casework.begin() as session:
        for held, record in doomed.records:
            # Asked since the look: its row is the superior's, and says that nobody answered.
            if is_pressed(session, held.case_number):
                raise DecisionError("pressed")
            drop_record(session, held)
            # What units had of it as an extract, and what organs told each other, goes as well.
            drop_other_records(session, held.case_number, held.owner)
            forget_notes_of_case(session, held.case_number)
            forget_pressings(session, held.case_number)
            stub = PurgedCase(
                case_number=held.case_number,
                received_on=record.received_on,
                archived_on=approving.record.entered_on[approving.record.status],
                purged_on=desk.today(),
                proposed_by=approving.proposal.by.account,
                approved_by=officer.account,
            )
            add_stub(session, stub)
            log_act(
                desk,
                session,
                officer,
                act="purged",
                case_number=held.case_number,
                detail=f"proposed_by={approving.proposal.by.account}",
            )


def _check(desk: OfficeDesk, officer: ActingOfficer, record: Record) -> None:
    if officer.organ_id != record.organ_id:
        # A unit to which the lead was routed holds it, and does not end it for the group.
        raise CaseNotHeldError
    first_day = may_be_purged_from(record, desk.retention)
    if first_day is None or desk.today() < first_day:
        raise DecisionError("too_soon")
    with desk.intake.read() as session:
        if any(count_unread(session, number) for number in (record.case_number, *record.joined)):
            raise DecisionError("unread")
    _check_answered(desk, officer, record)


def _check_answered(desk: OfficeDesk, officer: ActingOfficer, record: Record) -> None:
    joined = [open_record(desk, officer, number, purpose="write")[1] for number in record.joined]
    if record.objection or any(objects_still(one, record) for one in joined):
        raise DecisionError("objected")
    with desk.casework.read() as session:
        # What the superior asked may not be in the record yet.
        asked = any(is_pressed(session, one.case_number) for one in (record, *joined))
    if asked or any(list_open(one.pressings) for one in (record, *joined)):
        raise DecisionError("pressed")


def objects_still(duplicate: Record, main: Record) -> bool:
    """Whether a duplicate's reporter objected since the matter was last taken up again.

    Reopening answers the lead's own objection in its record; its duplicates' records stay as they
    are, and their timelines tell.
    """
    reopened_on = main.entered_on.get(Status.REOPENED)
    said = f"reporter_{Purpose.OBJECTION}"
    objected_on = max((s.on for s in duplicate.steps if s.act == said), default=None)
    return duplicate.objection and not (reopened_on and objected_on and objected_on < reopened_on)


register(Matter.PURGE, Performer(named_in_log=True, again=True, instead=_purge))
