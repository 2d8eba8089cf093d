"""Join a lead to another about the same matter, and separate it again.

Neither reporter notices: each keeps a status page and a mailbox. Whoever is kept away from one of
the two is kept away from both, by the key-holder, and stays so.
"""

from dataclasses import dataclass, replace

from app.domain.lifecycle import MoveNotAllowedError, Status, check_move
from app.domain.recusal_causes import Cause, CauseKind
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, CaseNotHeldError, OfficeDesk
from app.services.officer.lead.change_record import change_records
from app.services.officer.lead.public_words import tell_one, tell_separated
from app.services.officer.lead.record import Record, open_record
from app.storage.case_records import HeldRecord
from app.storage.intake import Case


class JoiningError(Exception):
    """The two leads cannot be joined or separated.

    Attributes:
        code: itself, not_there, not_opened, other_organ, is_duplicate, has_duplicates, is_over or
            is_routed.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


_Opened = tuple[HeldRecord, Record]
_OVER = (Status.ARCHIVED, Status.SEALED_TRANSFER, Status.NOT_ACCEPTED)
"""Where a lead stands that nothing is joined to any more."""


def join_leads(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, main_number: str, reason: str
) -> None:
    """Make a lead that was only opened a duplicate of another of the same organ.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: an intake officer.
        case_number: the lead that becomes a duplicate.
        main_number: the lead on which the work goes on.
        reason: why they are one matter.

    Raises:
        JoiningError: why not.
        NotPermittedError: no intake officer.
        CaseNotHeldError: the first is not this officer's lead.
        StaleCaseError: somebody else changed one of them in the meantime; nothing was done.
    """
    officer.require(Role.INTAKE_OFFICER)
    held, record = open_record(desk, officer, case_number, purpose="write")
    main_held, main = _open_main(desk, officer, main_number)
    _check_join(desk, officer, record, main)
    _keep_away_from_both(desk, officer, case_number, main_number)
    today = desk.today()
    joined = replace(record.moved(Status.DUPLICATE, today), joined_to=main_number)
    joined = joined.with_step(officer, today, "joined_to", reason)
    main = replace(main, joined=(*main.joined, case_number))
    main = main.with_step(officer, today, "joined", reason)
    with desk.intake.begin() as session:
        tell_one(desk, session, case_number, main.status)
        changes = [(held, joined), (main_held, main)]
        change_records(desk, officer, changes, act="joined", within=session)


def separate_leads(desk: OfficeDesk, officer: ActingOfficer, case_number: str, reason: str) -> None:
    """Undo a joining: the duplicate is a lead of its own again, to be screened anew.

    Raises:
        JoiningError: it is no duplicate, or the lead that it was joined to is over.
        NotPermittedError: no intake officer.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed one of them in the meantime; nothing was done.
    """
    officer.require(Role.INTAKE_OFFICER)
    held, record = open_record(desk, officer, case_number, purpose="write")
    try:
        check_move(record.status, Status.OPENED, role=officer.role)
    except MoveNotAllowedError:
        raise JoiningError("is_over") from None
    main_held, main = _open_main(desk, officer, record.joined_to)
    if main.status in (*_OVER, Status.CONCLUDED):
        raise JoiningError("is_over")
    today = desk.today()
    alone = replace(record.moved(Status.OPENED, today), joined_to="")
    alone = alone.with_step(officer, today, "separated", reason)
    left = tuple(number for number in main.joined if number != case_number)
    main = replace(main, joined=left).with_step(officer, today, "separated", reason)
    with desk.intake.begin() as session:
        tell_separated(desk, session, case_number)
        changes = [(held, alone), (main_held, main)]
        change_records(desk, officer, changes, act="separated", within=session)


@dataclass(frozen=True, slots=True)
class JoinedLead:
    """A duplicate as its main lead's page names it."""

    case_number: str
    record: Record | None
    """None where it cannot be opened now."""


def list_joined(desk: OfficeDesk, officer: ActingOfficer, main: Record) -> list[JoinedLead]:
    """The duplicates of a lead."""
    return [JoinedLead(number, _look(desk, officer, number)) for number in main.joined]


def _look(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> Record | None:
    try:
        return open_record(desk, officer, case_number)[1]
    except CaseNotHeldError:
        return None


def _open_main(desk: OfficeDesk, officer: ActingOfficer, main_number: str) -> _Opened:
    try:
        return open_record(desk, officer, main_number, purpose="write")
    except CaseNotHeldError:
        raise JoiningError("not_there") from None


def _check_join(desk: OfficeDesk, officer: ActingOfficer, record: Record, main: Record) -> None:
    try:
        check_move(record.status, Status.DUPLICATE, role=officer.role)
    except MoveNotAllowedError:
        raise JoiningError("not_opened") from None
    with desk.intake.read() as session:
        cases = [session.get(Case, one.case_number) for one in (record, main)]
    hindrances = {
        "itself": record.case_number == main.case_number,
        "other_organ": len({case.organ_id if case else "" for case in cases}) != 1,
        "has_duplicates": bool(record.joined),
        "is_duplicate": main.status is Status.DUPLICATE,
        "is_over": main.status in _OVER,
        "is_routed": main.status is Status.FORWARDED,
    }
    for code, hinders in hindrances.items():
        if hinders:
            raise JoiningError(code)


def _keep_away_from_both(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, main_number: str
) -> None:
    # Before they are joined: nobody may read of one on the page of the other meanwhile.
    away = desk.key_holder.kept_away(officer.unlock_token)
    first, second = away.of_case(case_number), away.of_case(main_number)
    joined = str(Cause(CauseKind.JOINED))
    for account in sorted(first - second):
        desk.key_holder.recuse(officer.unlock_token, main_number, account, joined)
    for account in sorted(second - first):
        desk.key_holder.recuse(officer.unlock_token, case_number, account, joined)
