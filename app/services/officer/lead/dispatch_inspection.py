"""Dispatch an inspection for a P0 lead, or say why not; write down what it found."""

from dataclasses import replace

from app.domain.inspections import Inspection, unanswered, with_result
from app.domain.priority import Ranking, rank
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.amend_record import amend_record, hand_of, new_entry_id
from app.services.officer.lead.record import Record


def dispatch_inspection(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, inspection: Inspection
) -> None:
    """Note in the record who goes, when and where to, or why nobody does.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who decides so.
        case_number: for which lead.
        inspection: the decision; id, hand and what it answers are put in here.

    Raises:
        As `amend_record` does.
    """
    inspection_id, by = new_entry_id(), hand_of(desk, officer)

    def change(record: Record) -> Record:
        answers = unanswered(ranking_of(record), record.inspections)
        one = replace(inspection, inspection_id=inspection_id, by=by, answers=answers)
        return replace(record, inspections=(*record.inspections, one))

    # One word for all: the log stands in clear, and shall not tell a lead's level.
    amend_record(desk, officer, case_number, change, act="inspection", detail=inspection_id)


def report_inspection(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, inspection_id: str, result: str
) -> None:
    """Write down what an inspection found.

    Raises:
        NoSuchEntryError: none of that id was dispatched, or its result is there already.
        As `amend_record` does.
    """
    by = hand_of(desk, officer)

    def change(record: Record) -> Record:
        changed = with_result(record.inspections, inspection_id, by, result)
        return replace(record, inspections=changed)

    amend_record(desk, officer, case_number, change, act="inspection", detail=inspection_id)


def ranking_of(record: Record) -> Ranking:
    """The level by the rules, and why; P0 is for its own conditions, so age does not matter."""
    return rank(record.facts())
