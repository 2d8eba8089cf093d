"""The steps that move a lead."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.console.blueprint import desk
from app.console.deciding.forms import (
    AskForm,
    ConcludeForm,
    DeclineForm,
    DisposeForm,
    ReasonForm,
    SeenForm,
)
from app.console.deciding.steps import Step, can_go, leading_to, proposing, put_step
from app.console.lead.messages import repeats_text
from app.domain.decisions import TARGETS, Matter
from app.domain.lifecycle import MOVES, Status
from app.domain.roles import Role
from app.services.officer.deciding import moves  # noqa: F401  it registers what approving does
from app.services.officer.deciding.ask_reporter import ask_reporter, go_on
from app.services.officer.deciding.changes import last_study, may_go_on
from app.services.officer.deciding.propose import propose_disposition
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.record import Record

_INTAKE = frozenset({Role.INTAKE_OFFICER})
_CASE = frozenset({Role.CASE_OFFICER})
_UNSTUDIED = (Status.ACCEPTED, Status.REOPENED)
"""Where collective study comes before a disposition."""


def _ask(officer: ActingOfficer, number: str, form: AskForm) -> None:
    question, sure = form.question.data.strip(), form.send_anyway.data
    form.repeats = ask_reporter(desk(), officer, number, question, sure=sure, seen=form.seen.data)
    if form.repeats:
        form.question.errors = [repeats_text(form.repeats)]


def _go_on(officer: ActingOfficer, number: str, form: SeenForm) -> None:
    go_on(desk(), officer, number, seen=form.seen.data)


def _may_go_on(record: Record, officer: ActingOfficer, today: date) -> bool:
    asked_from = record.asked_from
    if asked_from is None or not can_go(record, officer, asked_from):
        return False
    return may_go_on(record, today=today)


def _targets(record: Record) -> tuple[Status, ...]:
    """Where a disposition may lead: from its own status on, where study stands before it."""
    unstudied = record.status in _UNSTUDIED
    return MOVES[Status.DISPOSITION_PROPOSED if unstudied else record.status]


def _may_dispose(record: Record, officer: ActingOfficer, *targets: Status) -> bool:
    if record.status in _UNSTUDIED:
        return can_go(record, officer, Status.DISPOSITION_PROPOSED)
    return can_go(record, officer, *targets)


def _fill_study(form: Any, record: Record, today: date) -> None:  # noqa: ANN401  either form
    unstudied = record.status in _UNSTUDIED
    if not unstudied and (record.status is not Status.DISPOSITION_PROPOSED or last_study(record)):
        form.drop_study()
    elif not form.is_submitted():
        form.held_on.data = today


def _fill_dispose(form: DisposeForm, record: Record, today: date) -> None:
    form.offer(_targets(record))
    _fill_study(form, record, today)


put_step(
    Step(
        name="accept",
        title=_l("Propose to accept it"),
        hint=_l("The reporter reads “accepted” at the release after the approval."),
        button=_l("Propose"),
        order=10,
        roles=_INTAKE,
        form=ReasonForm,
        offers=leading_to(Status.ACCEPTED),
        do=proposing(Matter.ACCEPT),
    )
)
put_step(
    Step(
        name="decline",
        title=_l("Propose not to accept it"),
        hint=_l("The reporter reads one of these sentences, and nothing else of the reason."),
        button=_l("Propose"),
        order=20,
        roles=_INTAKE,
        form=DeclineForm,
        offers=leading_to(Status.NOT_ACCEPTED),
        do=proposing(Matter.DECLINE),
    )
)
put_step(
    Step(
        name="ask",
        title=_l("Ask the reporter"),
        hint=_l(
            "Name no unit, officer or measure, and ask nothing that only one person could answer. "
            "The reporter need not answer; the other clocks go on. After 30 days you go on without."
        ),
        button=_l("Send the question"),
        order=30,
        roles=_CASE,
        form=AskForm,
        offers=leading_to(Status.INFO_REQUESTED),
        do=_ask,
        proposes=False,
    )
)
put_step(
    Step(
        name="go-on",
        title=_l("Go on after the question"),
        hint=_l("The reporter has answered, or the time for it is over."),
        button=_l("Go on"),
        order=5,
        roles=_CASE,
        form=SeenForm,
        offers=_may_go_on,
        do=_go_on,
        proposes=False,
    )
)
put_step(
    Step(
        name="dispose",
        title=_l("Propose how it is dealt with"),
        hint=_l(
            "What is concrete and can be checked is verified. A serious matter that can be checked "
            "is not asked about by letter: that would warn those concerned."
        ),
        button=_l("Propose"),
        order=40,
        roles=_CASE,
        form=DisposeForm,
        offers=lambda record, officer, _today: (
            bool(set(_targets(record)) & set(TARGETS[Matter.DISPOSE]))
            and _may_dispose(record, officer, *TARGETS[Matter.DISPOSE])
        ),
        do=proposing(Matter.DISPOSE, propose_disposition),
        fill=_fill_dispose,
    )
)
put_step(
    Step(
        name="conclude",
        title=_l("Propose to conclude it"),
        hint=_l(
            "Closing as normal social contact is as good an end as any other. A finding of small "
            "circle needs the main criterion of the policy line, with evidence."
        ),
        button=_l("Propose"),
        order=50,
        roles=_CASE,
        form=ConcludeForm,
        offers=lambda record, officer, _today: _may_dispose(record, officer, Status.CONCLUDED),
        do=proposing(Matter.CONCLUDE, propose_disposition),
        fill=_fill_study,
    )
)
put_step(
    Step(
        name="reopen",
        title=_l("Propose to reopen it"),
        hint=_l("On new facts, or where an objection changes the picture."),
        button=_l("Propose"),
        order=60,
        roles=_CASE,
        form=ReasonForm,
        offers=leading_to(Status.REOPENED),
        do=proposing(Matter.REOPEN),
    )
)
