"""What can be done with a lead, one page a step: each is registered with who may and when.

A step names its form and a service; the one view of `step.py` serves all of them. What another
topic lets officers propose goes on the list the same way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.console.blueprint import desk
from app.console.deciding.forms import SeenForm
from app.domain.decisions import Matter
from app.domain.lifecycle import Status, list_moves
from app.domain.roles import Role
from app.services.officer.deciding.propose import propose
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.record import Record
from app.web.labels import Label

Fill = Callable[[Any, Record, date], None]
Do = Callable[[ActingOfficer, str, Any], None]
Offers = Callable[[Record, ActingOfficer, date], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that an officer can do with a lead."""

    name: str
    """As it stands in the address."""
    title: Label
    hint: Label
    button: Label
    order: int
    roles: frozenset[Role]
    form: type[SeenForm]
    offers: Offers
    """Whether the rules offer it for a lead, as it stands on a day."""
    do: Do
    fill: Fill | None = None
    """Words the choices, for a form that is new or was sent."""
    proposes: bool = True
    """It waits for another person's agreement; else it is done at once."""


_steps: dict[str, Step] = {}


def put_step(step: Step) -> None:
    """Put a step on the list.

    Raises:
        ValueError: another has that name.
    """
    if step.name in _steps:
        raise ValueError(step.name)
    _steps[step.name] = step


def proposing(matter: Matter, service: Callable[..., None] = propose) -> Do:
    """What sending a form does that says the facts of a proposal: it proposes them."""

    def do(officer: ActingOfficer, number: str, form: Any) -> None:  # noqa: ANN401  with `facts()`
        service(desk(), officer, number, matter, form.facts(), seen=form.seen.data)

    return do


def leading_to(target: Status) -> Offers:
    """Offer a step where the officer may begin to move the lead there."""
    return lambda record, officer, _today: can_go(record, officer, target)


def can_go(record: Record, officer: ActingOfficer, *targets: Status) -> bool:
    """Whether the officer may begin to move the lead into one of these."""
    there = list_moves(record.status, officer.role, asked_from=record.asked_from)
    return bool(set(targets) & set(there))


def find_step(name: str) -> Step | None:
    """The step of an address."""
    return _steps.get(name)


def list_steps(record: Record, officer: ActingOfficer, today: date) -> list[Step]:
    """What this officer can do with a lead now, in order; no proposal beside an open one."""
    return [
        step
        for step in sorted(_steps.values(), key=lambda one: (one.order, one.name))
        if officer.role in step.roles and is_offered(step, record, officer, today)
    ]


def is_offered(step: Step, record: Record, officer: ActingOfficer, today: date) -> bool:
    """Whether a step can be taken now."""
    free = record.proposal is None or not step.proposes
    return free and step.offers(record, officer, today)
