"""What approving does for the moves that are this topic's own."""

from dataclasses import replace
from datetime import date

from app.domain.deadlines import ClockName
from app.domain.decisions import Matter, Proposal
from app.services.officer.deciding.performers import Performer, register
from app.services.officer.deciding.policy_gate import check_policy_line
from app.services.officer.lead.record import Record


def _check_conclusion(record: Record, proposal: Proposal, _today: date) -> None:
    check_policy_line(record, proposal.facts.conclusion)


def _conclude(record: Record, proposal: Proposal, _today: date) -> Record:
    facts = proposal.facts
    return replace(record, conclusion=facts.conclusion, form=facts.form)


def _reopen(record: Record, _proposal: Proposal, _today: date) -> Record:
    # What was answered for the old outcome answers nothing for the new one; it stays in the
    # decisions and in the timeline.
    feedback = (ClockName.FEEDBACK, ClockName.FEEDBACK_AT_MOST)
    return replace(
        record,
        conclusion=None,
        form=None,
        inquiries={},
        clarification=None,
        objection=False,
        done_on={name: day for name, day in record.done_on.items() if name not in feedback},
    )


register(Matter.ACCEPT, Performer())
register(Matter.DECLINE, Performer())
register(Matter.DISPOSE, Performer())
register(Matter.CONCLUDE, Performer(change=_conclude, check=_check_conclusion))
register(Matter.REOPEN, Performer(change=_reopen))
