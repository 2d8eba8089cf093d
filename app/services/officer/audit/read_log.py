"""Read the log: what officers of the auditor's own organ did, newest first, a page at a time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.roles import Role
from app.domain.working_days import OFFICE_ZONE
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.roster import OrganKind
from app.storage.audit import Entry
from app.storage.log_pages import (
    LogQuestion,
    list_accounts_of,
    list_newest_before,
    list_oldest_after,
)

PAGE_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What an auditor asks for; what is empty asks nothing."""

    account: str = ""
    act: str = ""
    case_number: str = ""
    first_day: date | None = None
    last_day: date | None = None
    """The office's days, both within."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some entries, newest first, and whether there are others beside them."""

    entries: tuple[Entry, ...]
    has_newer: bool
    has_older: bool


def read_log(
    desk: OfficeDesk,
    officer: ActingOfficer,
    asked: LogFilter,
    *,
    before: int | None = None,
    after: int | None = None,
) -> LogPage:
    """Read one page.

    The superior's and a unit's auditor see what their own officers did; so does the group's, who
    sees also what nobody did by name: what was proposed at the server, and what the program did.

    Args:
        desk: the casework zone, and the roster.
        officer: the auditor.
        asked: which entries.
        before: entries of a lower sequence only.
        after: else entries of a higher one only; with neither, the newest.

    Raises:
        NotPermittedError: the officer is no auditor.
    """
    officer.require(Role.AUDITOR)
    question = _question(desk, officer, asked)
    wanted = PAGE_ENTRIES + 1
    with desk.casework.read() as session:
        if after is not None and before is None:
            found = list_oldest_after(session, question, after, wanted)
            entries = tuple(reversed(found[:PAGE_ENTRIES]))
            return LogPage(entries, len(found) == wanted, has_older=True)
        found = list_newest_before(session, question, before, wanted)
    return LogPage(tuple(found[:PAGE_ENTRIES]), before is not None, len(found) == wanted)


def list_log_accounts(desk: OfficeDesk, officer: ActingOfficer) -> list[tuple[str, str]]:
    """Accounts and names of the auditor's organ, of those too who were removed."""
    with desk.casework.read() as session:
        return list_accounts_of(session, officer.organ_id)


def _question(desk: OfficeDesk, officer: ActingOfficer, asked: LogFilter) -> LogQuestion:
    of_group = desk.roster().organ(officer.organ_id).kind is OrganKind.GROUP
    return LogQuestion(
        officer.organ_id,
        of_group,
        asked.account,
        asked.act,
        asked.case_number,
        _midnight(asked.first_day) if asked.first_day else None,
        _midnight(asked.last_day + timedelta(1)) if asked.last_day else None,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OFFICE_ZONE)
