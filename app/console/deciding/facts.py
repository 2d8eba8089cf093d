"""What a proposal says and what a lead has come to, line by line."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.console.deciding.words import (
    BASES,
    DUTIES,
    FOUR_FORMS,
    LEVELS,
    MANNERS,
    MATTERS,
    OUTCOMES,
)
from app.domain.decisions import Decision, Facts, Matter, Proposal, Study, basis_of
from app.domain.pressing import Pressing
from app.services.officer.deciding.close_up import LEVEL
from app.services.officer.lead.record import Record
from app.web import labels
from app.web.labels import Label
from app.web.outcome_words import CONCLUSIONS, SENTENCES, decline_words

Line = tuple[str, str]
"""A label, and what stands for it."""

DETAILS: dict[str, tuple[Label, Mapping[Any, Label]]] = {LEVEL: (_l("Approved by"), LEVELS)}
"""What other matters put into `Facts.details`: the name's label, and words for its codes."""
NOT_SHOWN: set[str] = set()
"""What they put there that nobody reads, as a whole key."""


def proposal_view(proposal: Proposal) -> dict[str, Any]:
    """A proposal as pages show it."""
    return {
        "title": MATTERS[proposal.matter],
        "by": proposal.by.name,
        "on": proposal.on,
        "lines": list(proposal_lines(proposal)),
        "basis": BASES[basis_of(proposal.matter)],
    }


def decision_view(decision: Decision) -> dict[str, Any]:
    """A decision as pages show it: both persons, and the rule."""
    return proposal_view(decision.proposal) | {
        "outcome": OUTCOMES[decision.outcome],
        "decided_by": decision.by.name,
        "decided_on": decision.on,
        "reason": decision.reason,
        "basis": BASES[decision.basis],
    }


def proposal_lines(proposal: Proposal) -> Iterator[Line]:
    """What a proposal says."""
    facts = proposal.facts
    yield from _ends(facts)
    if facts.clock and facts.due_on:
        yield str(labels.CLOCKS[facts.clock]), _("until %(day)s", day=format_date(facts.due_on))
    if facts.approval_number:
        yield _("Number of the approval"), facts.approval_number
    for name, value in facts.details.items():
        if name in NOT_SHOWN:
            continue
        label, words = DETAILS.get(name, (name, {}))
        yield str(label), str(words.get(value, value))
    if facts.study:
        yield _("Collective study"), _study_text(facts.study)
    if proposal.matter is not Matter.ARCHIVE:
        yield _("Reason"), facts.reason


def _ends(facts: Facts) -> Iterator[Line]:
    if facts.target:
        yield _("How it is dealt with"), str(labels.STATUSES[facts.target])
    if facts.conclusion:
        yield _("How it ends"), str(CONCLUSIONS[facts.conclusion])
    if facts.form:
        yield _("Which of the four forms"), str(FOUR_FORMS[facts.form])
    if facts.sentence:
        yield _("What the reporter is told"), str(SENTENCES[facts.sentence])
    if facts.decline and facts.turn_to:
        told = decline_words(facts.decline, facts.turn_to)
        yield _("What the reporter is told"), str(told)


def outcome_lines(record: Record) -> Iterator[Line]:
    """What a lead has come to so far, beside its status."""
    if record.conclusion:
        yield _("How it ends"), str(CONCLUSIONS[record.conclusion])
    if record.form:
        yield _("Which of the four forms"), str(FOUR_FORMS[record.form])
    for duty, inquiry in record.inquiries.items():
        pursued = _("Pursued") if inquiry.pursued else _("Not pursued")
        yield str(DUTIES[duty]), f"{pursued} · {inquiry.by.name}\n{inquiry.reason}"
    if record.clarification:
        yield _("Clarification"), _clarification_text(record)
    if record.after_pledge:
        relapse = record.after_pledge
        yield (
            _("Relapse after the pledge"),
            _(
                "Pledge signed on %(pledge)s, act committed on %(act)s",
                pledge=format_date(relapse.pledged_on),
                act=format_date(relapse.act_on),
            ),
        )


def pressing_views(record: Record) -> list[dict[str, Any]]:
    """What was pressed for, the newest first."""
    return [
        {
            "asked": asked_text(one),
            "by": one.by.name,
            "on": one.on,
            "due_on": one.due_on,
            "answer": one.answer,
            "answered_by": one.answered_by.name if one.answered_by else "",
            "answered_on": one.answered_on,
        }
        for one in reversed(record.pressings)
    ]


def asked_text(pressing: Pressing) -> str:
    """What was asked for; the superior sends no words of its own."""
    return pressing.asked or str(_("The superior organ asks how this lead stands."))


def _clarification_text(record: Record) -> str:
    known = record.clarification
    if known is None or not known.needed:
        return str(_("Nothing is to be done: %(why)s", why=known.note if known else ""))
    manner = str(MANNERS[known.manner]) if known.manner else ""
    done = (
        _("done on %(day)s", day=format_date(known.done_on)) if known.done_on else _("not done yet")
    )
    return f"{manner} · {done}\n{known.note}"


def _study_text(study: Study) -> str:
    text = _(
        "Minutes %(number)s of %(day)s: %(names)s",
        number=study.minutes_number,
        day=format_date(study.held_on),
        names=_(", ").join(study.attendants),
    )
    return str(text)
