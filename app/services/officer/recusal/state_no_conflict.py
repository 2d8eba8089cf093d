"""An officer states that no ground of recusal is known to them, before they read a lead.

Once for each officer and lead; who opens a batch states it for all of that. It is kept in the
lead's record, and the log says who stated it and when.
"""

from dataclasses import replace

from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.amend_record import amend_record
from app.services.officer.lead.record import Record

_WORKING_ON_LEADS = (Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER)


class NotStatedError(Exception):
    """The officer has not said yet whether there is a conflict; nothing of the lead is shown.

    Attributes:
        case_number: of which lead.
    """

    def __init__(self, case_number: str) -> None:
        self.case_number = case_number
        super().__init__("not stated")


def require_statement(officer: ActingOfficer, record: Record) -> None:
    """Go on only where the officer has stated it for this lead.

    Raises:
        NotStatedError: not yet.
    """
    # Of a lead that went to the superior, there is nothing left to read.
    if record.transfer is None and officer.account not in record.stated:
        raise NotStatedError(record.case_number)


def state_no_conflict(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> None:
    """Keep the officer's statement with the lead.

    Raises:
        As `amend_record` does.
    """
    today = desk.today()
    amend_record(
        desk,
        officer,
        case_number,
        lambda record: replace(record, stated={**record.stated, officer.account: today}),
        act="stated_no_conflict",
        roles=_WORKING_ON_LEADS,
    )
