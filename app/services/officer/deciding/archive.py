"""Archive a concluded lead: an officer puts it forward, the auditor begins, an approver agrees.

The auditor has no key and sees no content: a sheet in clear says what was answered and on which
day. The record is sealed, so it changes only when the approver, who has a key, agrees; what the
sheet said is checked against the record then.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.domain.closing import Missing, missing_for_archive
from app.domain.deadlines import ClockName, was_done_on
from app.domain.decisions import DecisionError, Facts, Matter, Person, Proposal
from app.domain.lifecycle import Status
from app.domain.pressing import list_open
from app.domain.roles import Role
from app.services.officer.deciding.approve import approve_open
from app.services.officer.deciding.changes import refuse_on
from app.services.officer.deciding.performers import Approving, Performer, Work, register
from app.services.officer.deciding.propose import open_seen
from app.services.officer.desk import ActingOfficer, CaseNotHeldError, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record
from app.services.officer.log_act import log_act
from app.storage.archive_sheets import drop_sheet, find_sheet, list_sheets, put_sheet
from app.storage.case_records import StaleCaseError
from app.storage.casework import ArchiveSheet
from app.storage.officers import find_officer

_REASON = "archiving_begun"
"""Stands where a proposer's own words would: the auditor saw the sheet and nothing else."""


def list_missing(record: Record) -> tuple[Missing, ...]:
    """What has to be answered before the lead can be put forward."""
    return missing_for_archive(
        record.conclusion,
        record.inquiries,
        record.clarification,
        feedback_given=_feedback_on(record) is not None,
        pressed=bool(list_open(record.pressings)),
    )


def put_forward(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, seen: str | None = None
) -> None:
    """Put a concluded lead before the auditor, when all is answered.

    Raises:
        NotPermittedError: neither intake nor case officer.
        DecisionError: not concluded, another proposal is open, or the name of what is missing.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(Role.INTAKE_OFFICER, Role.CASE_OFFICER)
    _, record = open_seen(desk, officer, case_number, seen)
    if record.proposal is not None:
        raise DecisionError("open_already")
    _check(record)
    sheet = ArchiveSheet(
        case_number=case_number,
        organ_id=officer.organ_id,
        received_on=record.received_on,
        concluded_on=record.entered_on[Status.CONCLUDED],
        feedback_on=_feedback_on(record),
        inquiries_answered=len(record.inquiries),
        put_by=officer.account,
        put_on=desk.today(),
    )
    with desk.casework.begin() as session:
        put_sheet(session, sheet)
        log_act(desk, session, officer, act="put_forward", case_number=case_number)


def list_put_forward(desk: OfficeDesk, officer: ActingOfficer) -> Sequence[ArchiveSheet]:
    """The leads of the auditor's organ that wait for the archive.

    Raises:
        NotPermittedError: no auditor.
    """
    officer.require(Role.AUDITOR)
    with desk.casework.read() as session:
        return list_sheets(session, officer.organ_id)


def begin_archiving(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> None:
    """Propose as auditor that a lead be archived.

    Raises:
        NotPermittedError: no auditor.
        CaseNotHeldError: no such lead was put forward in the auditor's organ.
    """
    officer.require(Role.AUDITOR)
    with desk.casework.begin() as session:
        sheet = find_sheet(session, case_number)
        if sheet is None or sheet.organ_id != officer.organ_id:
            raise CaseNotHeldError
        sheet.begun_by, sheet.begun_on = officer.account, desk.today()
        log_act(desk, session, officer, act="archiving_begun", case_number=case_number)


def read_sheet(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> ArchiveSheet | None:
    """The sheet of a lead, where it was put forward in the officer's organ."""
    with desk.casework.read() as session:
        sheet = find_sheet(session, case_number)
    return sheet if sheet is not None and sheet.organ_id == officer.organ_id else None


def approve_archiving(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, seen: str
) -> None:
    """Agree to what the auditor began; the lead is archived.

    Raises:
        DecisionError: the rules do not allow it (any more), or not to this officer.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime, or no auditor began it.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    approve_open(desk, officer, held, _with_auditors(desk, record))


def refuse_archiving(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, seen: str, reason: str
) -> None:
    """Refuse what the auditor began; the lead stays concluded.

    Raises:
        DecisionError: not for this officer, or without a reason.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime, or no auditor began it.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    changed = refuse_on(_with_auditors(desk, record), officer, desk.today(), reason)
    change_record(desk, officer, held, changed, act="refused")
    _drop(desk, case_number)


def _with_auditors(desk: OfficeDesk, record: Record) -> Record:
    with desk.casework.read() as session:
        sheet = find_sheet(session, record.case_number)
        auditor = find_officer(session, sheet.begun_by) if sheet and sheet.begun_by else None
    if sheet is None or auditor is None or sheet.begun_on is None or record.proposal is not None:
        raise StaleCaseError(record.case_number)
    person = Person(auditor.account, auditor.name, Role(auditor.role), auditor.organ_id)
    facts = Facts(reason=_REASON)
    return replace(record, proposal=Proposal(Matter.ARCHIVE, person, sheet.begun_on, facts))


def _feedback_on(record: Record) -> date | None:
    if record.status is not Status.CONCLUDED:
        return None
    return was_done_on(ClockName.FEEDBACK, record.history())


def _check(record: Record) -> None:
    if record.status is not Status.CONCLUDED:
        raise DecisionError("no_such_move")
    missing = list_missing(record)
    if missing:
        raise DecisionError(f"missing_{missing[0]}")


def _prepare(approving: Approving) -> Work:
    desk, number = approving.desk, approving.record.case_number
    return Work(afterwards=lambda: _drop(desk, number))


def _drop(desk: OfficeDesk, case_number: str) -> None:
    with desk.casework.begin() as session:
        drop_sheet(session, case_number)


register(
    Matter.ARCHIVE,
    Performer(check=lambda record, _proposal, _today: _check(record), prepare=_prepare),
)
