"""A sample of closed leads: drawn by an auditor, let go by an approver, read by the auditor."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.roles import Role
from app.domain.sampling import DrawReason
from app.services.envelopes import EnvelopeError, Report
from app.services.officer.desk import ActingOfficer, CaseNotHeldError, OfficeDesk
from app.services.officer.lead.read_report import named_by, open_report
from app.services.officer.lead.record import Record, read_record
from app.storage.case_records import HeldRecord, find_held_record
from app.storage.cases import HeldItem, list_held_items
from app.storage.intake import Case, ItemKind
from app.storage.samples import find_sample, list_sample_leads, list_samples
from crypto.age.errors import AgeError
from crypto.sealing import open_payload


@dataclass(frozen=True, slots=True)
class DrawnSample:
    """A sample as pages show it."""

    number: int
    drawn_on: date
    account: str
    reason: DrawReason
    checkpoint: int
    closed: int
    leads: tuple[str, ...]
    released: bool
    """An approver has let it go, and has not locked since."""


@dataclass(frozen=True, slots=True)
class SampledLead:
    """What an auditor sees of a sampled lead: no messages, no files, no people."""

    record: Record
    report: Report | None
    """None where it is not what was received."""


def draw_sample(desk: OfficeDesk, officer: ActingOfficer, reason: DrawReason, count: int) -> int:
    """Draw from the organ's closed leads, and give the sample's number.

    Raises:
        NotPermittedError: the officer is no auditor.
        SampleRefusedError: there is nothing to draw from.
        KeyHolderBusyError: too many draws in a short time.
    """
    officer.require(Role.AUDITOR)
    answer = desk.key_holder.ask(
        "draw_sample",
        organ_id=officer.organ_id,
        account=officer.account,
        reason=reason,
        count=count,
    )
    return int(answer["number"])


def list_drawn(desk: OfficeDesk, officer: ActingOfficer) -> list[DrawnSample]:
    """The organ's samples, the newest first.

    Raises:
        NotPermittedError: neither auditor nor approver.
    """
    officer.require(Role.AUDITOR, Role.APPROVER)
    answer = desk.key_holder.ask("released_samples", organ_id=officer.organ_id)
    released = set(answer["numbers"])
    with desk.casework.read() as session:
        return [
            DrawnSample(
                row.number,
                row.drawn_on,
                row.account,
                DrawReason(row.reason),
                row.checkpoint,
                row.closed,
                tuple(list_sample_leads(session, officer.organ_id, row.number)),
                row.number in released,
            )
            for row in list_samples(session, officer.organ_id)
        ]


def release_sample(desk: OfficeDesk, officer: ActingOfficer, number: int) -> None:
    """Let the auditor read a sample while this approver's unlocking lasts.

    Raises:
        NotPermittedError: the officer is no approver.
        KeyHolderLockedError: the approver has to unlock first.
        KeyUseRefusedError: there is no such sample, or it is not the one that was drawn.
    """
    officer.require(Role.APPROVER)
    desk.key_holder.ask("release_sample", token=officer.unlock_token, number=number)


def read_sampled_lead(
    desk: OfficeDesk, officer: ActingOfficer, number: int, case_number: str
) -> SampledLead:
    """Open a sampled lead's record and report.

    Raises:
        NotPermittedError: the officer is no auditor.
        CaseNotHeldError: the lead is in no sample of this auditor's, or has no record.
        SampleNotReleasedError: an approver has to let it go first.
        OfficerRecusedError: the auditor is kept away from it.
        EnvelopeError: the record is not what its row says.
    """
    officer.require(Role.AUDITOR)
    held, items, case = _find(desk, officer, number, case_number)
    headers = [held.header, *(item.header for item in items)]
    keys = _unwrap(desk, officer, number, [(case_number, header) for header in headers])
    record = _read(held, keys[0])
    report = None
    for item, key in zip(items, keys[1:], strict=True):
        # Another report under the same number was sealed by somebody else.
        if record.names_report(item.item.payload_digest):
            try:
                report = open_report(item, key, case, named_by(desk, officer, case))
            except EnvelopeError:
                continue
    return SampledLead(record, report)


def _find(
    desk: OfficeDesk, officer: ActingOfficer, number: int, case_number: str
) -> tuple[HeldRecord, Sequence[HeldItem], Case]:
    with desk.casework.read() as session:
        sample = find_sample(session, officer.organ_id, number)
        sampled = list_sample_leads(session, officer.organ_id, number)
        held = find_held_record(session, officer.organ_id, case_number)
    if sample is None or sample.account != officer.account or case_number not in sampled:
        raise CaseNotHeldError
    with desk.intake.read() as session:
        items = list_held_items(session, case_number, officer.organ_id, ItemKind.REPORT)
        case = session.get(Case, case_number)
    if held is None or case is None:
        raise CaseNotHeldError
    return held, items, case


def _unwrap(
    desk: OfficeDesk, officer: ActingOfficer, number: int, headers: Sequence[tuple[str, bytes]]
) -> list[bytes | None]:
    items = [
        {"case_number": name, "header": base64.b64encode(header).decode()}
        for name, header in headers
    ]
    answer = desk.key_holder.ask(
        "unwrap_sample",
        organ_id=officer.organ_id,
        number=number,
        account=officer.account,
        items=items,
    )
    return [key and base64.b64decode(key) for key in answer["file_keys"]]


def _read(held: HeldRecord, key: bytes | None) -> Record:
    if key is None:
        raise EnvelopeError("not_a_record")
    try:
        return read_record(open_payload(held.payload, key), held.case_number)
    except AgeError:
        raise EnvelopeError("not_a_record") from None
