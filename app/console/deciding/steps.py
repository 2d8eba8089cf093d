"""What can be done with a lead, one page a step: each is registered with who may and when.

A step names its form and a service; the one view of `step.py` serves all of them. What another
topic lets officers propose goes on the list the same way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.console.deciding.forms import SeenForm
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.record import Record
from app.web.labels import Label

Fill = Callable[[Any, Record, date], None]
Do = Callable[[ActingOfficer, str, Any], None]


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
    offers: Callable[[Record, ActingOfficer, date], bool]
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
