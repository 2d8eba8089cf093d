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
from app.domain.closing import Clarification, Duty, Inquiry
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
    person_of,
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
PROPOSALS = st.tuples(st.sampled_from(sorted(OWN)), FACTS)
PEOPLE = {officer.account: officer for officer in TEAM}
INTAKE, CASE = PEOPLE["intake_officer1"], PEOPLE["case_officer1"]
APPROVER, AUDITOR = PEOPLE["approver1"], PEOPLE["auditor1"]
FIRST = {Role.INTAKE_OFFICER: INTAKE, Role.CASE_OFFICER: CASE, Role.AUDITOR: AUDITOR}
MATTERS = {Status.ACCEPTED: Matter.ACCEPT, Status.NOT_ACCEPTED: Matter.DECLINE} | {
    Status.CONCLUDED: Matter.CONCLUDE,
    Status.REOPENED: Matter.REOPEN,
    Status.ARCHIVED: Matter.ARCHIVE,
}
ENDINGS = st.sampled_from(Conclusion)


def whole(target: Status, conclusion: Conclusion) -> Facts:
    """A proposal as the rules want it."""
    found = conclusion in (Conclusion.SUBSTANTIATED, Conclusion.PARTLY)
    return Facts(
        target=target,
        reason="事由",
        decline=DeclineReason.NO_SUBSTANCE,
        turn_to=TurnTo.WRITE_AGAIN,
        study=WHOLE,
        conclusion=conclusion,
        sentence=Sentence.CLOSED,
        form=FourForms.FIRST if found else None,
    )


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

    @rule(officer=OFFICERS, proposal=PROPOSALS, study_first=st.booleans())
    def propose(
        self,
        officer: ActingOfficer,
        proposal: tuple[Matter, Facts],
        study_first: bool,
    ) -> None:
        act = propose_disposition_on if study_first else propose_on
        self.attempt(officer, lambda r: act(r, officer, self.today, *proposal))

    @rule(data=st.data(), ending=ENDINGS)
    def propose_by_the_rules(self, data: st.DataObject, ending: Conclusion) -> None:
        """So that walks get far: who may, what is whole, and where it may go."""
        status = self.record.status
        if status in (Status.ACCEPTED, Status.REOPENED):
            status = Status.DISPOSITION_PROPOSED
        targets = [target for target in MOVES[status] if target in BY_TWO]
        if not targets:
            return
        target = data.draw(st.sampled_from(targets))
        officer = FIRST[BY_TWO[target]]
        proposal = MATTERS.get(target, Matter.DISPOSE), whole(target, ending)
        study_first = proposal[0] in (Matter.DISPOSE, Matter.CONCLUDE)
        self.propose(officer, proposal, study_first)

    @rule(data=st.data(), ending=ENDINGS)
    def decide_by_the_rules(self, data: st.DataObject, ending: Conclusion) -> None:
        self.propose_by_the_rules(data, ending)
        self.approve(APPROVER)

    @rule()
    def answer_all(self) -> None:
        """What keeps a concluded lead from the archive."""
        day, by = self.today, person_of(CASE)
        self.record = replace(
            self.record,
            done_on={**self.record.done_on, ClockName.FEEDBACK: day},
            inquiries={duty: Inquiry(True, "失察", by, day) for duty in Duty},  # noqa: FBT003
            clarification=Clarification(needed=False, note="无人知情", by=by),
        )

    @rule(officer=OFFICERS, act=st.sampled_from(["approve", "refuse", "withdraw", "ask", "go_on"]))
    def act(self, officer: ActingOfficer, act: str) -> None:
        """Anything, by anybody."""
        getattr(self, act)(officer)

    def approve(self, officer: ActingOfficer) -> None:
        away = frozenset(self.kept_away)
        self.attempt(officer, lambda r: approve_on(r, officer, self.today, kept_away=away))

    def refuse(self, officer: ActingOfficer) -> None:
        self.attempt(officer, lambda r: refuse_on(r, officer, self.today, "不妥"))

    def withdraw(self, officer: ActingOfficer) -> None:
        self.attempt(officer, lambda r: withdraw_on(r, officer, self.today))

    def ask(self, officer: ActingOfficer) -> None:
        self.attempt(officer, lambda r: ask_on(r, officer, self.today))

    def go_on(self, officer: ActingOfficer) -> None:
        asked_on = self.record.entered_on.get(Status.INFO_REQUESTED)
        before = self.record.status
        self.attempt(officer, lambda r: go_on_from(r, officer, self.today))
        if before is Status.INFO_REQUESTED is not self.record.status:
            assert asked_on
            assert self.record.answered_on or self.today > asked_on + timedelta(days=30)

    @rule()
    def wait_for_the_reporter_in_vain(self) -> None:
        self.today += timedelta(days=31)
        self.go_on(CASE)

    @rule(officer=OFFICERS)
    def keep_away(self, officer: ActingOfficer) -> None:
        """One officer at a time: with the whole office kept away nothing would go on."""
        self.kept_away = {officer.account}

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
TestDeciding.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)


def test_a_walk_gets_to_the_archive() -> None:
    """The machine above is no empty promise: these are the rules' own steps, all allowed."""
    record = propose_on(make_record(), INTAKE, TODAY, Matter.ACCEPT, Facts(reason="事由"))
    with pytest.raises(DecisionError, match="kept_away"):
        approve_on(record, APPROVER, TODAY, kept_away=frozenset({INTAKE.account}))
    record = approve_on(record, APPROVER, TODAY)
    ending = Facts(
        reason="事由",
        study=WHOLE,
        conclusion=Conclusion.NORMAL_SOCIAL_CONTACT,
        sentence=Sentence.WITHIN_THE_RULES,
    )
    record = propose_disposition_on(record, CASE, TODAY, Matter.CONCLUDE, ending)
    record = approve_on(record, APPROVER, TODAY)
    with pytest.raises(DecisionError, match="missing_feedback"):
        propose_on(record, AUDITOR, TODAY, Matter.ARCHIVE, Facts(reason="事由"))
    record = replace(record, done_on={ClockName.FEEDBACK: TODAY})
    record = propose_on(record, AUDITOR, TODAY, Matter.ARCHIVE, Facts(reason="事由"))
    assert approve_on(record, APPROVER, TODAY).status is Status.ARCHIVED
