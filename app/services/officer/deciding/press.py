"""Press for progress (督办), and answer when pressed; either stays in the record."""

from dataclasses import replace
from datetime import date

from app.domain.decisions import DecisionError
from app.domain.pressing import Pressing, list_open
from app.domain.roles import Role
from app.services.officer.deciding.changes import person_of
from app.services.officer.deciding.propose import open_seen
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record
from app.storage.superior_pressings import note_answered


def press(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    asked: str,
    due_on: date,
    *,
    seen: str | None = None,
) -> None:
    """Ask for something by a day; a clock runs for it until it is answered.

    An approver of any organ that holds the lead may: so the group presses a unit.

    Raises:
        NotPermittedError: no approver.
        DecisionError: `asked` or `due_on`: nothing is asked for, or by a day that is over.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(Role.APPROVER)
    held, record = open_seen(desk, officer, case_number, seen)
    today = desk.today()
    if not asked.strip():
        raise DecisionError("asked")
    if due_on <= today:
        raise DecisionError("due_on")
    pressing = Pressing(person_of(officer), today, due_on, asked.strip())
    changed = replace(record, pressings=(*record.pressings, pressing))
    changed = changed.with_step(officer, today, "pressed", asked.strip())
    change_record(desk, officer, held, changed, act="pressed")


def answer_pressing(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    answer: str,
    *,
    seen: str | None = None,
) -> None:
    """Answer what was pressed for, the nearest first; its clock stops.

    Raises:
        NotPermittedError: neither intake nor case officer.
        DecisionError: `answer`: there is none, or nothing was asked for.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(Role.INTAKE_OFFICER, Role.CASE_OFFICER)
    held, record = open_seen(desk, officer, case_number, seen)
    waiting = list_open(record.pressings)
    if not waiting or not answer.strip():
        raise DecisionError("answer")
    today = desk.today()
    answered = replace(
        waiting[0], answer=answer.strip(), answered_by=person_of(officer), answered_on=today
    )
    changed = _with(record, waiting[0], answered)
    changed = changed.with_step(officer, today, "pressing_answered", answer.strip())
    change_record(
        desk,
        officer,
        held,
        changed,
        act="pressing_answered",
        beside=lambda session: note_answered(session, {answered.press_id}, today),
    )


def _with(record: Record, old: Pressing, new: Pressing) -> Record:
    pressings = list(record.pressings)
    pressings[pressings.index(old)] = new
    return replace(record, pressings=tuple(pressings))
