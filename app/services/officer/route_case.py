"""Route a case to a unit: its headers re-wrapped to the unit's key, no payload touched."""

from app.domain.lifecycle import Status, list_moves, public_word
from app.domain.roles import Role
from app.services.officer.change_record import change_record
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk, unwrap
from app.services.officer.record import Record, open_record
from app.services.roster import Organ, OrganKind, load_roster
from app.storage.cases import list_held_items, lock_case, put_header, put_public_word
from app.storage.intake import CaseHolder, PublicWordChange
from crypto.sealing import wrap_file_key


def route_case(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, unit_id: str, note: str
) -> None:
    """Let a unit open a case.

    Raises:
        NotPermittedError: no intake officer, no unit of the signed roster, or the case stands
            where it cannot be routed from.
        CaseNotHeldError: not this organ's case.
        StaleCaseError: somebody else changed the record in the meantime.
    """
    officer.require(Role.INTAKE_OFFICER)
    unit = _unit(desk, unit_id)
    held, record = open_record(desk, officer, case_number, purpose="write")
    if Status.FORWARDED not in list_moves(record.status, officer.role):
        raise NotPermittedError
    _hand_over(desk, officer, record, unit)
    today = desk.today()
    changed = record.moved(Status.FORWARDED, today).with_step(officer, today, "routed", note)
    change_record(desk, officer, held, changed, act="routed", detail=unit.organ_id)


def list_units(desk: OfficeDesk) -> tuple[Organ, ...]:
    """The units of the signed roster."""
    return desk.roster().of_kind(OrganKind.UNIT)


def _unit(desk: OfficeDesk, unit_id: str) -> Organ:
    for unit in list_units(desk):
        if unit.organ_id == unit_id:
            return unit
    raise NotPermittedError


def _hand_over(desk: OfficeDesk, officer: ActingOfficer, record: Record, unit: Organ) -> None:
    number = record.case_number
    with desk.intake.begin() as session:
        # Checked again inside the transaction: nothing is sealed to a recipient the roster lost.
        recipient = load_roster(session, desk.roster_key).organ(unit.organ_id).recipient
        # From here on a reporter's message waits, and is then sealed to the unit as well.
        lock_case(session, number)
        session.merge(CaseHolder(case_number=number, organ_id=unit.organ_id))
        session.flush()
        items = list_held_items(session, number, officer.organ_id)
        keys = unwrap(desk, officer, "write", [(number, held.header) for held in items])
        for held, file_key in zip(items, keys, strict=True):
            if file_key is not None:
                header = wrap_file_key(file_key, recipient)
                put_header(session, held.item.item_id, unit.organ_id, header)
        put_public_word(
            session,
            PublicWordChange(
                case_number=number,
                shown_from=desk.shown_from(),
                word=public_word(Status.FORWARDED),
                opened_on=record.opened_on,
            ),
        )
