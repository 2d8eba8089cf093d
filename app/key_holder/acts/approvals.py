"""Who has to approve an act, and who is still missing: the rules, without a key or a page.

1. An organ's key is opened by as many of its own officers as its threshold says, for each of its
   generations that still opens something.
2. Beside that the group agrees: as many as open its key, and never fewer than two.
3. A person counts once, for their own organ only; where the organ is the group, for both.
4. The officer concerned counts for nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

GROUP_APPROVERS: Final = 2
"""The least that agree to a change of the roster, whatever the group's threshold."""


@dataclass(frozen=True, slots=True)
class Need:
    """So many officers of this organ, each with a share of this generation."""

    organ_id: str
    generation: int
    count: int


@dataclass(frozen=True, slots=True)
class Approver:
    """One person's approval: of which organ, and which generations their phrase opened."""

    organ_id: str
    generations: frozenset[int]


def list_needs(
    organ_id: str,
    thresholds: Mapping[int, int],
    group_id: str,
    group_thresholds: Mapping[int, int],
) -> tuple[Need, ...]:
    """What an act takes.

    Args:
        organ_id: whose key the act opens.
        thresholds: of each of its generations; none where the act opens no key but the group's.
        group_id: the organ that signs the roster.
        group_thresholds: of each of the group's generations, one at least.
    """
    own = [Need(organ_id, number, count) for number, count in thresholds.items()]
    newest = max(group_thresholds)
    signers = max(GROUP_APPROVERS, group_thresholds[newest])
    return (*own, Need(group_id, newest, signers))


def count_missing(needs: Sequence[Need], approvers: Mapping[str, Approver]) -> dict[str, int]:
    """How many more have to approve, for each organ of which somebody has to.

    Args:
        needs: from `list_needs`.
        approvers: by account, so that nobody counts twice.
    """
    missing: dict[str, int] = {}
    for need in needs:
        there = sum(
            approver.organ_id == need.organ_id and need.generation in approver.generations
            for approver in approvers.values()
        )
        missing[need.organ_id] = max(missing.get(need.organ_id, 0), need.count - there)
    return missing


def is_complete(needs: Sequence[Need], approvers: Mapping[str, Approver]) -> bool:
    """Whether nobody is missing."""
    return not any(count_missing(needs, approvers).values())
