"""Every walk through deciding: by any officer, in any order, with anything proposed.

What the machine does is by chance; what must hold is said apart from the program's own tables of
who may what: in the words of the office's rules.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.domain.categories import Category
from app.domain.deadlines import ClockName
from app.domain.decisions import (
    DecisionError,
    Facts,
    FourForms,
    Matter,
    Outcome,
    Study,
    is_whole_study,
)
from app.domain.lifecycle import MOVES, Status
from app.domain.notes import Hand
from app.domain.policy_line import Criterion, Interest, PolicyLine
from app.domain.roles import Role
from app.domain.sentences import Conclusion, DeclineReason, Sentence, TurnTo
from app.services.officer.deciding import archive, close_up, extend, moves
from app.services.officer.deciding.changes import (
    approve_on,
    ask_on,
    go_on_from,
    propose_disposition_on,
    propose_on,
    refuse_on,
    withdraw_on,
)
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.deciding.performers import PERFORMERS
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.record import Record
from app.storage.case_records import StaleCaseError
from tests.make import GROUP, TODAY, UNIT, make_record

REGISTERED = (archive, close_up, extend, moves)
TEAM = [
    ActingOfficer(f"{role}{n}", f"{role} {n}", role, organ, "token")
    for role in Role
    for n, organ in ((1, GROUP), (2, GROUP), (3, UNIT))
]
OFFICERS = st.sampled_from(TEAM)
OWN = {Matter(m) for m in PERFORMERS}
BY_TWO = {
    Status.ACCEPTED: Role.INTAKE_OFFICER,
    Status.NOT_ACCEPTED: Role.INTAKE_OFFICER,
    Status.INQUIRY: Role.CASE_OFFICER,
    Status.PRELIMINARY_VERIFICATION: Role.CASE_OFFICER,
    Status.HELD_PENDING: Role.CASE_OFFICER,
    Status.CASE_FILED: Role.CASE_OFFICER,
    Status.CONCLUDED: Role.CASE_OFFICER,
    Status.REOPENED: Role.CASE_OFFICER,
    Status.ARCHIVED: Role.AUDITOR,
}
"""Who proposes; an approver always agrees."""
NAMES = st.lists(st.sampled_from(["甲", "乙", "丙", "丁", " "]), max_size=5).map(tuple)
STUDIES = st.builds(
    Study,
    minutes_number=st.sampled_from(["", "〔2026〕12号"]),
    held_on=st.sampled_from([TODAY, TODAY + timedelta(days=400)]),
    attendants=NAMES,
)
WHOLE = Study("〔2026〕12号", TODAY, ("甲", "乙", "丙"))
FACTS = st.builds(
    Facts,
    target=st.none() | st.sampled_from(Status),
    reason=st.sampled_from(["", "事由"]),
    decline=st.none() | st.sampled_from(DeclineReason),
    turn_to=st.none() | st.sampled_from(TurnTo),
    study=st.none() | st.just(WHOLE) | STUDIES,
    conclusion=st.none() | st.sampled_from(Conclusion),
    sentence=st.none() | st.sampled_from(Sentence),
    form=st.none() | st.sampled_from(FourForms),
    clock=st.none() | st.sampled_from(ClockName),
    due_on=st.none() | st.just(TODAY + timedelta(days=9)),
    approval_number=st.sampled_from(["", "3号"]),
)
LIKELY = st.sampled_from(
    [
        (Matter.ACCEPT, Facts(reason="事由")),
        (Matter.DISPOSE, Facts(Status.INQUIRY, "事由", study=WHOLE)),
        (Matter.DISPOSE, Facts(Status.PRELIMINARY_VERIFICATION, "事由", study=WHOLE)),
        (
            Matter.CONCLUDE,
            Facts(
                reason="事由",
                study=WHOLE,
                conclusion=Conclusion.SUBSTANTIATED,
                sentence=Sentence.CLOSED,
                form=FourForms.FIRST,
            ),
        ),
        (
            Matter.CONCLUDE,
            Facts(
                reason="事由",
                study=WHOLE,
                conclusion=Conclusion.NORMAL_SOCIAL_CONTACT,
                sentence=Sentence.CLOSED,
            ),
        ),
        (Matter.REOPEN, Facts(reason="事由")),
        (Matter.ARCHIVE, Facts(reason="事由")),
    ]
)
"""What a walk needs to get anywhere; the rest is by chance alone."""
PROPOSALS = LIKELY | st.tuples(st.sampled_from(sorted(OWN)), FACTS)


class Deciding(RuleBasedStateMachine):
    """One lead, and everybody at it."""

    record: Record
    today: date

    @initialize(category=st.sampled_from([Category.DRINKING_CIRCLE, Category.OTHER]))
    def begin(self, category: Category) -> None:
        self.record, self.today = make_record(category=category), TODAY
        self.kept_away: set[str] = set()

    def attempt(self, officer: ActingOfficer, change: object) -> None:
        """Try it; what the rules refuse changes nothing, what they allow is looked at."""
        before = self.record
        try:
            after = change(before)  # type: ignore[operator]  # a function of the record
        except (DecisionError, StaleCaseError):
            return
        self.record = after
        assert decision_mark(before) != decision_mark(after)
        assert after.steps[-1].account == officer.account
        if after.status is not before.status:
            self.look_at_move(before, after, officer)

    def look_at_move(self, before: Record, after: Record, officer: ActingOfficer) -> None:
        if before.status is Status.INFO_REQUESTED:
            assert (after.status, officer.role) == (before.asked_from, Role.CASE_OFFICER)
            return
        assert after.status in MOVES[before.status]
        assert after.entered_on[after.status] == self.today
        if after.status in BY_TWO:
            self.look_at_decision(after, officer)
        else:
            assert after.status in (Status.INFO_REQUESTED, Status.DISPOSITION_PROPOSED)
            assert officer.role is Role.CASE_OFFICER
        if after.status is Status.DISPOSITION_PROPOSED:
            assert after.proposal
            assert after.proposal.facts.study
            assert is_whole_study(after.proposal.facts.study, self.today)

    def look_at_decision(self, after: Record, officer: ActingOfficer) -> None:
        decision = after.decisions[-1]
        first, second = decision.proposal.by, decision.by
        assert decision.outcome is Outcome.APPROVED
        assert first.account != second.account == officer.account
        assert first.role is BY_TWO[after.status]
        assert second.role is Role.APPROVER
        assert first.organ_id == second.organ_id
        assert not {first.account, second.account} & self.kept_away
        assert decision.basis
        assert decision.proposal.facts.reason
        found = after.conclusion in (Conclusion.SUBSTANTIATED, Conclusion.PARTLY)
        if after.status is Status.CONCLUDED and after.category is Category.DRINKING_CIRCLE:
            assert not found or after.policy_line is not None
        if after.status is Status.ARCHIVED and found:
            assert len(after.inquiries) == 2

    @rule(officer=OFFICERS, proposal=PROPOSALS)
    def propose(self, officer: ActingOfficer, proposal: tuple[Matter, Facts]) -> None:
        self.attempt(officer, lambda r: propose_on(r, officer, self.today, *proposal))

    @rule(officer=OFFICERS, proposal=PROPOSALS)
    def dispose(self, officer: ActingOfficer, proposal: tuple[Matter, Facts]) -> None:
        self.attempt(officer, lambda r: propose_disposition_on(r, officer, self.today, *proposal))

    @rule(officer=st.sampled_from(TEAM[:9]), proposal=LIKELY)
    def work(self, officer: ActingOfficer, proposal: tuple[Matter, Facts]) -> None:
        """By who works on leads, what may well be right."""
        self.dispose(officer, proposal)
        self.propose(officer, proposal)

    @rule(officer=OFFICERS)
    def approve(self, officer: ActingOfficer) -> None:
        away = frozenset(self.kept_away)
        self.attempt(officer, lambda r: approve_on(r, officer, self.today, kept_away=away))

    @rule(officer=OFFICERS, reason=st.sampled_from(["", "不妥"]))
    def refuse(self, officer: ActingOfficer, reason: str) -> None:
        self.attempt(officer, lambda r: refuse_on(r, officer, self.today, reason))

    @rule(officer=OFFICERS)
    def withdraw(self, officer: ActingOfficer) -> None:
        self.attempt(officer, lambda r: withdraw_on(r, officer, self.today))

    @rule(officer=OFFICERS)
    def ask(self, officer: ActingOfficer) -> None:
        self.attempt(officer, lambda r: ask_on(r, officer, self.today))

    @rule(officer=OFFICERS)
    def go_on(self, officer: ActingOfficer) -> None:
        asked_on = self.record.entered_on.get(Status.INFO_REQUESTED)
        before = self.record.status
        self.attempt(officer, lambda r: go_on_from(r, officer, self.today))
        if before is Status.INFO_REQUESTED is not self.record.status:
            assert asked_on
            assert self.record.answered_on or self.today > asked_on + timedelta(days=30)

    @rule(days=st.sampled_from([1, 31]))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(officer=OFFICERS)
    def keep_away(self, officer: ActingOfficer) -> None:
        if len(self.kept_away) < 2:
            self.kept_away.add(officer.account)

    @rule(criterion=st.sampled_from(Criterion))
    def draw_policy_line(self, criterion: Criterion) -> None:
        found = PolicyLine(Hand(self.today, "c", "c"), criterion, (Interest.GROUP,), "合同")
        kept = found if criterion is Criterion.YES else None
        self.record = replace(self.record, policy_line=kept)

    @invariant()
    def at_most_one_thing_waits_and_all_decisions_name_two(self) -> None:
        for decision in self.record.decisions:
            own = decision.proposal.by.account == decision.by.account
            assert own == (decision.outcome is Outcome.WITHDRAWN)
        named = [step for step in self.record.steps if step.act.startswith("proposed_")]
        waits = self.record.proposal is not None
        assert len(named) == len(self.record.decisions) + waits


TestDeciding = Deciding.TestCase
TestDeciding.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)


def test_a_walk_gets_to_the_archive() -> None:
    """The machine above is no empty promise: these are the rules' own steps, all allowed."""
    people = {officer.account: officer for officer in TEAM}
    intake, case, approver = (
        people[f"{r}1"] for r in ("intake_officer", "case_officer", "approver")
    )
    record = propose_on(make_record(), intake, TODAY, Matter.ACCEPT, Facts(reason="事由"))
    with pytest.raises(DecisionError, match="kept_away"):
        approve_on(record, approver, TODAY, kept_away=frozenset({intake.account}))
    record = approve_on(record, approver, TODAY)
    ending = Facts(
        reason="事由",
        study=WHOLE,
        conclusion=Conclusion.NORMAL_SOCIAL_CONTACT,
        sentence=Sentence.WITHIN_THE_RULES,
    )
    record = propose_disposition_on(record, case, TODAY, Matter.CONCLUDE, ending)
    record = approve_on(record, approver, TODAY)
    with pytest.raises(DecisionError, match="missing_feedback"):
        propose_on(record, people["auditor1"], TODAY, Matter.ARCHIVE, Facts(reason="事由"))
    record = replace(record, done_on={ClockName.FEEDBACK: TODAY})
    record = propose_on(record, people["auditor1"], TODAY, Matter.ARCHIVE, Facts(reason="事由"))
    assert approve_on(record, approver, TODAY).status is Status.ARCHIVED
