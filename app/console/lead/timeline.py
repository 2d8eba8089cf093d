"""What was done with a lead, the newest first."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.console.lead.case_answers import step_text
from app.console.lead.sections import Lead, View, section
from app.services.officer.lead.record import Step


@section("timeline", _l("What was done"), "lead_timeline.html", order=90)
def show(lead: Lead) -> View:
    """Every step."""
    return {"steps": [_step(step) for step in reversed(lead.record.steps)]}


def _step(step: Step) -> dict[str, Any]:
    who = step.name if step.account else _("the reporter")
    return {"on": step.on, "who": who, "what": step_text(step.act), "note": step.note}
