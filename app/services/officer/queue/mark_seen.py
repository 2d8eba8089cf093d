"""Remember which version of a lead an officer has seen: what changed since is marked in the list.

The row has account, case number and version in clear. The audit log says as much of each reading.
"""

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.storage.case_records import HeldRecord, find_held_record
from app.storage.seen_marks import put_seen


def mark_seen(desk: OfficeDesk, officer: ActingOfficer, held: HeldRecord) -> None:
    """Note that the officer looks at a lead now.

    Args:
        desk: both zones.
        officer: who looks.
        held: the record as it was read for the page. That the page itself noted what was read, and
            so wrote the next version, is no change to its reader.
    """
    with desk.casework.begin() as session:
        now = find_held_record(session, officer.organ_id, held.case_number)
        version = min(now.version, held.version + 1) if now else held.version
        put_seen(session, officer.account, held.case_number, version)
