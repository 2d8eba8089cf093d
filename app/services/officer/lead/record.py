"""The office's record of a case: sealed whole to the organs that hold it, replaced at each step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, Self

import msgspec

from app.domain.categories import Category, CircleType, Frequency, Ongoing, Payer
from app.domain.deadlines import ClockName, History
from app.domain.lifecycle import Status
from app.domain.priority import LeadFacts
from app.domain.purposes import Satisfaction
from app.domain.roles import Role
from app.services.envelopes import EnvelopeError
from app.services.officer.desk import (
    ActingOfficer,
    CaseNotHeldError,
    OfficeDesk,
    unwrap,
    unwrap_many,
)
from app.services.roster import Organ
from app.storage.case_records import HeldRecord, find_held_record
from app.storage.casework import RecordHeader
from crypto.age.errors import AgeError
from crypto.padding import pad_json
from crypto.sealing import open_payload, seal

VERSION = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, as the timeline shows it."""

    on: date
    account: str
    """Whose hands did it; empty for what the reporter did."""
    name: str
    act: str
    """One of the program's own words."""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Record:
    """What the office knows of a case, but for what was reported."""

    case_number: str
    organ_id: str
    """The organ that the report was sealed to."""
    report_digest: str
    """SHA-256, in hexadecimal, of the report's sealed payload as it was when it was opened."""
    received_on: date
    opened_on: date
    status: Status
    entered_on: Mapping[Status, date]
    category: Category | None = None
    circle_type: CircleType | None = None
    ongoing: Ongoing | None = None
    frequency: Frequency | None = None
    payer: Payer | None = None
    danger: bool = False
    evidence_at_risk: bool = False
    checkable_facts: int = 0
    assigned_to: str | None = None
    """An account of the organ."""
    messages_read: int = 0
    messages_noted: tuple[str, ...] = ()
    """Messages that no officer has read, and whose purpose the record has: the ids of their items.
    """
    retaliation: bool = False
    """The reporter wrote of pressure because of the report, and no officer has said it is over."""
    objection: bool = False
    """The reporter objected to the outcome."""
    answered_on: date | None = None
    """The last day on which the reporter answered a question, or declined to."""
    satisfied: Satisfaction | None = None
    """What the reporter said last of how a concluded case was handled."""
    steps: tuple[Step, ...] = ()
    earlier_digest: str = ""
    """The report's digest before it was last sealed anew under another file key. Either counts:
    the two zones share no transaction, and the record is the first to be rewritten."""

    def names_report(self, payload_digest: bytes) -> bool:
        """Whether a sealed payload is that of the report that was opened."""
        return payload_digest.hex() in (self.report_digest, self.earlier_digest)

    def facts(self) -> LeadFacts:
        """What the order depends on."""
        return LeadFacts(
            category=self.category,
            circle_type=self.circle_type,
            ongoing=self.ongoing,
            frequency=self.frequency,
            payer=self.payer,
            danger=self.danger,
            evidence_at_risk=self.evidence_at_risk,
            retaliation=self.retaliation,
        )

    def history(self) -> History:
        """What the clocks depend on."""
        # Who has answered, or declined to, is neither reminded nor waited for.
        waiting = (ClockName.REMINDER, ClockName.CONTINUATION)
        done_on = dict.fromkeys(waiting, self.answered_on) if self.answered_on else {}
        return History({Status.RECEIVED: self.received_on, **self.entered_on}, done_on)

    def moved(self, status: Status, day: date) -> Self:
        """The record after a move."""
        return replace(self, status=status, entered_on={**self.entered_on, status: day})

    def with_step(self, officer: ActingOfficer, day: date, act: str, note: str = "") -> Self:
        """The record with one more line in its timeline."""
        return replace(
            self, steps=(*self.steps, Step(day, officer.account, officer.name, act, note))
        )


def write_record(record: Record, organs: Sequence[Organ]) -> tuple[bytes, list[RecordHeader]]:
    """Seal a record for the organs that hold its case: the payload, and a header for each.

    Raises:
        crypto.padding.ReportTooLongError: the timeline fits no bucket any more.
    """
    content = {"qingfeng": VERSION, "kind": "record", **msgspec.to_builtins(record)}
    body = msgspec.json.encode(content, order="sorted")
    sealed = seal(pad_json(body), [organ.recipient for organ in organs])
    headers = [
        RecordHeader(
            case_number=record.case_number,
            organ_id=organ.organ_id,
            key_generation=organ.generation,
            header=header,
        )
        for organ, header in zip(organs, sealed.headers, strict=True)
    ]
    return sealed.payload, headers


def read_record(body: bytes, case_number: str) -> Record:
    """Read an opened record.

    Raises:
        EnvelopeError: `not_a_record` or `other_case`.
    """
    try:
        content = msgspec.json.decode(body, type=dict[str, Any])
        if (content.get("qingfeng"), content.get("kind")) != (VERSION, "record"):
            raise EnvelopeError("not_a_record")
        # Fields that records of before do not have take their defaults.
        record = msgspec.convert(content, Record)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise EnvelopeError("not_a_record") from error
    if record.case_number != case_number:
        raise EnvelopeError("other_case")
    return record


def open_records(
    desk: OfficeDesk, officer: ActingOfficer, held: Sequence[HeldRecord]
) -> dict[str, Record | None]:
    """Open many records for the queue, by case number.

    Returns:
        Each record, None where one is not what its row says; nothing at all for a case from which
        the officer is kept away.
    """
    unwrapped = unwrap_many(desk, officer, "queue", [(r.case_number, r.header) for r in held])
    return {
        row.case_number: _open(row, key)
        for row, key in zip(held, unwrapped.file_keys, strict=True)
        if row.case_number not in unwrapped.recused
    }


def open_record(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, purpose: str = "read"
) -> tuple[HeldRecord, Record]:
    """Open the record of one case that the officer may work on.

    Raises:
        CaseNotHeldError: the organ does not hold it, or it is another's to work.
        OfficerRecusedError: the officer is kept away from it.
        EnvelopeError: it is not what its row says.
    """
    with desk.casework.read() as session:
        held = find_held_record(session, officer.organ_id, case_number)
    if held is None:
        raise CaseNotHeldError
    [key] = unwrap(desk, officer, purpose, [(case_number, held.header)])
    record = _open(held, key)
    if record is None:
        raise EnvelopeError("not_a_record")
    if not may_see(officer, record):
        raise CaseNotHeldError
    return held, record


class Assigned(Protocol):
    """A record, or what is left of one in the list."""

    @property
    def assigned_to(self) -> str | None:
        """An account of the organ."""


def may_see(officer: ActingOfficer, record: Assigned) -> bool:
    """Whether a lead is the officer's to see: a case officer sees what is assigned to them.

    Source: the office's rules, section 3.
    """
    return officer.role is not Role.CASE_OFFICER or record.assigned_to == officer.account


def _open(held: HeldRecord, key: bytes | None) -> Record | None:
    if key is None:
        return None
    try:
        return read_record(open_payload(held.payload, key), held.case_number)
    except (AgeError, EnvelopeError):
        return None
