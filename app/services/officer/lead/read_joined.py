"""What was reported of one matter: the lead's own report, and those of its duplicates."""

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.read_report import OpenedCase, read_case_content
from app.services.officer.lead.record import Record, open_record


def read_with_joined(
    desk: OfficeDesk, officer: ActingOfficer, record: Record
) -> tuple[OpenedCase, ...]:
    """Open the report and the messages of a lead, then those of each duplicate, in their order.

    Raises:
        As `read_case_content` and `open_record` do.
    """
    joined = (open_record(desk, officer, number)[1] for number in record.joined)
    return tuple(read_case_content(desk, officer, one) for one in (record, *joined))
