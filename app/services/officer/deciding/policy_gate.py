"""The gate before a finding of small circle: the policy line's main criterion, with evidence.

Source: the office's rules, section 6 (7).
"""

from app.domain.categories import SMALL_CIRCLES
from app.domain.decisions import DecisionError, found_something
from app.domain.policy_line import may_find_small_circle
from app.domain.sentences import Conclusion
from app.services.officer.lead.record import Record


def check_policy_line(record: Record, conclusion: Conclusion | None) -> None:
    """Return only if the lead may end so. Ordinary social contact passes without a question.

    Raises:
        DecisionError: `policy_line`: a small circle was found, and the main criterion has no
            evidence.
    """
    circle = record.category in SMALL_CIRCLES or record.facts().is_drinking_circle
    if circle and found_something(conclusion) and not may_find_small_circle(record.policy_line):
        raise DecisionError("policy_line")
