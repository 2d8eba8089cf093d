"""What lets a lead leave the group: whom it concerns, then the proposal where it goes."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk
from app.console.deciding.steps import Step, put_step
from app.console.routing.forms import ConcernForm, RouteForm, TransferForm
from app.domain.forwarding import SentAs
from app.domain.lifecycle import MOVES, Status, list_moves
from app.domain.roles import Role
from app.domain.routing import Concern, Destination, suggest
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.record import Record
from app.services.officer.routing import forward, let_original_go  # noqa: F401  they register
from app.services.officer.routing.propose_route import propose_route
from app.services.officer.routing.route_facts import list_units, route_facts, say_concern
from app.services.officer.routing.transfer import propose_transfer
from app.services.roster import OrganKind
from app.web.choices import choices_of

_WORKING = frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER})
_LEAVING = {Status.FORWARDED, Status.SEALED_TRANSFER}


def is_groups_own(record: Record, officer: ActingOfficer) -> bool:
    """Whether a lead is the group's to send anywhere."""
    own = desk().roster().organ(officer.organ_id).kind is OrganKind.GROUP
    return own and record.received is None and record.transfer is None


class UnitNames(Mapping[str, str]):
    """The units' names by their ids, as the signed roster has them when somebody looks."""

    def __getitem__(self, organ_id: str) -> str:
        return unit_names()[organ_id]

    def __iter__(self) -> Iterator[str]:
        return iter(unit_names())

    def __len__(self) -> int:
        return len(unit_names())


def unit_names() -> dict[str, str]:
    """The units, by their ids."""
    return {unit.organ_id: unit.name for unit in desk().roster().of_kind(OrganKind.UNIT)}


def _may_say(record: Record, officer: ActingOfficer, _today: date) -> bool:
    leaves = bool(_LEAVING & set(MOVES[record.status]))
    return leaves and record.proposal is None and is_groups_own(record, officer)


def _fill_concern(form: Any, record: Record, _today: date) -> None:  # noqa: ANN401  a form
    form.unit.choices = choices_of([("", _("none")), *unit_names().items()])
    if form.concern.data is None and record.concern:
        form.concern.data = str(record.concern)
        form.unit.data = record.concerned_unit


def _say_concern(officer: ActingOfficer, number: str, form: ConcernForm) -> None:
    say_concern(
        desk(),
        officer,
        number,
        concern=Concern(form.concern.data),
        unit_id=form.unit.data or "",
        post_checked=form.post_checked.data,
        seen=form.seen.data,
    )


def _may_route(record: Record, officer: ActingOfficer, _today: date) -> bool:
    may = Status.FORWARDED in list_moves(record.status, officer.role)
    units = list_units(desk(), officer)
    return may and is_groups_own(record, officer) and bool(_offered(record, units))


def _offered(record: Record, units: Collection[Any]) -> list[tuple[str, str]]:
    """The units that may get it, the one that the rules propose first."""
    facts = route_facts(record)
    if suggest(facts).destination is Destination.SUPERIOR or record.concern is None:
        return []
    had = [unit for unit in units if unit.organ_id not in facts.had_it]
    ordered = sorted(had, key=lambda unit: unit.organ_id != record.concerned_unit)
    return [(unit.organ_id, unit.name) for unit in ordered]


def _fill_route(form: Any, record: Record, _today: date) -> None:  # noqa: ANN401  a form
    units = list_units(desk(), acting_officer())
    form.unit.choices = choices_of(_offered(record, units))


def _route(officer: ActingOfficer, number: str, form: RouteForm) -> None:
    propose_route(
        desk(),
        officer,
        number,
        unit_id=form.unit.data,
        sent=SentAs(form.sent.data),
        reason=form.reason.data,
        seen=form.seen.data,
    )


def _may_transfer(record: Record, officer: ActingOfficer, _today: date) -> bool:
    may = Status.SEALED_TRANSFER in list_moves(record.status, officer.role)
    superiors = suggest(route_facts(record)).destination is Destination.SUPERIOR
    there = bool(desk().roster().of_kind(OrganKind.SUPERIOR))
    return may and superiors and there and is_groups_own(record, officer)


def _transfer(officer: ActingOfficer, number: str, form: TransferForm) -> None:
    propose_transfer(desk(), officer, number, reason=form.reason.data, seen=form.seen.data)


put_step(
    Step(
        "concern",
        _l("Whom it concerns"),
        _l("The rules of routing go by it. A lead about a unit's leaders never goes to that unit."),
        _l("Save"),
        60,
        _WORKING,
        ConcernForm,
        _may_say,
        _say_concern,
        _fill_concern,
        proposes=False,
    )
)
put_step(
    Step(
        "route",
        _l("Propose a unit"),
        _l(
            "A second officer writes the extract, an approver agrees. The unit gets the extract in "
            "a lead of its own: no report, no message, no file, none of your notes."
        ),
        _l("Propose"),
        62,
        frozenset({Role.INTAKE_OFFICER}),
        RouteForm,
        _may_route,
        _route,
        _fill_route,
    )
)
put_step(
    Step(
        "transfer",
        _l("Propose the sealed transfer"),
        _l(
            "Report, messages and files are sealed anew to the superior, and everything here is "
            "wiped but the number, the day and who did it. Copy nothing, and talk to nobody."
        ),
        _l("Propose"),
        61,
        _WORKING,
        TransferForm,
        _may_transfer,
        _transfer,
    )
)
