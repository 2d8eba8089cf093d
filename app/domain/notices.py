"""What officers are told by e-mail: that something waits, and how much, never what.

1. Urgent leads and approvals are told again on the same day when there are more of them.
2. Deadlines are told once a day, as two numbers.
3. Nobody is told of a lead from which they are kept away; a case officer of their own ones only.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.domain.roles import Role


class NoticeKind(StrEnum):
    """What waits."""

    URGENT = "urgent"
    """A lead of the first level that nobody has screened."""
    OVERDUE = "overdue"
    """A red clock."""
    DUE_SOON = "due_soon"
    """A yellow one."""
    APPROVALS = "approvals"
    """What another officer proposed."""
    FIGURE = "figure"
    """A day's figure, for the superior organ."""


_ALL: Final = frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER})
TOLD: Final[Mapping[NoticeKind, frozenset[Role]]] = MappingProxyType(
    {
        NoticeKind.URGENT: frozenset({Role.INTAKE_OFFICER, Role.APPROVER}),
        NoticeKind.OVERDUE: _ALL,
        NoticeKind.DUE_SOON: _ALL,
        NoticeKind.APPROVALS: frozenset({Role.APPROVER}),
    }
)
"""Who is told."""

ONCE_A_DAY: Final = frozenset({NoticeKind.OVERDUE, NoticeKind.DUE_SOON})


@dataclass(frozen=True, slots=True)
class WaitingLead:
    """What has to be known of a lead to say for whom it counts."""

    case_number: str
    assigned_to: str | None = None
    proposed_by: str | None = None


def count_for(
    role: Role,
    account: str,
    leads: Iterable[WaitingLead],
    away: Mapping[str, Collection[str]],
) -> int:
    """Say how many of the leads an officer is to be told of.

    Args:
        role: the officer's.
        account: the same.
        leads: that wait.
        away: by case number, who is kept away from it.
    """
    return sum(
        account not in away.get(lead.case_number, ())
        and account != lead.proposed_by
        and (role is not Role.CASE_OFFICER or lead.assigned_to == account)
        for lead in leads
    )
