"""The superior organ presses for progress (督办) on a lead that it does not hold.

It knows a lead by its number alone, and sends no words: whoever could write some could name what
only a reader of the report knows. What comes back is the day on which it was answered.
"""

import secrets
from collections.abc import Sequence
from datetime import date

from app.domain.decisions import DecisionError
from app.domain.roles import KEY_ROLES
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk
from app.services.officer.log_act import log_act
from app.services.roster import OrganKind
from app.storage.cases import list_holders
from app.storage.casework import SuperiorPressing
from app.storage.intake import Case
from app.storage.superior_pressings import add_pressing, is_pressed, list_pressed_by


def may_press_from_above(desk: OfficeDesk, officer: ActingOfficer) -> bool:
    """Whether the officer works on leads at the superior organ."""
    kind = desk.roster().organ(officer.organ_id).kind
    return kind is OrganKind.SUPERIOR and officer.role in KEY_ROLES


def press_from_above(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, due_on: date
) -> None:
    """Ask who holds a lead how it stands, to be answered by a day.

    Raises:
        NotPermittedError: no officer of the superior organ who works on leads.
        DecisionError: `case_number`: no lead below has this number (any more); `own_lead`: the
            superior holds it itself; `pressed_already`: the last time is not answered yet;
            `due_on`: a day that is over.
    """
    _require(desk, officer)
    today = desk.today()
    if due_on <= today:
        raise DecisionError("due_on")
    pressing = SuperiorPressing(
        press_id=secrets.token_hex(16),
        case_number=case_number,
        organ_id=_holder(desk, officer, case_number),
        by_organ=officer.organ_id,
        account=officer.account,
        pressed_on=today,
        due_on=due_on,
    )
    with desk.casework.begin() as session:
        if is_pressed(session, case_number):
            raise DecisionError("pressed_already")
        add_pressing(session, pressing)
        log_act(desk, session, officer, act="pressed_from_above", case_number=case_number)


def list_pressed(desk: OfficeDesk, officer: ActingOfficer) -> Sequence[SuperiorPressing]:
    """What the officer's organ asked, the newest first.

    Raises:
        NotPermittedError: no officer of the superior organ who works on leads.
    """
    _require(desk, officer)
    with desk.casework.read() as session:
        return list_pressed_by(session, officer.organ_id)


def _require(desk: OfficeDesk, officer: ActingOfficer) -> None:
    if not may_press_from_above(desk, officer):
        raise NotPermittedError


def _holder(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> str:
    with desk.intake.read() as session:
        case = session.get(Case, case_number)
        # A purged case has no holder: nobody could answer.
        if case is None or not list_holders(session, case_number):
            raise DecisionError("case_number")
    if case.organ_id == officer.organ_id:
        raise DecisionError("own_lead")
    return case.organ_id
