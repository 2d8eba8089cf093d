"""Word a dossier: the page of HTML that becomes its PDF."""

from flask import render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from app.console.deciding.facts import decision_view
from app.console.export.propose import EXPORT_KINDS
from app.console.lead.case_answers import answer_lines, problem_text
from app.console.lead.head import head_of
from app.console.lead.messages import message_view
from app.console.lead.sections import Lead
from app.console.lead.timeline import list_events
from app.domain.hidden_characters import show_hidden
from app.services.officer.export.make_dossier import Dossier
from app.web.languages import format_date


def lay_out(dossier: Dossier) -> str:
    """The whole page, in the officer's language."""
    record, content, number = dossier.record, dossier.content, dossier.record.case_number
    lead = Lead(dossier.officer, record, record, content, frozenset(), {})
    return render_template(
        "dossier.html",
        language=str(get_locale()).replace("_", "-"),
        dossier=dossier,
        export=dossier.export,
        kind_text=EXPORT_KINDS[dossier.export.kind],
        lead=head_of(lead),
        answers=_reported(dossier),
        problems=[problem_text(problem) for problem in content.problems],
        messages=[message_view(number, message) for message in content.messages],
        events=list_events(lead),
        decisions=[decision_view(decision) for decision in record.decisions],
        pieces=show_hidden,
    )


def _reported(dossier: Dossier) -> list[tuple[str, str]]:
    received, report = dossier.record.received, dossier.content.report
    if received is None:
        return answer_lines(report.answers) if report else []
    # A unit has no more than this, and takes no more out.
    later = [
        (_("Passed on later, on %(day)s", day=format_date(one.on)), one.text)
        for one in received.supplements
    ]
    return [(_("Redacted extract"), received.extract), *later]
