"""Tell a unit more about a lead that it has as an extract, or ask how it stands (督办).

A supplement is an extract of what the reporter wrote later: one writes it, another agrees.
"""

from datetime import date

from app.domain.decisions import DecisionError, Facts, Matter, Proposal
from app.domain.extract import EXTRACT_MAX
from app.domain.forwarding import Forwarding, SentAs
from app.domain.roles import KEY_ROLES
from app.services.officer.deciding.performers import Approving, Performer, Work, register
from app.services.officer.deciding.propose import open_seen, propose
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.read_joined import read_with_joined
from app.services.officer.lead.record import Record, open_record
from app.services.officer.routing.organ_note import What, new_note, seal_note
from app.services.officer.routing.write_extract import repeats_reporter
from app.storage.organ_notes import put_note

TEXT = "text"
"""In a proposal's details: what the unit is told."""


def propose_supplement(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    *,
    text: str,
    reason: str,
    seen: str | None = None,
) -> None:
    """Propose what the unit is told beside the extract.

    Raises:
        DecisionError: the unit has no extract (any more), there is no text, or not by this officer.
            `repeats_reporter`: it repeats the reporter's own words for too long.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    _, record = open_record(desk, officer, case_number)
    if repeats_reporter(text, read_with_joined(desk, officer, record)):
        raise DecisionError("repeats_reporter")
    facts = Facts(reason=reason, details={TEXT: text})
    propose(desk, officer, case_number, Matter.SUPPLEMENT, facts, seen=seen)


def press_unit(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    *,
    text: str,
    due_on: date,
    seen: str | None = None,
) -> None:
    """Ask the unit how it stands, to be answered by a day.

    Raises:
        DecisionError: the unit has no extract (any more); `reason`: no text; `due_on`: a day that
            is over.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(*KEY_ROLES)
    held, record = open_seen(desk, officer, case_number, seen)
    forwarding = _with_extract(record)
    today = desk.today()
    if not text.strip():
        raise DecisionError("reason")
    if due_on <= today:
        raise DecisionError("due_on")
    note = new_note(
        desk, officer, case_number, forwarding.organ_id, What.PRESSED, text=text, due_on=due_on
    )
    row = seal_note(desk, note, forwarding.link_key)
    changed = record.with_step(officer, today, "pressed_unit", text)
    change_record(
        desk,
        officer,
        held,
        changed,
        act="pressed_unit",
        beside=lambda session: put_note(session, row),
    )


def supplement_of(proposal: Proposal) -> str:
    """The text of a proposed supplement."""
    return proposal.facts.details.get(TEXT, "")


def _with_extract(record: Record) -> Forwarding:
    forwarding = record.with_unit
    if forwarding is None or forwarding.sent is not SentAs.EXTRACT:
        raise DecisionError("not_with_unit")
    return forwarding


def _check(record: Record, proposal: Proposal, _today: date) -> None:
    _with_extract(record)
    if not 0 < len(supplement_of(proposal).strip()) <= EXTRACT_MAX:
        raise DecisionError("no_extract")


def _prepare(approving: Approving) -> Work:
    desk, record, proposal = approving.desk, approving.record, approving.proposal
    forwarding = _with_extract(record)
    note = new_note(
        desk,
        approving.officer,
        record.case_number,
        forwarding.organ_id,
        What.SUPPLEMENT,
        text=supplement_of(proposal),
    )
    row = seal_note(desk, note, forwarding.link_key)
    return Work(beside=lambda session: put_note(session, row))


register(Matter.SUPPLEMENT, Performer(prepare=_prepare, check=_check))
