"""Where a lead went and may go: one section of its page; and the extract, where that is all."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.console.blueprint import desk
from app.console.deciding.facts import DETAILS
from app.console.lead.sections import Column, Lead, View, section
from app.console.lead.step_words import Kind, name_steps
from app.console.routing.leaving import UnitNames, is_groups_own, unit_names
from app.console.routing.words import (
    CONCERNS,
    DESTINATIONS,
    HAND_BACK_REASONS,
    REASONS,
    ROUTING_STEPS,
    SENT,
)
from app.domain.decisions import Matter
from app.domain.forwarding import Forwarding, HandBack
from app.domain.lifecycle import MOVES, Status
from app.domain.routing import suggest
from app.services.officer.routing.hand_back import WHY
from app.services.officer.routing.propose_route import UNIT
from app.services.officer.routing.route_facts import route_facts
from app.services.officer.routing.tell_unit import TEXT
from app.web.outcome_words import CONCLUSIONS

name_steps(Kind.STEP, ROUTING_STEPS)
DETAILS[UNIT] = (_l("Unit"), UnitNames())
DETAILS[WHY] = (_l("Why"), HAND_BACK_REASONS)
DETAILS[TEXT] = (_l("What the unit is told"), {})


@section("routing", _l("Routing"), "lead_routing.html", order=50, column=Column.SIDE)
def show(lead: Lead) -> View | None:
    """Whom it concerns, what the rules propose, the extract, and where it has been."""
    record = lead.record
    if not is_groups_own(record, lead.officer):
        return None
    suggestion = suggest(route_facts(record))
    names = unit_names()
    proposal = record.proposal
    mine = proposal is not None and proposal.by.account == lead.officer.account
    return {
        "leaves": Status.FORWARDED in MOVES[record.status],
        "concern": CONCERNS[record.concern] if record.concern else "",
        "unit": names.get(record.concerned_unit, ""),
        "destination": DESTINATIONS[suggestion.destination],
        "reason": REASONS[suggestion.reason],
        "extract": record.extract,
        "may_write": not (mine and proposal is not None and proposal.matter is Matter.FORWARD),
        "forwarded": [_forwarding(one, names) for one in reversed(record.forwarded)],
    }


@section("extract", _l("Redacted extract"), "lead_received.html", order=10)
def show_received(lead: Lead) -> View | None:
    """What a unit got in the place of a report, and what came after it."""
    received = lead.record.received
    if received is None:
        return None
    return {
        "from": desk().roster().organ(received.organ_id).name,
        "received": received,
        "handed_back": _hand_back(received.handed_back),
    }


@section("shared", _l("Routing"), "lead_shared.html", order=50, column=Column.SIDE)
def show_shared(lead: Lead) -> View | None:
    """For a unit that shares the original: who let it go."""
    record = lead.record
    if record.received is not None or record.organ_id == lead.officer.organ_id:
        return None
    return {"from": desk().roster().organ(record.organ_id).name}


@section("transferred", _l("Transferred"), "lead_transferred.html", order=1)
def show_transferred(lead: Lead) -> View | None:
    """The stub of a lead that went to the superior."""
    transfer = lead.record.transfer
    if transfer is None:
        return None
    superior = desk().roster().organ(transfer.organ_id).name if transfer.organ_id else ""
    return {"transfer": transfer, "superior": superior}


def _forwarding(one: Forwarding, names: dict[str, str]) -> dict[str, Any]:
    return {
        "unit": names.get(one.organ_id, one.organ_id),
        "on": one.on,
        "sent": SENT[one.sent],
        "acknowledged_on": one.acknowledged_on,
        "handed_back": _hand_back(one.handed_back),
    }


def _hand_back(back: HandBack | None) -> dict[str, Any] | None:
    if back is None:
        return None
    return {
        "why": HAND_BACK_REASONS[back.reason],
        "on": back.on,
        "text": back.text,
        "conclusion": CONCLUSIONS[back.conclusion] if back.conclusion else "",
    }
