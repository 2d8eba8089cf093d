"""Enter a lead from another channel: sealed as a report of the public form is, by the same path."""

from dataclasses import dataclass, field
from datetime import date

from app.domain.channels import Way, is_receivable
from app.domain.roles import Role
from app.services.envelopes import Answers
from app.services.officer.channels.entry import write_entry
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content
from app.services.reporter.receive_file import IncomingFile
from app.services.reporter.store_rows import Entry
from app.services.reporter.submit_report import Receipt, submit_report
from app.storage.audit import append_entry
from app.storage.intake import CodeState
from crypto.access_code import AccessCode

FILE_STEM = "file"
"""What files are called, with a number: a camera's own name holds the moment."""


class NotReceivableError(Exception):
    """The day of receipt lies in the future, or too far back."""


@dataclass(frozen=True, slots=True)
class EnteredLead:
    """What an officer typed in; never who called, wrote or came."""

    way: Way
    received_on: date
    organ_id: str
    answers: Answers = field(repr=False)
    files: tuple[IncomingFile, ...] = ()


def enter_case(
    desk: OfficeDesk,
    intake: IntakeDesk,
    officer: ActingOfficer,
    code: AccessCode,
    lead: EnteredLead,
) -> Receipt:
    """Take a lead in. It waits sealed, like every other, until the batch is opened.

    So nobody works on it before recusal was looked at and, where the key takes two, a witness
    unlocked; and an officer at an inspection needs no key to enter one.

    Args:
        desk: both zones.
        intake: the intake zone, as reports come into it.
        officer: who enters it.
        code: the one-time code that was made when the page was opened: sent again, it is one case.
        lead: what was typed in.

    Raises:
        NotPermittedError: neither intake nor case officer.
        NotReceivableError: it cannot have been received on that day.
        OtherOrganError: the code has a case already, with another organ.
        OneTimeCodeError: the code has a case already, with other content, or one whose code was
            replaced since.
        crypto.padding.ReportTooLongError: the answers fit no bucket.
        FileTooLargeError: a file is over the limit.
        TooManyFilesError: there are more than one report may have.
    """
    officer.require(Role.INTAKE_OFFICER, Role.CASE_OFFICER)
    today = desk.today()
    if not is_receivable(lead.received_on, today):
        raise NotReceivableError
    content = Content(
        answers={**lead.answers, **write_entry(lead.way, officer)},
        organ_id=lead.organ_id,
        files=lead.files,
        name_stem=FILE_STEM,
    )
    state = CodeState.ONE_TIME if lead.way.medium else CodeState.NONE
    receipt = submit_report(intake, code, content, Entry(lead.received_on, state))
    with desk.casework.begin() as session:
        # Without its number: beside a telephone exchange's log this moment would tell who called.
        # The sealed lead itself says who entered it.
        append_entry(session, at=desk.clock(), account=officer.account, act="entered")
    return receipt
