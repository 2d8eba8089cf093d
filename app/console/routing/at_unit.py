"""What a unit can do with a lead that was passed on to it: take it on, and hand it back."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.console.blueprint import desk
from app.console.deciding.forms import SeenForm
from app.console.deciding.steps import Step, put_step
from app.console.routing.forms import HandBackForm
from app.domain.forwarding import HandBackReason
from app.domain.lifecycle import MOVES, Status
from app.domain.roles import Role
from app.domain.sentences import Conclusion
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.record import Record
from app.services.officer.routing.acknowledge import acknowledge
from app.services.officer.routing.hand_back import Result, hand_back


def _waits(record: Record, _officer: ActingOfficer, _today: date) -> bool:
    return record.received is not None and record.status is Status.RECEIVED


def _acknowledge(officer: ActingOfficer, number: str, form: SeenForm) -> None:
    acknowledge(desk(), officer, number, seen=form.seen.data)


def _may_hand_back(record: Record, officer: ActingOfficer, _today: date) -> bool:
    if record.received is None:
        shared = record.with_unit
        return shared is not None and shared.organ_id == officer.organ_id
    stands = record.status is Status.CONCLUDED or Status.FORWARDED in MOVES[record.status]
    return record.received.handed_back is None and stands


def _fill(form: Any, record: Record, _today: date) -> None:  # noqa: ANN401  a form
    if form.conclusion.data is None and record.conclusion:
        form.conclusion.data = str(record.conclusion)
        form.why.data = str(HandBackReason.FINISHED)


def _hand_back(officer: ActingOfficer, number: str, form: HandBackForm) -> None:
    conclusion = Conclusion(form.conclusion.data) if form.conclusion.data else None
    result = Result(HandBackReason(form.why.data), form.text.data or "", conclusion)
    hand_back(desk(), officer, number, result, seen=form.seen.data)


put_step(
    Step(
        "acknowledge",
        _l("Take the lead on"),
        _l("Who passed it on sees that you have it. Screening begins."),
        _l("Take it on"),
        1,
        frozenset({Role.INTAKE_OFFICER}),
        SeenForm,
        _waits,
        _acknowledge,
        proposes=False,
    )
)
put_step(
    Step(
        "hand-back",
        _l("Hand it back"),
        _l(
            "To who passed it on, with the reason or the result. Where two of you work here, a "
            "colleague agrees first."
        ),
        _l("Hand back"),
        65,
        frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER}),
        HandBackForm,
        _may_hand_back,
        _hand_back,
        _fill,
    )
)
