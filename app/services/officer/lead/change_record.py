"""Replace the record of a case by a later one, and say in the log who did it."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext

from sqlalchemy.orm import Session

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.record import Record, write_record
from app.services.officer.log_act import log_act
from app.services.roster import load_roster
from app.storage.case_records import HeldRecord, SealedHeader, replace_record
from app.storage.cases import list_holders
from crypto.padding import ReportTooLongError


class RecordFullError(ReportTooLongError):
    """There is no room in the record of a lead any more; nothing was saved."""


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
        RecordFullError: there is no room in it any more.
    """
    changes = [(held, record)]
    change_records(desk, officer, changes, act=act, detail=detail, within=within, beside=beside)


def change_records(  # noqa: PLR0913  the same
    desk: OfficeDesk,
    officer: ActingOfficer,
    changes: Sequence[tuple[HeldRecord, Record]],
    *,
    act: str | None,
    detail: str = "",
    within: Session | None = None,
    beside: Callable[[Session], None] | None = None,
) -> None:
    """Do the same for several records at once: all of them, or none.

    Raises:
        As `change_record` does.
    """
    with nullcontext(within) if within else desk.intake.read() as session:
        sealed = [(held, *_seal(desk, session, held, record)) for held, record in changes]
    with desk.casework.begin() as session:
        for held, payload, headers in sealed:
            replace_record(session, held, payload, headers)
            if act is not None:
                log_act(
                    desk, session, officer, act=act, case_number=held.case_number, detail=detail
                )
        if beside:
            beside(session)


def _seal(
    desk: OfficeDesk, session: Session, held: HeldRecord, record: Record
) -> tuple[bytes, list[SealedHeader]]:
    roster = load_roster(session, desk.roster_pin)
    holders = list_holders(session, held.case_number)
    # All who hold the case; or the owner alone, who holds no more than an extract, or a stub.
    opened_by = holders if held.owner in holders else [held.owner]
    try:
        return write_record(record, [roster.organ(organ_id) for organ_id in opened_by])
    except ReportTooLongError as error:
        raise RecordFullError(str(error)) from None
