"""What the group can do while a unit works on an extract: ask how it stands, or tell it more."""

from datetime import date

from flask_babel import lazy_gettext as _l

from app.console.blueprint import desk
from app.console.deciding.steps import Step, put_step
from app.console.routing.forms import PressUnitForm, SupplementForm
from app.domain.forwarding import SentAs
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.record import Record
from app.services.officer.routing.tell_unit import press_unit, propose_supplement


def _has_extract(record: Record, officer: ActingOfficer, _today: date) -> bool:
    forwarding = record.with_unit
    mine = officer.organ_id == record.organ_id
    return mine and forwarding is not None and forwarding.sent is SentAs.EXTRACT


def _press(officer: ActingOfficer, number: str, form: PressUnitForm) -> None:
    due_on = form.due_on.data or desk().today()
    text = form.text.data or ""
    press_unit(desk(), officer, number, text=text, due_on=due_on, seen=form.seen.data)


def _supplement(officer: ActingOfficer, number: str, form: SupplementForm) -> None:
    propose_supplement(
        desk(),
        officer,
        number,
        text=form.text.data or "",
        reason=form.reason.data,
        seen=form.seen.data,
    )


put_step(
    Step(
        "press-unit",
        _l("Ask the unit how it stands"),
        _l("It stands in the unit's own lead, with the day. Name nothing beyond the extract."),
        _l("Ask"),
        63,
        frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER}),
        PressUnitForm,
        _has_extract,
        _press,
        proposes=False,
    )
)
put_step(
    Step(
        "supplement",
        _l("Tell the unit more"),
        _l("An extract of what the reporter wrote later. Another officer agrees before it goes."),
        _l("Propose"),
        64,
        frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER}),
        SupplementForm,
        _has_extract,
        _supplement,
    )
)
