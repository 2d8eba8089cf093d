"""Enter the people of a lead, and say who of them it is about."""

from dataclasses import replace

from app.domain.notes import NoSuchEntryError
from app.domain.people import CasePerson, Part, promote, remove
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk
from app.services.officer.lead.amend_record import amend_record, hand_of, new_entry_id
from app.services.officer.lead.record import Record, open_record
from app.services.officer.log_act import log_act


def enter_person(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, person: CasePerson
) -> None:
    """Enter somebody, as subject or merely mentioned.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who enters.
        case_number: in which lead.
        person: who it is; id and hand are given here.

    Raises:
        As `amend_record` does.
    """
    entry = replace(person, person_id=new_entry_id(), by=hand_of(desk, officer))

    def change(record: Record) -> Record:
        changed = replace(record, people=(*record.people, entry))
        return changed.with_step(officer, desk.today(), f"{entry.part}_entered")

    amend_record(desk, officer, case_number, change, act="person_entered", detail=entry.person_id)


def promote_person(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, person_id: str, reason: str
) -> None:
    """Make a subject of somebody who was merely mentioned.

    Raises:
        NoSuchEntryError: nobody of that id is merely mentioned.
        As `amend_record` does.
    """
    by = hand_of(desk, officer)

    def change(record: Record) -> Record:
        changed = replace(record, people=promote(record.people, person_id, by, reason))
        return changed.with_step(officer, by.on, "person_promoted", reason)

    amend_record(desk, officer, case_number, change, act="person_changed", detail=person_id)


def remove_person(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, person_id: str, reason: str
) -> None:
    """Take out somebody who was entered by mistake; that it was done, and why, stays.

    Raises:
        NoSuchEntryError: there is nobody of that id.
        As `amend_record` does.
    """

    def change(record: Record) -> Record:
        changed = replace(record, people=remove(record.people, person_id))
        return changed.with_step(officer, desk.today(), "person_removed", reason)

    amend_record(desk, officer, case_number, change, act="person_changed", detail=person_id)


def may_reveal(officer: ActingOfficer, record: Record) -> bool:
    """Whether the officer may see a masked name: whose lead it is; before that, who screens it."""
    if record.assigned_to:
        return record.assigned_to == officer.account
    return officer.role is Role.INTAKE_OFFICER


def reveal_person(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, person_id: str
) -> None:
    """Put on record that the officer looks at a masked name; the page may show it once then.

    Raises:
        NotPermittedError: it is not the officer's lead to work.
        NoSuchEntryError: nobody of that id is merely mentioned.
        CaseNotHeldError: not this officer's lead.
    """
    _, record = open_record(desk, officer, case_number)
    if not may_reveal(officer, record):
        raise NotPermittedError
    if not any(p.person_id == person_id and p.part is Part.MENTIONED for p in record.people):
        raise NoSuchEntryError
    with desk.casework.begin() as session:
        log_act(
            desk, session, officer, act="name_revealed", case_number=case_number, detail=person_id
        )
