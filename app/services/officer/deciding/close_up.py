"""What is answered once a lead is concluded: both inquiries, clarification, relapse, false report.

Source: the office's rules, section 6 (8), (9) and (10).
"""

from dataclasses import replace
from datetime import date

from app.domain.closing import (
    AfterPledge,
    ApprovalLevel,
    Clarification,
    Duty,
    Inquiry,
    Manner,
    is_after_pledge,
)
from app.domain.decisions import DecisionError, Matter, Proposal, found_something
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.domain.sentences import Conclusion
from app.services.officer.deciding.changes import person_of
from app.services.officer.deciding.performers import Performer, register
from app.services.officer.deciding.propose import open_seen
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record

LEVEL = "level"
"""The detail of a finding of false accusation that says who approved it."""


def answer_inquiry(  # noqa: PLR0913  each is named where it is called
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    duty: Duty,
    *,
    pursued: bool,
    reason: str,
    seen: str | None = None,
) -> None:
    """Answer one of the two inquiries of a lead in which something was found.

    Raises:
        NotPermittedError: no case officer.
        DecisionError: nothing was found, or no reason is given.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(Role.CASE_OFFICER)
    held, record = open_seen(desk, officer, case_number, seen)
    if record.status is not Status.CONCLUDED or not found_something(record.conclusion):
        raise DecisionError("not_found_anything")
    if not reason.strip():
        raise DecisionError("reason")
    today = desk.today()
    inquiry = Inquiry(pursued, reason.strip(), person_of(officer), today)
    changed = replace(record, inquiries={**record.inquiries, duty: inquiry})
    changed = changed.with_step(officer, today, f"inquiry_{duty}", reason.strip())
    change_record(desk, officer, held, changed, act="inquiry_answered")


def clarify(  # noqa: PLR0913  the same
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    *,
    needed: bool,
    note: str,
    manner: Manner | None = None,
    done_on: date | None = None,
    seen: str | None = None,
) -> None:
    """Say whether who was wrongly accused is to be cleared, how, and when it was done.

    Raises:
        NotPermittedError: no case officer.
        DecisionError: the lead was not found to be unfounded, or the record would not be whole.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(Role.CASE_OFFICER)
    held, record = open_seen(desk, officer, case_number, seen)
    _check_unfounded(record)
    today = desk.today()
    if not note.strip():
        raise DecisionError("reason")
    if needed and manner is None:
        raise DecisionError("manner")
    if done_on is not None and not record.entered_on[Status.CONCLUDED] <= done_on <= today:
        raise DecisionError("day")
    clarification = Clarification(
        needed,
        note.strip(),
        person_of(officer),
        manner if needed else None,
        done_on if needed else None,
    )
    changed = replace(record, clarification=clarification)
    step = "cleared" if clarification.done_on else "clarification"
    changed = changed.with_step(officer, today, step, note.strip())
    change_record(desk, officer, held, changed, act="clarified")


def set_after_pledge(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    pledged_on: date,
    act_on: date,
    *,
    seen: str | None = None,
) -> None:
    """Record that the act came after a pledge: an officer alone says so, with both days.

    Raises:
        NotPermittedError: no case officer.
        DecisionError: `act_on`: the pledge is not older than the act, or the act is to come.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(Role.CASE_OFFICER)
    held, record = open_seen(desk, officer, case_number, seen)
    today = desk.today()
    if not is_after_pledge(pledged_on, act_on) or act_on > today:
        raise DecisionError("act_on")
    relapse = AfterPledge(pledged_on, act_on, person_of(officer))
    changed = replace(record, after_pledge=relapse).with_step(officer, today, "after_pledge")
    change_record(desk, officer, held, changed, act="after_pledge")


def _check_unfounded(record: Record) -> None:
    if record.status is not Status.CONCLUDED or record.conclusion is not Conclusion.UNFOUNDED:
        raise DecisionError("not_unfounded")


def _check_false_accusation(record: Record, proposal: Proposal, _today: date) -> None:
    _check_unfounded(record)
    if proposal.facts.details.get(LEVEL) not in set(ApprovalLevel):
        raise DecisionError(LEVEL)


# That it was found, by whose approval and by which two persons, stands in the decision.
register(Matter.FALSE_ACCUSATION, Performer(check=_check_false_accusation))
