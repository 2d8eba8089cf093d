"""The facts of a lead that its head has no room for."""

from flask_babel import lazy_gettext as _l

from app.console.lead.sections import Column, Lead, View, section


@section("facts", _l("At a glance"), "lead_facts.html", order=10, column=Column.SIDE)
def show(_lead: Lead) -> View:
    """All of it stands in the head already."""
    return {}
