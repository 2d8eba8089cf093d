"""What a route takes, step by step: whom it concerns, the extract, the proposal, the approval."""

from typing import Protocol

from sqlalchemy import select

from app.domain.forwarding import SentAs
from app.domain.routing import Concern
from app.services.officer.deciding.approve import approve
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.record import Record, open_record
from app.services.officer.queue.open_batch import list_sealed, open_batch
from app.services.officer.routing.propose_route import propose_route
from app.services.officer.routing.route_facts import say_concern
from app.services.officer.routing.transfer import propose_transfer
from app.services.officer.routing.write_extract import write_extract
from app.storage.casework import RecordHeader
from app.storage.database import Database
from app.storage.intake import ItemHeader, SealedItem
from tests.make import APPROVER, GROUP, INTAKE_OFFICER, UNIT

EXTRACT = "某科负责人与项目承包方多次聚餐，费用由对方承担，可查农家乐账目。"


class Office(Protocol):
    """Officers who have unlocked, and what they work with."""

    @property
    def desk(self) -> OfficeDesk:
        """What their services work with."""

    def acting(self, account: str = ...) -> ActingOfficer:
        """One of them."""


def open_all(officers: Office, organ_id: str = GROUP, account: str = INTAKE_OFFICER) -> list[str]:
    """Open an organ's batch; give the numbers that were in it."""
    numbers = list_sealed(officers.desk, organ_id)
    open_batch(officers.desk, officers.acting(account))
    return numbers


def read(officers: Office, number: str, account: str = INTAKE_OFFICER) -> Record:
    """A lead's record, as the organ of an account has it."""
    return open_record(officers.desk, officers.acting(account), number)[1]


def agree(officers: Office, number: str, account: str = APPROVER) -> None:
    """Approve what is proposed."""
    seen = decision_mark(read(officers, number, account))
    approve(officers.desk, officers.acting(account), number, seen=seen)


def concern(officers: Office, number: str, about: Concern = Concern.UNIT_STAFF) -> None:
    """Say whom it is about."""
    unit = UNIT if about in (Concern.UNIT_STAFF, Concern.UNIT_LEADERS) else ""
    say_concern(
        officers.desk, officers.acting(), number, concern=about, unit_id=unit, post_checked=False
    )


def propose(officers: Office, number: str, sent: SentAs = SentAs.EXTRACT, unit: str = UNIT) -> None:
    """Propose a unit."""
    propose_route(
        officers.desk, officers.acting(), number, unit_id=unit, sent=sent, reason="按管辖"
    )


def forward(officers: Office, number: str, sent: SentAs = SentAs.EXTRACT) -> None:
    """All of it, until the unit has it."""
    concern(officers, number)
    if sent is SentAs.EXTRACT:
        write_extract(officers.desk, officers.acting(APPROVER), number, EXTRACT, sign=True)
    propose(officers, number, sent)
    agree(officers, number)


def transfer(officers: Office, number: str) -> None:
    """All of it, until the superior has it."""
    concern(officers, number, Concern.OWN_OFFICE)
    propose_transfer(officers.desk, officers.acting(), number, reason="涉及本组人员")
    agree(officers, number)


def headers_of(zones: tuple[Database, Database], number: str) -> list[bytes]:
    """Every header of a case that is stored, whoever it is for."""
    with zones[0].read() as session:
        query = select(ItemHeader.header).join(SealedItem, SealedItem.item_id == ItemHeader.item_id)
        headers = list(session.scalars(query.where(SealedItem.case_number == number)))
    with zones[1].read() as session:
        query = select(RecordHeader.header).where(RecordHeader.case_number == number)
        return headers + list(session.scalars(query))
