"""What approving a route does: the unit gets a record of its own with the extract, no more.

No file key of anything that the reporter sent leaves the group for it.
"""

import secrets
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.domain.decisions import DecisionError, Matter, Proposal
from app.domain.forwarding import Forwarding, Received, SentAs
from app.domain.lifecycle import Status
from app.services.officer.deciding.performers import Approving, Performer, Work, register
from app.services.officer.desk import OfficeDesk
from app.services.officer.lead.record import Record, Step, write_record
from app.services.officer.routing.propose_route import unit_of
from app.services.officer.routing.route_facts import require_route, require_unit
from app.storage.case_records import StaleCaseError, add_record, list_record_owners


def _check(record: Record, proposal: Proposal, _today: date) -> None:
    require_route(record, unit_of(proposal))
    extract = record.extract
    if extract is not None and extract.by == proposal.by.account:
        # Whichever of the two came first.
        raise DecisionError("own_extract")
    is_approved = record.proposal is not None
    if is_approved and (extract is None or not extract.signed):
        raise DecisionError("no_extract")


def _change(record: Record, proposal: Proposal, today: date) -> Record:
    # For both records: what either organ tells the other is signed with it.
    link_key = secrets.token_hex(32)
    forwarding = Forwarding(unit_of(proposal), today, SentAs.EXTRACT, link_key)
    return replace(record, forwarded=(*record.forwarded, forwarding))


def _prepare(approving: Approving) -> Work:
    desk, record, proposal = approving.desk, approving.record, approving.proposal
    unit = require_unit(desk, approving.officer, unit_of(proposal))
    sent = unit_record(desk, approving.changed)
    payload, headers = write_record(sent, [unit])

    def add(session: Session) -> None:
        if unit.organ_id in list_record_owners(session, record.case_number):
            raise StaleCaseError(record.case_number)
        add_record(session, record.case_number, unit.organ_id, payload, headers)

    return Work(beside=add)


def unit_record(desk: OfficeDesk, record: Record) -> Record:
    """What the unit gets: the extract and what kind of lead it is, from today on.

    Nothing of the group's own notes, nothing that ranks it by how the reporter is, no message.
    """
    today = desk.today()
    forwarding = record.forwarded[-1]
    sender = desk.roster().organ(record.organ_id)
    text = record.extract.text if record.extract else ""
    received = Received(record.organ_id, today, text, forwarding.link_key)
    return Record(
        case_number=record.case_number,
        organ_id=forwarding.organ_id,
        report_digest="",
        received_on=today,
        opened_on=today,
        status=Status.RECEIVED,
        entered_on={Status.RECEIVED: today},
        category=record.category,
        circle_type=record.circle_type,
        # By the organ: whose hand it was there is not for the unit.
        steps=(Step(today, sender.organ_id, sender.name, "extract_received"),),
        received=received,
    )


register(Matter.FORWARD, Performer(change=_change, prepare=_prepare, check=_check))
