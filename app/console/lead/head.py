"""The head of a lead's page: what an officer needs first."""

from typing import Any

from flask_babel import gettext as _

from app.console.blueprint import desk
from app.console.lead.next_step import next_step
from app.console.lead.sections import Lead
from app.console.queue.queue import category_text, circle_type_text
from app.domain.deadlines import colour
from app.domain.lifecycle import Status
from app.services.officer.queue.place import place
from app.services.officer.queue.summary import summarise
from app.storage.cases import list_holders
from app.web import labels


def head_of(lead: Lead) -> dict[str, Any]:
    """Number, level and why, status, clocks, whose it is, what is new and what comes next."""
    record, today = lead.shown, desk().today()
    summary = summarise(record)
    row = place(summary, today)
    # Passed on as an extract, and nobody here has said that it arrived.
    waits = record.received is not None and record.status is Status.RECEIVED
    clocks = sorted(summary.clocks(), key=lambda clock: clock.due_on)
    return {
        "case_number": record.case_number,
        "status_text": _("to be taken on") if waits else labels.STATUSES[record.status],
        "level": row.ranking.level.name,
        "reasons": [str(labels.REASONS[reason]) for reason in row.ranking.reasons],
        "received_on": record.received_on,
        "clocks": [
            {
                "name_text": labels.CLOCKS[clock.name],
                "due_on": clock.due_on,
                "colour": str(colour(clock, today)),
                "extended": clock.extended,
            }
            for clock in clocks
        ],
        "category_text": category_text(record.category),
        "circle_type_text": circle_type_text(record.circle_type),
        "assigned_to": record.assigned_to,
        "holders": _holders(lead),
        "next_step": _("Take the lead on.") if waits else next_step(record.status),
        "new_messages": sum(
            message.verified and not message.from_team and message.read_on is None
            for message in lead.content.messages
        ),
        "retaliation": record.retaliation,
        "objection": summary.may_be_reopened(),
        "satisfied_text": str(labels.SATISFACTIONS[record.satisfied]) if record.satisfied else "",
        "concerns_organ": False,
    }


def _holders(lead: Lead) -> list[str]:
    roster = desk().roster()
    with desk().intake.read() as session:
        holders = list_holders(session, lead.case_number)
    if lead.officer.organ_id not in holders:
        # An extract, or a stub: a record of the organ's own.
        holders = [lead.officer.organ_id]
    return [roster.organ(holder).name for holder in holders]
