"""A unit takes on a lead that came as an extract, and tells who passed it on."""

from dataclasses import replace

from app.domain.decisions import DecisionError
from app.domain.lifecycle import Status
from app.domain.roles import Role
from app.services.officer.deciding.propose import open_seen
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.routing.organ_note import What, new_note, seal_note
from app.storage.organ_notes import put_note


def acknowledge(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, seen: str | None = None
) -> None:
    """Take the lead on: screening begins, and the forwarding clock of the other organ ends.

    Raises:
        NotPermittedError: no intake officer.
        DecisionError: `no_such_move`: it is none that came as an extract and waits for it.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(Role.INTAKE_OFFICER)
    held, record = open_seen(desk, officer, case_number, seen)
    received = record.received
    if received is None or record.status is not Status.RECEIVED:
        raise DecisionError("no_such_move")
    today = desk.today()
    known = replace(received, acknowledged_on=today)
    moved = replace(record.moved(Status.OPENED, today), opened_on=today, received=known)
    note = new_note(desk, officer, case_number, received.organ_id, What.ACKNOWLEDGED)
    row = seal_note(desk, note, received.link_key)
    changed = moved.with_step(officer, today, "acknowledged")
    change_record(
        desk,
        officer,
        held,
        changed,
        act="acknowledged",
        beside=lambda session: put_note(session, row),
    )
