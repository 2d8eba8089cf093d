"""What the rules ask for next of a lead, in words. Source: the office's rules, section 4."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.domain.lifecycle import Status
from app.web.labels import Label

NEXT: Mapping[Status, Label] = {
    Status.RECEIVED: _l("Open it."),
    Status.OPENED: _l("Screen it; then propose acceptance, refusal or where it belongs."),
    Status.SEALED_TRANSFER: _l("Hand it over sealed to the superior; here a stub stays."),
    Status.FORWARDED: _l("The receiving organ registers it."),
    Status.NOT_ACCEPTED: _l("Nothing, unless new facts come."),
    Status.DUPLICATE: _l("Work on the lead that it was joined to; read its messages there too."),
    Status.INFO_REQUESTED: _l("Wait for the reporter, who need not answer; go on when due."),
    Status.ACCEPTED: _l("Study it together and propose a disposition."),
    Status.DISPOSITION_PROPOSED: _l("An approver decides on the disposition."),
    Status.INQUIRY: _l("Talk or write to the person; then give an opinion."),
    Status.PRELIMINARY_VERIFICATION: _l("Verify; then propose what follows."),
    Status.HELD_PENDING: _l("Look at it again when due."),
    Status.CASE_FILED: _l("Hand it over; then conclude."),
    Status.CONCLUDED: _l("Give feedback; answer both inquiries where it was substantiated."),
    Status.REOPENED: _l("Propose a disposition anew."),
    Status.ARCHIVED: _l("Nothing. Its mailbox is read for 90 days."),
}


def next_step(status: Status) -> Label:
    """What comes next."""
    return NEXT[status]
