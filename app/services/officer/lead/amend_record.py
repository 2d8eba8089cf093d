"""Write something into a lead's record: what every small act of an officer on it comes to."""

import secrets
from collections.abc import Callable

from app.domain.notes import Hand
from app.domain.roles import KEY_ROLES, Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record, open_record
from app.storage.case_records import StaleCaseError

WRITING = (Role.INTAKE_OFFICER, Role.CASE_OFFICER)
"""Who works on a lead. Source: the office's rules, section 3."""
SEEING = KEY_ROLES
"""Who sees one."""


def amend_record(  # noqa: PLR0913  each is named where it is called
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    change: Callable[[Record], Record],
    *,
    act: str,
    roles: tuple[Role, ...] = WRITING,
    detail: str = "",
    seen: tuple[str, Callable[[Record], str]] | None = None,
) -> None:
    """Open the record of a lead, change it, and seal it again.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who acts.
        case_number: which lead.
        change: gives the record as it becomes.
        act: what was done, as the log says it.
        roles: who may.
        detail: ids and codes for the log.
        seen: the mark of what the officer had before their eyes, and how it is made of a record.

    Raises:
        NotPermittedError: another role.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
        RecordFullError: there is no room in it any more.
    """
    officer.require(*roles)
    held, record = open_record(desk, officer, case_number, purpose="write")
    if seen is not None and seen[1](record) != seen[0]:
        raise StaleCaseError(case_number)
    change_record(desk, officer, held, change(record), act=act, detail=detail)


def hand_of(desk: OfficeDesk, officer: ActingOfficer) -> Hand:
    """Whose hand it is, today."""
    return Hand(desk.today(), officer.account, officer.name)


def new_entry_id() -> str:
    """An id for an entry in a record: by chance, so that it says nothing of how many there are."""
    return secrets.token_hex(8)
