"""Sealed transfer (密封移送): what is the superior's is sealed anew to it, and wiped here.

1. Approving says in the record that it has begun, and nothing more.
2. The ids of the old payloads are kept in the record, since no row will name them any more.
3. All items are sealed under new file keys; then rows, holder and addressed organ are exchanged in
   one transaction of the intake zone. From here on nothing here opens what the reporter sent.
4. The old payloads are deleted.
5. The record is replaced by a stub: number, day, by whom. Others' records of the case and notes
   about it go.
6. The databases of both zones are written anew: nothing of what was deleted is left in them.
7. The stub says that it is done.

The lead's duplicates go first, each in the same way: they are the same matter, and their words may
stay here as little as its own.

Each step can be done again. Killed anywhere, it is not begun, or gone through with by whoever of
the organ looks at the list or the lead next (`finish_transfer`).
"""

from contextlib import suppress
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.domain.deadlines import ClockName
from app.domain.decisions import DecisionError, Facts, Matter, Person, Proposal
from app.domain.forwarding import Transfer
from app.domain.lifecycle import Status
from app.domain.routing import Destination, suggest
from app.services.officer.deciding.performers import Approving, Performer, Work, register
from app.services.officer.deciding.propose import propose
from app.services.officer.desk import (
    ActingOfficer,
    CaseNotHeldError,
    NotPermittedError,
    OfficeDesk,
)
from app.services.officer.key_holder_client import KeyHolderBusyError, OfficerRecusedError
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.read_joined import read_with_joined
from app.services.officer.lead.record import Record, Step, may_see, open_whoever_works
from app.services.officer.routing.exchange_items import exchange_items, list_payloads
from app.services.officer.routing.route_facts import route_facts
from app.services.officer.search.forget import forget_in_search
from app.services.roster import Organ, OrganKind, OutdatedRosterError
from app.services.seal_anew import DamagedError
from app.storage.case_records import StaleCaseError, drop_other_records
from app.storage.intake import Case
from app.storage.organ_notes import forget_notes_of_case
from app.storage.superior_pressings import forget_pressings

_TRIES = 3
_IN_THE_WAY = (
    CaseNotHeldError,
    DamagedError,
    KeyHolderBusyError,
    OfficerRecusedError,
    OutdatedRosterError,
    StaleCaseError,
)
"""What may stop a transfer that has begun: another look, or another officer's, goes on."""


def propose_transfer(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    *,
    reason: str,
    seen: str | None = None,
) -> None:
    """Propose to another person of the organ that the lead goes to the superior.

    Raises:
        DecisionError: it is not the superior's by the rules, or not by this officer.
        NotPermittedError: the officer's organ is not the group, or there is no superior.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    require_superior(desk, officer)
    propose(desk, officer, case_number, Matter.SEALED_TRANSFER, Facts(reason=reason), seen=seen)


def require_superior(desk: OfficeDesk, officer: ActingOfficer) -> Organ:
    """The organ above the officer's own.

    Raises:
        NotPermittedError: there is none, or the officer's organ is not the group.
    """
    roster = desk.roster()
    above = roster.of_kind(OrganKind.SUPERIOR)
    if roster.organ(officer.organ_id).kind is not OrganKind.GROUP or not above:
        raise NotPermittedError
    return above[0]


def finish_transfer(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> None:
    """Go through with a transfer that has begun; nothing where there is none, or it is done.

    To be called for who may see the lead: what becomes of it on the way is nobody's to work.

    Raises:
        KeyHolderError: it gives no file keys now, or the officer is kept away; the next look goes
            on.
        StaleCaseError: the case keeps changing; the same.
        DamagedError: there is no room for copies; the same.
    """
    stubs = _hand_over(desk, officer, case_number)
    # Once for the lead and its duplicates: it takes the longer the more leads there are.
    if not stubs or not (desk.intake.rewrite() and desk.casework.rewrite()):
        # The stubs still say that it has begun: the next look goes on.
        return
    for stub in stubs:
        done = replace(_transfer(stub), is_done=True, old_payloads=())
        _save(desk, officer, replace(stub, transfer=done), act=None)


def finish_transfers(
    desk: OfficeDesk, officer: ActingOfficer, records: dict[str, Record | None]
) -> dict[str, Record | None]:
    """Go through with whatever was cut off, at a look at the list; give the records as they are."""
    now = dict(records)
    for number, record in records.items():
        if record is None or record.transfer is None or record.transfer.is_done:
            continue
        if not may_see(officer, record):
            # It waits for whoever works on it, an intake officer or an approver.
            continue
        with suppress(*_IN_THE_WAY):
            finish_transfer(desk, officer, number)
            now[number] = _open(desk, officer, number)
    return now


def stub_of(record: Record) -> Record:
    """What stays here of a lead that went to the superior: not a word of it."""
    transfer = _approved(record)
    step = Step(transfer.on, record.organ_id, transfer.approved_by, "transferred")
    return Record(
        case_number=record.case_number,
        organ_id=record.organ_id,
        report_digest="",
        received_on=record.received_on,
        opened_on=record.opened_on,
        status=Status.SEALED_TRANSFER,
        entered_on={Status.SEALED_TRANSFER: transfer.on},
        steps=(step,),
        done_on={ClockName.TRANSFER: transfer.on},
        transfer=transfer,
    )


def _hand_over(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> list[Record]:
    """Leave a lead and its duplicates to the superior; give what stays of each here."""
    record = _open(desk, officer, case_number)
    if record.transfer is None or record.transfer.is_done:
        return []
    stubs: list[Record] = []
    for number in record.joined:
        _begin_joined(desk, officer, number, record)
        stubs += _hand_over(desk, officer, number)
    for tries in range(_TRIES):
        with suppress(*(() if tries == _TRIES - 1 else (StaleCaseError, OutdatedRosterError))):
            record = _exchange(desk, officer, record)
            break
    desk.payloads.delete(_transfer(record).old_payloads)
    desk.payloads.sync()
    stub = stub_of(record)
    _save(desk, officer, stub, act="transferred")
    forget_in_search(desk, officer, [case_number])
    return [*stubs, stub]


def _begin_joined(desk: OfficeDesk, officer: ActingOfficer, number: str, main: Record) -> None:
    held, record = open_whoever_works(desk, officer, number, purpose="write")
    if record.transfer is None:
        transfer = replace(_approved(main), old_payloads=())
        begun = replace(record.moved(Status.SEALED_TRANSFER, transfer.on), transfer=transfer)
        change_record(desk, officer, held, begun, act=None)


def _approved(record: Record) -> Transfer:
    transfer = _transfer(record)
    if transfer.approved_by or not record.decisions:
        return transfer
    return replace(transfer, approved_by=_named(record.decisions[-1].by))


def _open(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> Record:
    return open_whoever_works(desk, officer, case_number, purpose="write")[1]


def _transfer(record: Record) -> Transfer:
    if record.transfer is None:
        raise StaleCaseError(record.case_number)
    return record.transfer


def _exchange(desk: OfficeDesk, officer: ActingOfficer, record: Record) -> Record:
    with desk.intake.read() as session:
        case = session.get_one(Case, record.case_number)
        payloads = list_payloads(session, record.case_number)
    superior = require_superior(desk, officer)
    if case.organ_id == superior.organ_id:
        # Cut off after that.
        return record
    transfer = replace(_transfer(record), organ_id=superior.organ_id, old_payloads=payloads)
    if transfer != record.transfer:
        record = replace(record, transfer=transfer)
        _save(desk, officer, record, act=None)
    exchange_items(desk, officer, record, superior.organ_id, payloads)
    return record


def _save(desk: OfficeDesk, officer: ActingOfficer, record: Record, *, act: str | None) -> None:
    number, owner = record.case_number, officer.organ_id
    held, there = open_whoever_works(desk, officer, number, purpose="write")
    if there.transfer is None:
        raise StaleCaseError(number)

    def wipe(session: Session) -> None:
        if record.report_digest == "":
            drop_other_records(session, number, owner)
            forget_notes_of_case(session, number)
            forget_pressings(session, number)

    if there != record:
        change_record(desk, officer, held, record, act=act, beside=wipe)


def _check(record: Record, _proposal: Proposal, _today: date) -> None:
    if suggest(route_facts(record)).destination is not Destination.SUPERIOR:
        raise DecisionError("route_not_superiors")


def _change(record: Record, proposal: Proposal, today: date) -> Record:
    return replace(record, transfer=Transfer("", today, _named(proposal.by), ""))


def _named(person: Person) -> str:
    return f"{person.name} ({person.account})"


def _prepare(approving: Approving) -> Work:
    desk, officer, record = approving.desk, approving.officer, approving.record
    require_superior(desk, officer)
    if any(one.report is None for one in read_with_joined(desk, officer, record)):
        # Nobody could say then to whom replies go, nor would the superior have anything to read.
        raise DecisionError("report_unreadable")

    def go_through() -> None:
        # Begun it is: what stands in the way now does not at the next look.
        with suppress(*_IN_THE_WAY):
            finish_transfer(desk, officer, record.case_number)

    return Work(afterwards=go_through)


register(Matter.SEALED_TRANSFER, Performer(change=_change, prepare=_prepare, check=_check))
