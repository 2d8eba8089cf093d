"""The office's record of a case: sealed whole to the organs that hold it, replaced at each step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, Self

import msgspec

from app.domain.categories import Category, CircleType, Frequency, Ongoing, Payer
from app.domain.channels import Channel, Medium
from app.domain.circle_suspicion import NO_SUSPICION, CircleSuspicion, SuspicionState
from app.domain.closing import AfterPledge, Clarification, Duty, Inquiry
from app.domain.deadlines import ClockName, Extension, History
from app.domain.decisions import Decision, FourForms, Proposal
from app.domain.forwarding import Extract, Forwarding, Received, Transfer
from app.domain.inspections import Inspection
from app.domain.lifecycle import Status
from app.domain.notes import Note
from app.domain.people import CasePerson
from app.domain.policy_line import PolicyLine
from app.domain.pressing import Pressing, list_open
from app.domain.priority import LeadFacts
from app.domain.purposes import Satisfaction
from app.domain.reporter_risk import ReporterRisk
from app.domain.roles import Role
from app.domain.routing import Concern
from app.domain.sentences import Conclusion
from app.domain.tasks import Task
from app.services.envelopes import EnvelopeError
from app.services.officer.desk import (
    ActingOfficer,
    CaseNotHeldError,
    OfficeDesk,
    unwrap,
    unwrap_many,
)
from app.services.officer.key_holder_client import OfficerRecusedError
from app.services.officer.recusal.keep_away_from_joined import complete_matter
from app.services.roster import Organ
from app.storage.case_records import HeldRecord, SealedHeader, find_held_record
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
    asked_from: Status | None = None
    """For a lead in `info_requested`, the status in which the reporter was asked."""
    proposal: Proposal | None = None
    """What waits for another person's agreement: one thing at a time."""
    decisions: tuple[Decision, ...] = ()
    """What became of each proposal, the oldest first."""
    notes: tuple[Note, ...] = field(default=(), repr=False)
    tasks: tuple[Task, ...] = field(default=(), repr=False)
    people: tuple[CasePerson, ...] = field(default=(), repr=False)
    policy_line: PolicyLine | None = field(default=None, repr=False)
    reporter_risk: ReporterRisk | None = field(default=None, repr=False)
    circle_suspicion: CircleSuspicion = NO_SUSPICION
    inspections: tuple[Inspection, ...] = field(default=(), repr=False)
    joined_to: str = ""
    """For a `duplicate`, the case number of the lead that it was joined to."""
    joined: tuple[str, ...] = ()
    """The case numbers of the duplicates that were joined to this lead."""
    done_on: Mapping[ClockName, date] = field(default_factory=dict)
    """When what a clock asks for was last done, as an officer said."""
    extensions: Mapping[ClockName, Extension] = field(default_factory=dict)
    pressings: tuple[Pressing, ...] = ()
    conclusion: Conclusion | None = None
    """How it ended; none again once it is reopened, as with what follows from it."""
    form: FourForms | None = None
    inquiries: Mapping[Duty, Inquiry] = field(default_factory=dict)
    clarification: Clarification | None = None
    after_pledge: AfterPledge | None = None
    concern: Concern | None = None
    """Whom it is about, as an officer said who read it."""
    concerned_unit: str = ""
    """The unit that it is about."""
    leading_post: bool = False
    """The report names a post that leads a unit, and nobody found that it leads another."""
    extract: Extract | None = None
    forwarded: tuple[Forwarding, ...] = ()
    """Each time that it went to a unit, the oldest first."""
    received: Received | None = None
    """What is here in the place of a report: the record is that of a unit that got an extract."""
    transfer: Transfer | None = None
    channel: Channel | None = None
    """By which way it came, where an officer entered it; none for a report by the public form."""
    medium: Medium | None = None
    reporter_digest: str = ""
    """SHA-256, in hexadecimal, of the recipient that replaced a one-time code's, as it was when the
    lead was first read since: another one afterwards is somebody else's."""
    stated: Mapping[str, date] = field(default_factory=dict)
    """Which accounts stated that no ground of recusal is known to them, and on which day."""

    @property
    def with_unit(self) -> Forwarding | None:
        """The unit that has it now."""
        last = self.forwarded[-1] if self.forwarded else None
        return last if last and last.handed_back is None else None

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
            suspected_circle=self.circle_suspicion.state is SuspicionState.SUGGESTED,
        )

    def history(self) -> History:
        """What the clocks depend on."""
        # Who has answered, or declined to, is neither reminded nor waited for.
        waiting = (ClockName.REMINDER, ClockName.CONTINUATION)
        answered = dict.fromkeys(waiting, self.answered_on) if self.answered_on else {}
        return History(
            {Status.RECEIVED: self.received_on, **self.entered_on},
            {**self.done_on, **answered},
            self.asked_from,
            self.extensions,
            next(((p.on, p.due_on) for p in list_open(self.pressings)), None),
        )

    def moved(self, status: Status, day: date) -> Self:
        """The record after a move."""
        return replace(self, status=status, entered_on={**self.entered_on, status: day})

    def with_step(self, officer: ActingOfficer, day: date, act: str, note: str = "") -> Self:
        """The record with one more line in its timeline."""
        return replace(
            self, steps=(*self.steps, Step(day, officer.account, officer.name, act, note))
        )


def write_record(record: Record, organs: Sequence[Organ]) -> tuple[bytes, list[SealedHeader]]:
    """Seal a record for the organs that hold its case: the payload, and a header for each.

    Raises:
        crypto.padding.ReportTooLongError: the timeline fits no bucket any more.
    """
    content = {"qingfeng": VERSION, "kind": "record", **msgspec.to_builtins(record)}
    body = msgspec.json.encode(content, order="sorted")
    sealed = seal(pad_json(body), [organ.recipient for organ in organs])
    headers = [
        SealedHeader(organ.organ_id, organ.generation, header)
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
        row.case_number: open_held(row, key)
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
    held, record = open_whoever_works(desk, officer, case_number, purpose=purpose)
    if not may_see(officer, record) and not _works_on_main(desk, officer, record):
        raise CaseNotHeldError
    return held, record


def open_whoever_works(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, purpose: str
) -> tuple[HeldRecord, Record]:
    """The same, be it another's of the organ to work: for what goes on beside any officer's work.

    Raises:
        As `open_record` does.
    """
    with desk.casework.read() as session:
        held = find_held_record(session, officer.organ_id, case_number)
    if held is None:
        raise CaseNotHeldError
    [key] = unwrap(desk, officer, purpose, [(case_number, held.header)])
    record = open_held(held, key)
    if record is None:
        raise EnvelopeError("not_a_record")
    _check_joined(desk, officer, record)
    return held, record


def _check_joined(desk: OfficeDesk, officer: ActingOfficer, record: Record) -> None:
    """A lead and its duplicates are one matter: who is kept away from one, is from all."""
    others = {record.joined_to, *record.joined} - {""}
    if others and not complete_matter(desk, officer, {record.case_number, *others}):
        raise OfficerRecusedError("recused")


def _works_on_main(desk: OfficeDesk, officer: ActingOfficer, record: Record) -> bool:
    """Whose lead it is that this one was joined to, reads this one's reporter too."""
    if not record.joined_to:
        return False
    with desk.casework.read() as session:
        held = find_held_record(session, officer.organ_id, record.joined_to)
    if held is None:
        return False
    [key] = unwrap(desk, officer, "read", [(held.case_number, held.header)])
    main = open_held(held, key)
    return main is not None and record.case_number in main.joined and may_see(officer, main)


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


def open_held(held: HeldRecord, key: bytes | None) -> Record | None:
    """Open a record whose file key was unwrapped; None where it is not what its row says."""
    if key is None:
        return None
    try:
        return read_record(open_payload(held.payload, key), held.case_number)
    except (AgeError, EnvelopeError):
        return None
