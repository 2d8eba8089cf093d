"""Put an officer's act into the audit log."""

from sqlalchemy.orm import Session

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.storage.audit import append_entry


def log_act(
    desk: OfficeDesk,
    session: Session,
    officer: ActingOfficer,
    *,
    act: str,
    case_number: str = "",
    detail: str = "",
) -> None:
    """Say that it was done now, in the transaction that does it.

    Args:
        desk: the office's clock.
        session: of the casework zone.
        officer: whose act it is.
        act: one of the program's own words (`app/web/acts.py`).
        case_number: which case it concerns, where it is one.
        detail: ids, counts and codes; never a word of a report.
    """
    append_entry(
        session,
        at=desk.clock(),
        account=officer.account,
        act=act,
        case_number=case_number,
        detail=detail,
    )
