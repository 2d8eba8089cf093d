"""Route a case to a unit: its headers re-wrapped to the unit's key, no payload touched."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from app.domain.lifecycle import Status, list_moves, public_word
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk, unwrap
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record, open_record
from app.services.roster import Organ, OrganKind, load_roster, require_newest
from app.storage.case_records import StaleCaseError
from app.storage.cases import HeldItem, list_held_items, lock_case, put_header, put_public_word
from app.storage.intake import CaseHolder, PublicWordChange
from crypto.sealing import wrap_file_key

_Payload = tuple[str, bytes]
"""Which payload a file key opens: its item's id, and its digest."""


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
    unit = _unit(desk, officer, unit_id)
    held, record = open_record(desk, officer, case_number, purpose="write")
    if Status.FORWARDED not in list_moves(record.status, officer.role):
        raise NotPermittedError
    today = desk.today()
    # Whose work it becomes there is the unit's to say.
    handed_over = replace(record.moved(Status.FORWARDED, today), assigned_to=None)
    changed = handed_over.with_step(officer, today, "routed", note)
    file_keys = _unwrap_all(desk, officer, case_number)
    with desk.intake.begin() as session:
        _hand_over(desk, officer, record, unit, session, file_keys)
        # Inside: where a colleague was faster, the unit gets nothing.
        change_record(
            desk, officer, held, changed, act="routed", detail=unit.organ_id, within=session
        )


def list_units(desk: OfficeDesk, officer: ActingOfficer) -> tuple[Organ, ...]:
    """The units that the officer's organ may route to: the group's, and nobody else's."""
    roster = desk.roster()
    own = roster.organ(officer.organ_id)
    return roster.of_kind(OrganKind.UNIT) if own.kind is OrganKind.GROUP else ()


def _unit(desk: OfficeDesk, officer: ActingOfficer, unit_id: str) -> Organ:
    for unit in list_units(desk, officer):
        if unit.organ_id == unit_id:
            return unit
    raise NotPermittedError


def _unwrap_all(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str
) -> dict[_Payload, bytes | None]:
    # Before any lock is taken: reporters must not wait for the key-holder.
    with desk.intake.read() as session:
        items = list_held_items(session, case_number, officer.organ_id)
    keys = unwrap(desk, officer, "write", [(case_number, held.header) for held in items])
    return {_payload(held): key for held, key in zip(items, keys, strict=True)}


def _payload(held: HeldItem) -> _Payload:
    # Not the id alone: under it, what was sealed anew has another file key.
    return held.item.item_id, held.item.payload_digest


def _hand_over(
    desk: OfficeDesk,
    officer: ActingOfficer,
    record: Record,
    unit: Organ,
    session: Session,
    file_keys: Mapping[_Payload, bytes | None],
) -> None:
    number = record.case_number
    # Checked again inside the transaction: nothing is sealed to a recipient the roster lost.
    roster = load_roster(session, desk.roster_pin)
    organ = roster.organ(unit.organ_id)
    # From here on a reporter's message waits, and is then sealed to the unit as well.
    lock_case(session, number)
    session.merge(CaseHolder(case_number=number, organ_id=unit.organ_id))
    session.flush()
    items = list_held_items(session, number, officer.organ_id)
    for held in items:
        if _payload(held) not in file_keys:
            # A message came in since, or one was sealed anew: the whole act is to be done again.
            raise StaleCaseError(number)
        file_key = file_keys[_payload(held)]
        if file_key is not None:
            header = wrap_file_key(file_key, organ.recipient)
            put_header(
                session,
                held.item.item_id,
                organ.organ_id,
                header,
                key_generation=organ.generation,
            )
    put_public_word(
        session,
        PublicWordChange(
            case_number=number,
            shown_from=desk.shown_from(),
            word=public_word(Status.FORWARDED),
            opened_on=record.opened_on,
        ),
    )
    require_newest(session, roster)
