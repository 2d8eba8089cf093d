"""Propose that a lead goes to a unit: its extract, or the original."""

from app.domain.decisions import DecisionError, Facts, Matter, Proposal
from app.domain.forwarding import SentAs
from app.services.officer.deciding.propose import propose
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.routing.route_facts import require_unit

UNIT = "unit"
"""In a proposal's details: which unit."""
MATTERS = {SentAs.EXTRACT: Matter.FORWARD, SentAs.ORIGINAL: Matter.LET_ORIGINAL_GO}


def propose_route(  # noqa: PLR0913  each is named where it is called
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    *,
    unit_id: str,
    sent: SentAs,
    reason: str,
    seen: str | None = None,
) -> None:
    """Put the proposal into the lead's record, where another person finds it.

    Raises:
        DecisionError: the rules do not let it go there, or not by this officer.
        NotPermittedError: no such unit.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    require_unit(desk, officer, unit_id)
    facts = Facts(reason=reason, details={UNIT: unit_id})
    propose(desk, officer, case_number, MATTERS[sent], facts, seen=seen)


def unit_of(proposal: Proposal) -> str:
    """The unit of a proposal.

    Raises:
        DecisionError: `unit`: it names none.
    """
    unit_id = proposal.facts.details.get(UNIT, "")
    if not unit_id:
        raise DecisionError("unit")
    return unit_id
