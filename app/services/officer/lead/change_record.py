"""Replace the record of a case by a later one, and say in the log who did it."""

from collections.abc import Callable
from contextlib import nullcontext

from sqlalchemy.orm import Session

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.record import Record, write_record
from app.services.roster import Organ, load_roster
from app.storage.audit import append_entry
from app.storage.case_records import HeldRecord, replace_record
from app.storage.cases import list_holders


def change_record(  # noqa: PLR0913  each is named where it is called
    desk: OfficeDesk,
    officer: ActingOfficer,
    held: HeldRecord,
    record: Record,
    *,
    act: str | None,
    detail: str = "",
    within: Session | None = None,
    beside: Callable[[Session], None] | None = None,
) -> None:
    """Seal `record` to every organ that holds the case, in the place of the one that was read.

    Args:
        desk: both zones.
        officer: who changed it.
        held: the record as it was read.
        record: what takes its place.
        act: what was done, as the log says it; None where the key-holder has said enough.
        detail: ids, counts, codes.
        within: the intake's transaction that does the rest of the act: it knows the holders, and
            ends without a trace where this raises.
        beside: what else goes into casework in the same transaction.

    Raises:
        StaleCaseError: somebody else changed it in the meantime; nothing was saved.
    """
    with nullcontext(within) if within else desk.intake.read() as session:
        organs = _list_organs(desk, session, held)
    payload, headers = write_record(record, organs)
    with desk.casework.begin() as session:
        replace_record(session, held, payload, headers)
        if beside:
            beside(session)
        if act is None:
            return
        append_entry(
            session,
            at=desk.clock(),
            account=officer.account,
            act=act,
            case_number=held.case_number,
            detail=detail,
        )


def _list_organs(desk: OfficeDesk, session: Session, held: HeldRecord) -> list[Organ]:
    """Who opens a record: all who hold the case, or its owner alone, who holds an extract only."""
    roster = load_roster(session, desk.roster_pin)
    holders = list_holders(session, held.case_number)
    opened_by = holders if held.owner in holders else [held.owner]
    return [roster.organ(organ_id) for organ_id in opened_by]
