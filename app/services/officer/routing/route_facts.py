"""What the rules of routing look at in a record, and whom an officer says a lead concerns."""

from dataclasses import replace

from app.domain.decisions import DecisionError
from app.domain.roles import Role
from app.domain.routing import (
    Concern,
    RouteFacts,
    RouteRefusedError,
    check_route,
    names_leading_post,
)
from app.services.officer.deciding.propose import open_seen
from app.services.officer.desk import ActingOfficer, NotPermittedError, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.read_report import read_case_content
from app.services.officer.lead.record import Record
from app.services.roster import Organ, OrganKind

_POST_IN = ("subjects",)
"""The answers in which a post says whom the report is about."""


def route_facts(record: Record) -> RouteFacts:
    """What decides where a lead may go."""
    return RouteFacts(
        record.concern,
        record.concerned_unit,
        record.category,
        record.leading_post,
        record.retaliation,
        frozenset(one.organ_id for one in record.forwarded if one.handed_back),
    )


def require_route(record: Record, unit_id: str) -> None:
    """Go on only if the rules let the lead go to a unit.

    Raises:
        DecisionError: `route_` and the reason.
    """
    try:
        check_route(route_facts(record), unit_id)
    except RouteRefusedError as refused:
        raise DecisionError(f"route_{refused.reason}") from refused


def list_units(desk: OfficeDesk, officer: ActingOfficer) -> tuple[Organ, ...]:
    """The units that the officer's organ may route to: the group's, and nobody else's."""
    roster = desk.roster()
    own = roster.organ(officer.organ_id)
    return roster.of_kind(OrganKind.UNIT) if own.kind is OrganKind.GROUP else ()


def require_unit(desk: OfficeDesk, officer: ActingOfficer, unit_id: str) -> Organ:
    """The unit of that id.

    Raises:
        NotPermittedError: no unit that the officer's organ may route to.
    """
    for unit in list_units(desk, officer):
        if unit.organ_id == unit_id:
            return unit
    raise NotPermittedError


def say_concern(  # noqa: PLR0913  each is named where it is called
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    *,
    concern: Concern,
    unit_id: str,
    post_checked: bool,
    seen: str | None = None,
) -> None:
    """Say whom a lead is about: what the rules of routing go by.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who read it.
        case_number: which lead.
        concern: whom it is about.
        unit_id: the unit that it is about; empty where it is about none.
        post_checked: where the report names a leading post, the officer found that whoever holds
            it does not lead this unit.
        seen: the mark of what the officer had before their eyes.

    Raises:
        NotPermittedError: neither intake nor case officer, or no such unit.
        DecisionError: `open_already`: what is proposed rests on what was said before.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(Role.INTAKE_OFFICER, Role.CASE_OFFICER)
    if unit_id:
        require_unit(desk, officer, unit_id)
    held, record = open_seen(desk, officer, case_number, seen)
    if record.proposal is not None:
        raise DecisionError("open_already")
    changed = replace(
        record,
        concern=concern,
        concerned_unit=unit_id,
        leading_post=not post_checked and reports_leading_post(desk, officer, record),
    ).with_step(officer, desk.today(), "post_checked" if post_checked else "concern_said")
    change_record(desk, officer, held, changed, act="concern_said")


def reports_leading_post(desk: OfficeDesk, officer: ActingOfficer, record: Record) -> bool:
    """Whether the report names a post that leads a unit among those whom it is about."""
    report = read_case_content(desk, officer, record).report
    named = [report.answers.get(name, "") for name in _POST_IN] if report else []
    return any(names_leading_post(text) for text in named if isinstance(text, str))
