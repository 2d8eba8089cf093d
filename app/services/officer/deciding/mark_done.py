"""Say that what a clock asks for was done: inquiry begun or answered, feedback given, and so on."""

from dataclasses import replace
from datetime import date

from app.domain.deadlines import ClockName
from app.domain.marks import check_mark, with_mark
from app.domain.roles import Role
from app.services.officer.deciding.propose import open_seen
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record


def mark_done(  # noqa: PLR0913  each is named where it is called
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    clock: ClockName,
    done_on: date,
    *,
    note: str = "",
    seen: str | None = None,
) -> None:
    """Stop a clock by saying on which day what it asks for was done.

    Raises:
        NotPermittedError: neither intake nor case officer.
        DecisionError: `clock` or `day`: nothing of that is awaited, or not on such a day.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(Role.INTAKE_OFFICER, Role.CASE_OFFICER)
    held, record = open_seen(desk, officer, case_number, seen)
    today = desk.today()
    check_mark(clock, done_on, record.status, record.history(), today)
    changed = replace(record, done_on=with_mark(record.done_on, clock, done_on))
    changed = changed.with_step(officer, today, f"done_{clock}", note)
    change_record(desk, officer, held, changed, act="marked_done")
