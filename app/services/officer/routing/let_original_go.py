"""What approving does that lets the original go: its headers re-wrapped to the unit's key.

No payload is touched, and both organs share one record from then on.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.domain.decisions import DecisionError, Matter, Proposal
from app.domain.forwarding import Forwarding, SentAs
from app.domain.lifecycle import MOVES, Status
from app.services.officer.deciding.performers import Approving, Performer, Work, register
from app.services.officer.deciding.say_word import say_word
from app.services.officer.desk import ActingOfficer, OfficeDesk, unwrap
from app.services.officer.lead.record import Record
from app.services.officer.routing.propose_route import unit_of
from app.services.officer.routing.route_facts import require_route, require_unit
from app.services.roster import load_roster, require_newest
from app.storage.case_records import StaleCaseError, list_record_owners
from app.storage.cases import HeldItem, list_held_items, lock_case, put_header
from app.storage.intake import CaseHolder
from crypto.sealing import wrap_file_key

_Payload = tuple[str, bytes]
"""Which payload a file key opens: its item's id, and its digest."""
_FileKeys = Mapping[_Payload, bytes | None]


def _check(record: Record, proposal: Proposal, _today: date) -> None:
    require_route(record, unit_of(proposal))
    if Status.FORWARDED not in MOVES[record.status]:
        raise DecisionError("no_such_move")


def _change(record: Record, proposal: Proposal, today: date) -> Record:
    forwarding = Forwarding(unit_of(proposal), today, SentAs.ORIGINAL)
    # Whose work it becomes there is the unit's to say.
    moved = replace(record.moved(Status.FORWARDED, today), assigned_to=None)
    return replace(moved, forwarded=(*record.forwarded, forwarding))


def _prepare(approving: Approving) -> Work:
    desk, officer, record = approving.desk, approving.officer, approving.record
    unit = require_unit(desk, officer, unit_of(approving.proposal))
    with desk.casework.read() as session:
        if unit.organ_id in list_record_owners(session, record.case_number):
            # It had the extract: it goes on in a record of its own.
            raise DecisionError("route_had_it_before")
    file_keys = _unwrap_all(desk, officer, record.case_number)

    def hand_over(session: Session) -> None:
        say_word(desk, session, record, Status.FORWARDED)
        _hand_over(desk, officer, record.case_number, unit.organ_id, session, file_keys)

    return Work(within=hand_over)


def _unwrap_all(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> _FileKeys:
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
    number: str,
    unit_id: str,
    session: Session,
    file_keys: _FileKeys,
) -> None:
    # Checked again inside the transaction: nothing is sealed to a recipient the roster lost.
    roster = load_roster(session, desk.roster_pin)
    organ = roster.organ(unit_id)
    # From here on a reporter's message waits, and is then sealed to the unit as well.
    lock_case(session, number)
    session.merge(CaseHolder(case_number=number, organ_id=unit_id))
    session.flush()
    for held in list_held_items(session, number, officer.organ_id):
        if _payload(held) not in file_keys:
            # A message came in since, or one was sealed anew: the whole act is to be done again.
            raise StaleCaseError(number)
        file_key = file_keys[_payload(held)]
        if file_key is not None:
            header = wrap_file_key(file_key, organ.recipient)
            generation = organ.generation
            put_header(session, held.item.item_id, unit_id, header, key_generation=generation)
    require_newest(session, roster)


register(Matter.LET_ORIGINAL_GO, Performer(change=_change, prepare=_prepare, check=_check))
