"""Assign many leads at once: each is a step of its own, in its record and in the log."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.roles import Role
from app.services.envelopes import EnvelopeError
from app.services.officer.desk import (
    ActingOfficer,
    CaseNotHeldError,
    NotPermittedError,
    OfficeDesk,
)
from app.services.officer.key_holder_client import OfficerRecusedError
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import open_record
from app.services.officer.lead.triage_case import list_colleagues
from app.storage.case_records import StaleCaseError


@dataclass(frozen=True, slots=True)
class Assignment:
    """What became of each lead."""

    account: str
    """Who was to have them."""
    done: tuple[str, ...]
    kept_away: tuple[str, ...]
    """From these that officer is kept away."""
    failed: tuple[str, ...]
    """A colleague changed these at the same moment, or they are no longer the organ's."""


def assign_cases(
    desk: OfficeDesk, officer: ActingOfficer, case_numbers: Sequence[str], account: str
) -> Assignment:
    """Give leads to an officer of the same organ; who has one already keeps it.

    Raises:
        NotPermittedError: no intake officer, or not to somebody outside the organ.
        KeyHolderBusyError: the officer has to wait; what was assigned before stays assigned.
    """
    officer.require(Role.INTAKE_OFFICER)
    if account not in {colleague.account for colleague in list_colleagues(desk, officer)}:
        raise NotPermittedError
    away = desk.key_holder.kept_away(officer.unlock_token)
    done: list[str] = []
    kept_away: list[str] = []
    failed: list[str] = []
    for number in dict.fromkeys(case_numbers):
        if account in away.of_case(number):
            kept_away.append(number)
            continue
        try:
            _assign(desk, officer, number, account)
        except (StaleCaseError, CaseNotHeldError, OfficerRecusedError, EnvelopeError):
            failed.append(number)
        else:
            done.append(number)
    return Assignment(account, tuple(done), tuple(kept_away), tuple(failed))


def _assign(desk: OfficeDesk, officer: ActingOfficer, case_number: str, account: str) -> None:
    held, record = open_record(desk, officer, case_number, purpose="write")
    if record.assigned_to == account:
        return
    changed = replace(record, assigned_to=account).with_step(officer, desk.today(), "assigned")
    change_record(desk, officer, held, changed, act="assigned", detail=f"to={account}")
