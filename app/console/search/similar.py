"""The section of a lead's page that names others which share facts with it."""

from flask_babel import lazy_gettext as _l

from app.console.blueprint import desk
from app.console.lead.sections import Column, Lead, View, section
from app.console.search.words import LIKENESSES
from app.domain.lifecycle import Status, list_moves
from app.services.officer.search.similar import find_similar
from app.web import labels


@section("similar", _l("Similar leads"), "lead_similar.html", order=39, column=Column.SIDE)
def show(lead: Lead) -> View:
    """The leads, each with the reason, and the way to the form that joins duplicates."""
    found = find_similar(desk(), lead.officer, lead.record, lead.content)
    may_join = Status.DUPLICATE in list_moves(lead.record.status, lead.officer.role)
    return {
        "count": len(found or ()),
        "is_ready": found is not None,
        "may_join": may_join and not lead.record.joined,
        "leads": [
            {
                "case_number": one.case_number,
                "received_on": one.received_on,
                "status_text": labels.STATUSES[one.status],
                "why": [str(LIKENESSES[likeness]) for likeness in one.why],
            }
            for one in found or ()
        ],
    }
