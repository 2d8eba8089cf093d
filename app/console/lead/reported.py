"""What was reported: the story first, then every answer."""

from flask_babel import lazy_gettext as _l

from app.console.lead.case_answers import answer_lines
from app.console.lead.sections import Lead, View, section
from app.web import labels


@section("reported", _l("What was reported"), "lead_reported.html", order=10)
def show(lead: Lead) -> View | None:
    """The answers in the order of the form; nothing beside an extract."""
    if lead.record.received is not None:
        return None
    report, record = lead.content.report, lead.record
    entered = record.medium and labels.MEDIA[record.medium]
    return {
        "answers": answer_lines(report.answers) if report else [],
        "way": entered or (record.channel and labels.CHANNELS[record.channel]),
        "has_no_code": lead.content.has_no_code,
        "has_own_code": report is not None and report.earlier is not None,
    }
