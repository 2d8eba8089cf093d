"""Exports of a lead that were agreed to, on its page."""

from flask_babel import lazy_gettext as _l

from app.console.blueprint import desk
from app.console.export.propose import EXPORT_KINDS
from app.console.lead.sections import Column, Lead, View, section
from app.services.officer.export.agreed_exports import key_digest, list_exports


@section("exports", _l("Exports"), "lead_exports.html", order=75, column=Column.SIDE)
def show(lead: Lead) -> View | None:
    """Each with who agreed, and the button to make it where that is this officer's now."""
    today = desk().today()
    exports = [
        {
            "number": export.number,
            "place": export.place,
            "kind_text": EXPORT_KINDS[export.kind],
            "by": export.by.name,
            "approver": export.approver.name,
            "agreed_on": export.agreed_on,
            "last_day": export.last_day,
            "key_digest": key_digest(export.recipient) if export.recipient else "",
            "may_be_made": export.may_be_made(lead.officer.account, today),
        }
        for export in reversed(list_exports(lead.record))
    ]
    return {"count": len(exports), "exports": exports} if exports else None
