"""Deciding by two people: what can be proposed, by whom, and who may agree to it.

1. A proposal has a matter and its facts. A matter that moves the lead takes the hands that the
   lifecycle names for the status it leads to; every other matter takes the hands of `_HANDS`.
2. Who agrees is another person than who proposed, of the same organ and in the right role; neither
   of them is kept away from the lead. A lead has one open proposal at a time.
3. What is proposed is whole: a refusal says why and where to turn, a conclusion what the reporter
   is told, a disposition which collective study it rests on.
4. A decision names both persons and the rule it rests on.

Source: the office's rules, sections 3, 4 and 6 (5).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.domain.deadlines import ClockName
from app.domain.lifecycle import HANDS, Hands, Status, list_moves
from app.domain.roles import Role
from app.domain.sentences import SENTENCES, TURNS, Conclusion, DeclineReason, Sentence, TurnTo

STUDY_LEAST: Final = 3
"""Persons of a collective study. Source: the office's rules, section 4."""


class Matter(StrEnum):
    """What is to be decided; the codes are sealed, so they never change."""

    ACCEPT = "accept"
    DECLINE = "decline"
    FORWARD = "forward"
    SEALED_TRANSFER = "sealed_transfer"
    DISPOSE = "dispose"
    CONCLUDE = "conclude"
    REOPEN = "reopen"
    ARCHIVE = "archive"
    EXTEND = "extend"
    FALSE_ACCUSATION = "false_accusation"
    LET_ORIGINAL_GO = "let_original_go"
    SUPPLEMENT = "supplement"
    HAND_BACK = "hand_back"
    EXPORT = "export"
    PURGE = "purge"


class FourForms(StrEnum):
    """The four forms (四种形态) in which supervision and discipline are enforced."""

    FIRST = "first"
    """Criticism, talks and letters: 红脸出汗成为常态."""
    SECOND = "second"
    """Light sanctions and changes of post: the greater part."""
    THIRD = "third"
    """Heavy sanctions and great changes of post: the smaller part."""
    FOURTH = "fourth"
    """Grave breaches, suspected of crime: a very few."""


class Outcome(StrEnum):
    """What became of a proposal."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Basis(StrEnum):
    """The rule that a move or a decision rests on."""

    REPORTS_14 = "reports_14"
    """Rules on handling reports and accusations of 2020, article 14; the next three likewise."""
    REPORTS_15 = "reports_15"
    REPORTS_16 = "reports_16"
    REPORTS_17 = "reports_17"
    DISCIPLINE_21 = "discipline_21"
    """Work rules on supervision and discipline enforcement of 2019, article 21."""
    OFFICE_MOVES = "office_moves"
    """The office's rules, section 4."""
    OFFICE_SECRECY = "office_secrecy"
    """The office's rules, section 6 (2)."""
    OFFICE_TWO_PEOPLE = "office_two_people"
    """The office's rules, section 6 (5)."""
    OFFICE_INQUIRIES = "office_inquiries"
    """The office's rules, section 6 (8)."""
    OFFICE_FALSE_ACCUSATION = "office_false_accusation"
    """The office's rules, section 6 (10)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose hand it is, as it stood on that day."""

    account: str
    name: str
    role: Role
    organ_id: str


@dataclass(frozen=True, slots=True)
class Study:
    """A collective study (集体研究).

    Attributes:
        minutes_number: the number of its minutes (会议纪要编号).
        held_on: its day.
        attendants: the names of who took part.
    """

    minutes_number: str
    held_on: date
    attendants: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a proposal says; which of it a matter needs, `missing_facts` tells.

    Attributes:
        target: where the lead shall go, for `dispose`.
        reason: why, in the proposer's words.
        decline: which of the three reasons, for `decline`.
        turn_to: where the reporter can turn with it.
        study: the collective study that it rests on.
        conclusion: how the lead ends, for `conclude`.
        sentence: what the reporter is told of it.
        form: which of the four forms, where something was found.
        clock: which clock is to be extended.
        due_on: until when.
        approval_number: of the approval that a finding of false accusation needs.
        details: what other matters add, by names of their own.
    """

    target: Status | None = None
    reason: str = field(default="", repr=False)
    decline: DeclineReason | None = None
    turn_to: TurnTo | None = None
    study: Study | None = None
    conclusion: Conclusion | None = None
    sentence: Sentence | None = None
    form: FourForms | None = None
    clock: ClockName | None = None
    due_on: date | None = None
    approval_number: str = field(default="", repr=False)
    details: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one officer proposes, and another has to agree to."""

    matter: Matter
    by: Person
    on: date
    facts: Facts = Facts()


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a proposal, by whose hands and by which rule."""

    proposal: Proposal
    outcome: Outcome
    by: Person
    on: date
    basis: Basis
    reason: str = field(default="", repr=False)


class DecisionError(Exception):
    """The office's rules do not allow it.

    Attributes:
        code: no_such_move, wrong_role, own_proposal, other_organ, kept_away, not_own, open_already,
            or the name of a fact that is missing.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


TARGETS: Final[Mapping[Matter, tuple[Status, ...]]] = MappingProxyType(
    {
        Matter.ACCEPT: (Status.ACCEPTED,),
        Matter.DECLINE: (Status.NOT_ACCEPTED,),
        Matter.FORWARD: (Status.FORWARDED,),
        Matter.SEALED_TRANSFER: (Status.SEALED_TRANSFER,),
        Matter.DISPOSE: (
            Status.INQUIRY,
            Status.PRELIMINARY_VERIFICATION,
            Status.HELD_PENDING,
            Status.CASE_FILED,
        ),
        Matter.CONCLUDE: (Status.CONCLUDED,),
        Matter.REOPEN: (Status.REOPENED,),
        Matter.ARCHIVE: (Status.ARCHIVED,),
    }
)
"""Where a matter that moves the lead may lead."""

_WORKING: Final = frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER})
_APPROVER: Final = frozenset({Role.APPROVER})
_HANDS: Final[Mapping[Matter, Hands]] = MappingProxyType(
    {
        Matter.EXTEND: Hands(_WORKING, _APPROVER),
        Matter.FALSE_ACCUSATION: Hands(frozenset({Role.CASE_OFFICER}), _APPROVER),
        Matter.LET_ORIGINAL_GO: Hands(frozenset({Role.INTAKE_OFFICER}), _APPROVER),
        # As with the extract: one writes, another looks what may give the reporter away.
        Matter.SUPPLEMENT: Hands(_WORKING, _WORKING | _APPROVER),
        Matter.HAND_BACK: Hands(_WORKING | _APPROVER, _WORKING | _APPROVER),
        Matter.EXPORT: Hands(_WORKING | _APPROVER, _APPROVER),
        Matter.PURGE: Hands(_WORKING | _APPROVER, _APPROVER),
    }
)
"""Whose hands a matter takes that moves no lead."""

_BASES: Final[Mapping[Matter, Basis]] = MappingProxyType(
    {
        Matter.ACCEPT: Basis.REPORTS_17,
        Matter.DECLINE: Basis.REPORTS_17,
        Matter.FORWARD: Basis.REPORTS_16,
        Matter.SEALED_TRANSFER: Basis.REPORTS_15,
        Matter.DISPOSE: Basis.DISCIPLINE_21,
        Matter.CONCLUDE: Basis.DISCIPLINE_21,
        Matter.REOPEN: Basis.OFFICE_MOVES,
        Matter.ARCHIVE: Basis.OFFICE_INQUIRIES,
        Matter.EXTEND: Basis.OFFICE_MOVES,
        Matter.FALSE_ACCUSATION: Basis.OFFICE_FALSE_ACCUSATION,
        Matter.LET_ORIGINAL_GO: Basis.OFFICE_SECRECY,
        Matter.SUPPLEMENT: Basis.OFFICE_SECRECY,
        Matter.HAND_BACK: Basis.REPORTS_16,
        Matter.EXPORT: Basis.OFFICE_TWO_PEOPLE,
        Matter.PURGE: Basis.OFFICE_TWO_PEOPLE,
    }
)


def basis_of(matter: Matter) -> Basis:
    """Return the rule that deciding a matter rests on."""
    return _BASES[matter]


def target_of(matter: Matter, facts: Facts) -> Status | None:
    """Return where the lead shall go, or None where the matter moves it nowhere (yet)."""
    targets = TARGETS.get(matter, ())
    if len(targets) == 1:
        return targets[0]
    return facts.target if facts.target in targets else None


def hands_for(matter: Matter, facts: Facts) -> Hands:
    """Return whose hands deciding it takes.

    Raises:
        DecisionError: `no_such_move`: the matter moves the lead, and the facts do not say where.
    """
    if matter in _HANDS:
        return _HANDS[matter]
    target = target_of(matter, facts)
    if target is None:
        raise DecisionError("no_such_move")
    return HANDS[target]


def check_proposal(proposal: Proposal, status: Status, *, asked_from: Status | None = None) -> None:
    """Return only if the proposal may be made for a lead in `status`, and is whole.

    Args:
        proposal: what is proposed, and by whom.
        status: where the lead stands.
        asked_from: for a lead in `info_requested`, the status in which it was asked.

    Raises:
        DecisionError: why not.
    """
    matter, facts, role = proposal.matter, proposal.facts, proposal.by.role
    if role not in hands_for(matter, facts).first:
        raise DecisionError("wrong_role")
    target = target_of(matter, facts)
    if target is not None and target not in list_moves(status, role, asked_from=asked_from):
        raise DecisionError("no_such_move")
    missing = missing_facts(proposal)
    if missing:
        raise DecisionError(missing[0])


def check_second(
    proposal: Proposal,
    second: Person,
    status: Status,
    *,
    asked_from: Status | None = None,
    kept_away: Collection[str] = (),
) -> None:
    """Return only if `second` may agree to a proposal, or refuse it.

    Args:
        proposal: what was proposed.
        second: who decides on it.
        status: where the lead stands now: it may have moved since.
        asked_from: for a lead in `info_requested`, the status in which it was asked.
        kept_away: the accounts that are kept away from the lead.

    Raises:
        DecisionError: why not.
    """
    check_other_person(proposal, second, kept_away=kept_away)
    check_proposal(proposal, status, asked_from=asked_from)


def check_other_person(
    proposal: Proposal, second: Person, *, kept_away: Collection[str] = ()
) -> None:
    """Return only if `second` is the other person that the rules ask for.

    Raises:
        DecisionError: own_proposal, other_organ, wrong_role or kept_away.
    """
    if second.account == proposal.by.account:
        raise DecisionError("own_proposal")
    if second.organ_id != proposal.by.organ_id:
        raise DecisionError("other_organ")
    if second.role not in hands_for(proposal.matter, proposal.facts).second:
        raise DecisionError("wrong_role")
    if kept_away and {second.account, proposal.by.account} & set(kept_away):
        raise DecisionError("kept_away")


def missing_facts(proposal: Proposal) -> tuple[str, ...]:
    """Name the facts that the proposal lacks, or that do not fit together."""
    facts = proposal.facts
    wanted: dict[str, bool] = {"reason": bool(facts.reason.strip())}
    if proposal.matter is Matter.DECLINE:
        wanted["decline"] = facts.decline is not None
        turns = TURNS[facts.decline] if facts.decline else ()
        wanted["turn_to"] = facts.turn_to in turns
    if proposal.matter is Matter.CONCLUDE:
        wanted["conclusion"] = facts.conclusion is not None
        sentences = SENTENCES[facts.conclusion] if facts.conclusion else ()
        wanted["sentence"] = facts.sentence in sentences
        wanted["form"] = (facts.form is not None) == found_something(facts.conclusion)
    if proposal.matter is Matter.EXTEND:
        wanted |= {"clock": facts.clock is not None, "due_on": facts.due_on is not None}
    if proposal.matter is Matter.FALSE_ACCUSATION:
        wanted["approval_number"] = bool(facts.approval_number.strip())
    if facts.study is not None:
        wanted["study"] = is_whole_study(facts.study, proposal.on)
    return tuple(name for name, there in wanted.items() if not there)


def found_something(conclusion: Conclusion | None) -> bool:
    """Whether a conclusion finds a breach, so that one of the four forms is recorded with it."""
    return conclusion in (Conclusion.SUBSTANTIATED, Conclusion.PARTLY)


def is_whole_study(study: Study, today: date) -> bool:
    """Whether a collective study has its minutes' number, at least three persons, and is over."""
    names = {name.strip() for name in study.attendants} - {""}
    numbered = bool(study.minutes_number.strip())
    return numbered and len(names) >= STUDY_LEAST and study.held_on <= today
