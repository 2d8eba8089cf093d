"""What was answered, done or found, in the officer's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.console.lead.step_words import step_text
from app.domain.purposes import DANGER, PURPOSE, SATISFIED, read_notice
from app.services.envelopes import Answers
from app.services.officer.channels.entry import NOT_ASKED
from app.services.officer.lead.read_report import Problem
from app.web import labels

_QUESTIONS: Mapping[str, tuple[labels.Label, Mapping[Any, labels.Label]]] = {
    "narrative": (_l("What happened"), {}),
    "category": (_l("About"), labels.CATEGORIES),
    "circle_type": (_l("Kind of circle"), labels.CIRCLE_TYPES),
    "subjects": (_l("Who it is about"), {}),
    "unit": (_l("Unit"), {}),
    "occurred_on": (_l("When"), {}),
    "ongoing": (_l("Still going on"), labels.ONGOING),
    "frequency": (_l("How often"), labels.FREQUENCIES),
    "place_type": (_l("Kind of place"), labels.PLACE_TYPES),
    "place": (_l("Place"), {}),
    "payer": (_l("Who paid"), labels.PAYERS),
    "benefit": (_l("Asked or given in return"), {}),
    "regulars": (_l("Who comes as a rule"), {}),
    "how_known": (_l("How the reporter knows"), labels.HOW_KNOWN),
    "recuse": (_l("To be kept away from it"), {}),
}
_NOT_QUESTIONS = {PURPOSE, SATISFIED, DANGER, *NOT_ASKED}
"""What is shown as tags, or says how a lead was entered."""


def answer_lines(answers: Answers) -> list[tuple[str, str]]:
    """The answers in the order of the form, the story first; what is no known question last."""
    known = [(name, answers[name]) for name in _QUESTIONS if name in answers]
    no_lines = _QUESTIONS.keys() | _NOT_QUESTIONS
    other = [(name, value) for name, value in answers.items() if name not in no_lines]
    return [_line(name, value) for name, value in known + other]


def notice_tags(answers: Answers | None) -> list[str]:
    """What a reporter's message says beside its words."""
    notice = read_notice(answers)
    tags = [labels.PURPOSE_TAGS[notice.purpose]] if notice.purpose else []
    tags += [step_text("reporter_danger")] if notice.danger else []
    if notice.satisfied:
        tags.append(_("Content: %(answer)s", answer=labels.SATISFACTIONS[notice.satisfied]))
    return [str(tag) for tag in tags]


def problem_text(problem: Problem) -> str:
    """What does not match, and what to think of it."""
    about = problem.about
    texts: Mapping[str, str] = {
        "report_changed": _(
            "The report is not the one that was received, or belongs to another case. "
            "It cannot be read."
        ),
        "code_changed": _(
            "The reporter's new code is not the one that replaced the one-time code. Nobody "
            "vouches for what came under it, and nothing can be written to the reporter."
        ),
        "message_changed": _("A message is not the one that was received."),
        "message_lost": _("Message number %(about)s is missing.", about=about),
        "attachment_lost": _("The file “%(about)s” is missing.", about=about),
        "attachment_unnamed": _("A file is here that no report names (%(about)s).", about=about),
        "pressing_forged": _(
            "Somebody put a pressing from above here under the name of %(about)s, who cannot have "
            "asked. It was left out.",
            about=about,
        ),
    }
    return texts[problem.code]


def _line(name: str, value: str | list[str]) -> tuple[str, str]:
    label, words = _QUESTIONS.get(name, (name, {}))
    values = [value] if isinstance(value, str) else value
    return str(label), "\n".join(str(words.get(v, v)) for v in values)
