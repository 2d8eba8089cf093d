"""What has to be answered before a lead may rest: both inquiries, clarification, feedback.

1. One case, two inquiries (一案双究): where something was found, the Party committee's main
   responsibility and the discipline body's supervisory responsibility are each answered, pursued or
   not, with the reason.
2. Who was wrongly accused gets clarification (澄清正名), or it stands in the record why not.
3. A false accusation (诬告) is a finding of its own, with the number of an approval of city level
   or above, by two people. A mistaken report (错告) is never punished.
4. A relapse after the pledge (承诺后再犯) needs both days: the pledge is older than the act.

Source: the office's rules, section 6 (8), (9) and (10).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.decisions import Person, found_something
from app.domain.sentences import Conclusion


class Duty(StrEnum):
    """Whose responsibility is inquired into beside the persons concerned."""

    MAIN = "main"
    """The Party committee's main responsibility (主体责任)."""
    SUPERVISORY = "supervisory"
    """The discipline body's supervisory responsibility (监督责任)."""


class Manner(StrEnum):
    """How somebody is cleared. Source: rules on handling reports and accusations of 2020."""

    LETTER = "letter"
    FACE_TO_FACE = "face_to_face"
    PARTY_COMMITTEE = "party_committee"
    WITHIN_SCOPE = "within_scope"


class ApprovalLevel(StrEnum):
    """Who may find that an accusation is false: city level or above."""

    CITY = "city"
    PROVINCE = "province"
    CENTRAL = "central"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The answer to one of the two inquiries."""

    pursued: bool
    reason: str = field(repr=False)
    by: Person
    on: date


@dataclass(frozen=True, slots=True)
class Clarification:
    """What is done for who was wrongly accused.

    Attributes:
        needed: whether it is; `note` says who asked for it, or why it is not.
        note: in the officer's words.
        by: who recorded it.
        manner: how it is done.
        done_on: when it was.
    """

    needed: bool
    note: str = field(repr=False)
    by: Person
    manner: Manner | None = None
    done_on: date | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing of it is left to do."""
        return not self.needed or self.done_on is not None


@dataclass(frozen=True, slots=True)
class AfterPledge:
    """An act after a pledge not to do it."""

    pledged_on: date
    act_on: date
    by: Person


class Missing(StrEnum):
    """What keeps a concluded lead from the archive."""

    MAIN = "main"
    SUPERVISORY = "supervisory"
    CLARIFICATION = "clarification"
    FEEDBACK = "feedback"
    PRESSING = "pressing"


def is_after_pledge(pledged_on: date, act_on: date) -> bool:
    """Whether an act is a relapse: the pledge is older than the act, by a day at least."""
    return pledged_on < act_on


def missing_for_archive(
    conclusion: Conclusion | None,
    inquiries: Mapping[Duty, Inquiry],
    clarification: Clarification | None,
    *,
    feedback_given: bool,
    pressed: bool,
) -> tuple[Missing, ...]:
    """Name what is not answered yet; nothing where the lead may be archived.

    Args:
        conclusion: how the lead ended.
        inquiries: the answers that are there.
        clarification: what is known of it.
        feedback_given: whether the reporter was given feedback.
        pressed: whether something was pressed for that is not answered.
    """
    missing: list[Missing] = []
    if found_something(conclusion):
        missing += [Missing(duty) for duty in Duty if duty not in inquiries]
    if conclusion is Conclusion.UNFOUNDED and not (clarification and clarification.is_settled):
        missing.append(Missing.CLARIFICATION)
    if not feedback_given:
        missing.append(Missing.FEEDBACK)
    if pressed:
        missing.append(Missing.PRESSING)
    return tuple(missing)
