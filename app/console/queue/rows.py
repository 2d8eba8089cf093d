"""A lead as a row of the list."""

from typing import Any

from flask_babel import gettext as _

from app.console.queue.lead_words import category_text, circle_type_text
from app.services.officer.queue.place import QueueRow
from app.services.officer.queue.summary import Summary
from app.web import labels


def row_values(row: QueueRow) -> dict[str, Any]:
    """What the list says of an open lead, with the reason for its rank in words."""
    return lead_values(row.lead) | {
        "level": row.ranking.level.name,
        "reasons": [str(labels.REASONS[reason]) for reason in row.ranking.reasons],
        "clock_text": labels.CLOCKS[row.clock.name] if row.clock else _("no clock runs"),
        "due_on": row.clock.due_on if row.clock else None,
        "colour": str(row.colour),
        "unread": row.unread,
        "new": row.new,
        "changed": row.changed,
        "objection": row.lead.may_be_reopened(),
        "approval": row.approval,
        "task": row.task,
    }


def lead_values(lead: Summary) -> dict[str, Any]:
    """What any list says of a lead."""
    return {
        "case_number": lead.case_number,
        "category_text": category_text(lead.facts.category),
        "circle_type_text": circle_type_text(lead.facts.circle_type),
        "status_text": labels.STATUSES[lead.status],
        "received_on": lead.received_on,
        "assigned_to": lead.assigned_to,
    }
