"""The sections of a lead's page: each stands in a module of its own and puts itself on the list.

A section is a function that reads what it needs from a `Lead` and gives its template the rest:

    @section("recusal", _l("Recusal"), "lead_recusal.html", order=60, column=Column.SIDE)
    def show(lead: Lead) -> View | None:
        return {"names": ...}

The template is a part of the page, without heading: it finds what was given as `view`, and the head
of the lead as `lead`. Its forms go to addresses below `/cases/<case_number>/`; where one needs
correcting, its view answers `case_page(case_number, recuse=form), 422`, and the section finds the
form under that name in `lead.sent`. That name and a dash stand before the ids of its fields.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from flask_wtf import FlaskForm

from app.console.blueprint import WORKING_ON_LEADS
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.read_report import OpenedCase
from app.services.officer.lead.record import Record
from app.web.labels import Label


@dataclass(frozen=True, slots=True)
class Lead:
    """One lead as it was opened for the page: read once, for all sections."""

    officer: ActingOfficer
    record: Record
    """As it is, now that its messages were read."""
    shown: Record
    """The same, without an assignment to somebody who is kept away."""
    content: OpenedCase
    """As it was found: what nobody had read before has no `read_on`."""
    kept_away: frozenset[str]
    """The accounts that are kept away from it."""
    sent: Mapping[str, FlaskForm] = field(repr=False)
    """The forms that were sent and need correcting, by name."""

    @property
    def case_number(self) -> str:
        """Its number."""
        return self.record.case_number


View = Mapping[str, Any]
"""What a section's template gets; `count` is shown in the page's navigation."""
Show = Callable[[Lead], View | None]
ShowT = TypeVar("ShowT", bound=Show)


class Column(StrEnum):
    """Where a section stands. On a narrow screen all stand below one another, in this order."""

    TOP = "top"
    """Across both, above the navigation: what must not be overlooked."""
    MAIN = "main"
    SIDE = "side"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a lead's page."""

    name: str
    """The id of its heading."""
    heading: Label
    template: str
    order: int
    """In its column: the smaller, the higher."""
    column: Column
    roles: frozenset[Role]
    """Who sees it."""
    show: Show
    """Gives what its template needs; None where this lead has no such section."""


_sections: dict[str, Section] = {}
_STUBS = ("transferred", "timeline")
"""What is left to see of a lead that went to the superior."""


def section(
    name: str,
    heading: Label,
    template: str,
    *,
    order: int,
    column: Column = Column.MAIN,
    roles: tuple[Role, ...] = WORKING_ON_LEADS,
) -> Callable[[ShowT], ShowT]:
    """Put a section on the list.

    Raises:
        ValueError: another has that name.
    """

    def put(show: ShowT) -> ShowT:
        if name in _sections:
            raise ValueError(name)
        _sections[name] = Section(name, heading, template, order, column, frozenset(roles), show)
        return show

    return put


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section of one lead, ready for its template."""

    name: str
    heading: Label
    template: str
    column: Column
    view: View


def show_sections(lead: Lead) -> list[ShownSection]:
    """What the officer sees of a lead, in order."""
    stub = lead.record.transfer is not None
    ordered = sorted(_sections.values(), key=lambda one: (one.column, one.order, one.name))
    return [
        ShownSection(one.name, one.heading, one.template, one.column, view)
        for one in ordered
        if lead.officer.role in one.roles
        and (one.name in _STUBS or not stub)
        and (view := one.show(lead)) is not None
    ]
