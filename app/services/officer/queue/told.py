"""What is told to an officer at the next look at the list: kept here and in no cookie.

It names leads, and who is kept away from them; it goes when the key locks.
"""

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.queue.assign_cases import Assignment
from app.services.officer.queue.lead_index import lead_index
from app.services.officer.queue.open_batch import Batch

Told = Assignment | Batch


def tell(desk: OfficeDesk, officer: ActingOfficer, what: Told) -> None:
    """Tell an officer who has unlocked."""
    lead_index(desk, officer).told[officer.account] = what


def take_told(desk: OfficeDesk, officer: ActingOfficer) -> Told | None:
    """What was to be told; not a second time."""
    told: Told | None = lead_index(desk, officer).told.pop(officer.account, None)
    return told
