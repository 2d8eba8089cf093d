"""Walks through the console's services: any act, by anybody, in any order, at two leads at once.

The sealed records, the key-holder and both zones are real. `tests/unit` walks through the pure
changes alone; here it is what a person can reach, routing and the auditor's part among it. Who may
what is said in the words of the office's rules, apart from the program's own tables.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.domain.decisions import DecisionError, Facts, FourForms, Matter, Outcome, Study
from app.domain.forwarding import HandBackReason, SentAs
from app.domain.lifecycle import MOVES, Status
from app.domain.roles import Role
from app.domain.routing import Concern
from app.domain.sentences import Conclusion, DeclineReason, Sentence, TurnTo
from app.services.officer.deciding.approve import approve
from app.services.officer.deciding.archive import (
    approve_archiving,
    begin_archiving,
    put_forward,
    refuse_archiving,
)
from app.services.officer.deciding.ask_reporter import ask_reporter, go_on
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.deciding.propose import propose, propose_disposition
from app.services.officer.deciding.purge import propose_purge
from app.services.officer.deciding.refuse import refuse, withdraw
from app.services.officer.desk import (
    ActingOfficer,
    CaseNotHeldError,
    NotPermittedError,
    OfficeDesk,
)
from app.services.officer.key_holder_client import KeyHolderError
from app.services.officer.lead.join_leads import JoiningError, join_leads, separate_leads
from app.services.officer.lead.record import Record, read_record
from app.services.officer.lead.reply_to_reporter import ReplyNotPossibleError, reply_to_reporter
from app.services.officer.lead.triage_case import Triage, triage_case
from app.services.officer.queue.open_batch import open_batch
from app.services.officer.queue.read_queue import read_queue
from app.services.officer.routing.acknowledge import acknowledge
from app.services.officer.routing.hand_back import Result, hand_back
from app.services.officer.routing.propose_route import propose_route
from app.services.officer.routing.route_facts import say_concern
from app.services.officer.routing.transfer import propose_transfer
from app.services.officer.routing.write_extract import write_extract
from app.services.reporter.desk import IntakeDesk
from app.storage.case_records import StaleCaseError, find_held_record
from app.storage.casework import AuditEntry
from crypto.access_code import case_number
from crypto.sealing import open_payload
from tests.deciding import AUDITOR
from tests.make import (
    APPROVER,
    CASE_OFFICER,
    GROUP,
    INTAKE_OFFICER,
    TODAY,
    UNIT,
    UNIT_OFFICER,
    make_case,
)
from tests.officers import Officers
from tests.routes import EXTRACT

FEW = 6
REFUSED = (
    DecisionError,
    NotPermittedError,
    CaseNotHeldError,
    StaleCaseError,
    JoiningError,
    KeyHolderError,
    ReplyNotPossibleError,
)
"""What the office's rules say no with."""
STUDY: Final = Study("〔2026〕12号", TODAY, ("甲", "乙", "丙"))
WHY: Final = "事由"
BY_TWO: Final[dict[Status, tuple[set[Role], set[Role]]]] = {
    Status.ACCEPTED: ({Role.INTAKE_OFFICER}, {Role.APPROVER}),
    Status.NOT_ACCEPTED: ({Role.INTAKE_OFFICER}, {Role.APPROVER}),
    Status.FORWARDED: ({Role.INTAKE_OFFICER}, {Role.APPROVER}),
    Status.SEALED_TRANSFER: (
        {Role.INTAKE_OFFICER, Role.CASE_OFFICER},
        {Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER},
    ),
    Status.ARCHIVED: ({Role.AUDITOR}, {Role.APPROVER}),
    **dict.fromkeys(
        (
            Status.INQUIRY,
            Status.PRELIMINARY_VERIFICATION,
            Status.HELD_PENDING,
            Status.CASE_FILED,
            Status.CONCLUDED,
            Status.REOPENED,
        ),
        ({Role.CASE_OFFICER}, {Role.APPROVER}),
    ),
}
"""Who begins, and who agrees."""
ALONE: Final = {
    Status.INFO_REQUESTED: Role.CASE_OFFICER,
    Status.DISPOSITION_PROPOSED: Role.CASE_OFFICER,
    Status.DUPLICATE: Role.INTAKE_OFFICER,
    Status.OPENED: Role.INTAKE_OFFICER,
}
"""Where one person is enough; `opened` is the way back out of `duplicate`."""
HANDED_BACK: Final = (Status.OPENED, Status.DISPOSITION_PROPOSED)


@dataclass(frozen=True)
class Try:
    """One thing that somebody tries."""

    act: str
    account: str
    target: Status = Status.PRELIMINARY_VERIFICATION
    conclusion: Conclusion = Conclusion.NORMAL_SOCIAL_CONTACT
    swapped: bool = False
    """At the other lead."""

    def facts(self) -> Facts:
        """Whatever is needed to be whole."""
        found = self.conclusion in (Conclusion.SUBSTANTIATED, Conclusion.PARTLY)
        return Facts(
            target=self.target,
            reason=WHY,
            decline=DeclineReason.NO_SUBSTANCE,
            turn_to=TurnTo.WRITE_AGAIN,
            study=STUDY,
            conclusion=self.conclusion,
            sentence=Sentence.CLOSED,
            form=FourForms.FIRST if found else None,
        )


@dataclass(frozen=True)
class At:
    """An officer at a lead, beside another one."""

    desk: OfficeDesk
    officer: ActingOfficer
    number: str
    other: str
    tried: Try
    seen: str

    def propose(self, matter: Matter) -> None:
        """Propose it, with or without collective study before it."""
        place = (self.desk, self.officer, self.number, matter, self.tried.facts())
        if matter in (Matter.DISPOSE, Matter.CONCLUDE):
            propose_disposition(*place)
        else:
            propose(*place)

    def screen(self) -> None:
        """Give it to the case officer, who would see nothing of it else."""
        found = Triage(None, None, danger=False, evidence_at_risk=False, assigned_to=CASE_OFFICER)
        triage_case(self.desk, self.officer, self.number, found)

    def concern(self, about: Concern, unit: str) -> None:
        """Say whom it is about."""
        say_concern(
            self.desk, self.officer, self.number, concern=about, unit_id=unit, post_checked=True
        )

    def route(self, sent: SentAs) -> None:
        """Propose the unit."""
        propose_route(self.desk, self.officer, self.number, unit_id=UNIT, sent=sent, reason=WHY)


ACTS: Final[dict[str, Callable[[At], object]]] = {
    **{f"propose_{matter}": partial(At.propose, matter=matter) for matter in Matter},
    "approve": lambda at: approve(at.desk, at.officer, at.number, seen=at.seen, again=True),
    "refuse": lambda at: refuse(at.desk, at.officer, at.number, seen=at.seen, reason="不妥"),
    "withdraw": lambda at: withdraw(at.desk, at.officer, at.number, seen=at.seen),
    "ask": lambda at: ask_reporter(at.desk, at.officer, at.number, "几点？", sure=True),
    "go_on": lambda at: go_on(at.desk, at.officer, at.number),
    "reply": lambda at: reply_to_reporter(at.desk, at.officer, at.number, "谢谢", sure=True),
    "screen": lambda at: at.screen(),
    "join": lambda at: join_leads(at.desk, at.officer, at.number, at.other, WHY),
    "separate": lambda at: separate_leads(at.desk, at.officer, at.number, WHY),
    "about_unit": lambda at: at.concern(Concern.UNIT_STAFF, UNIT),
    "about_us": lambda at: at.concern(Concern.OWN_OFFICE, ""),
    "extract": lambda at: write_extract(at.desk, at.officer, at.number, EXTRACT, sign=True),
    "route": lambda at: at.route(SentAs.EXTRACT),
    "let_go": lambda at: at.route(SentAs.ORIGINAL),
    "transfer": lambda at: propose_transfer(at.desk, at.officer, at.number, reason=WHY),
    "take_on": lambda at: acknowledge(at.desk, at.officer, at.number),
    "hand_back": lambda at: hand_back(
        at.desk, at.officer, at.number, Result(HandBackReason.NOT_OURS, "不属我单位")
    ),
    "put_forward": lambda at: put_forward(at.desk, at.officer, at.number),
    "begin": lambda at: begin_archiving(at.desk, at.officer, at.number),
    "archive": lambda at: approve_archiving(at.desk, at.officer, at.number, seen=at.seen),
    "not_archive": lambda at: refuse_archiving(
        at.desk, at.officer, at.number, seen=at.seen, reason="不妥"
    ),
    "purge": lambda at: propose_purge(at.desk, at.officer, at.number, WHY),
    "look": lambda at: read_queue(at.desk, at.officer),
}
ACCOUNTS = (INTAKE_OFFICER, CASE_OFFICER, APPROVER, UNIT_OFFICER, AUDITOR)
TRIES = st.builds(
    Try,
    act=st.sampled_from(sorted(ACTS)),
    account=st.sampled_from(ACCOUNTS),
    target=st.sampled_from(Status),
    conclusion=st.sampled_from(Conclusion),
    swapped=st.booleans(),
)
NEXT: Final[dict[Status, tuple[tuple[str, str], ...]]] = {
    Status.OPENED: (
        ("propose_accept", INTAKE_OFFICER),
        ("propose_accept", INTAKE_OFFICER),
        ("propose_decline", INTAKE_OFFICER),
        ("join", INTAKE_OFFICER),
        ("route", INTAKE_OFFICER),
        ("transfer", CASE_OFFICER),
        ("ask", CASE_OFFICER),
    ),
    Status.FORWARDED: (("take_on", UNIT_OFFICER), ("hand_back", UNIT_OFFICER)),
    Status.CONCLUDED: (
        ("reply", CASE_OFFICER),
        ("put_forward", CASE_OFFICER),
        ("begin", AUDITOR),
        ("archive", APPROVER),
        ("propose_reopen", CASE_OFFICER),
    ),
    Status.DUPLICATE: (("separate", INTAKE_OFFICER),),
}
"""Acts that get somewhere, so that walks go far; elsewhere a disposition does."""


DISPOSING: Final = (("propose_dispose", CASE_OFFICER), ("propose_conclude", CASE_OFFICER))


class Walk:
    """Two leads, and everybody at them."""

    def __init__(self, officers: Officers, intake_desk: IntakeDesk) -> None:
        self.officers = officers
        [self._key] = officers.keys(APPROVER)
        self._records: dict[tuple[str, int], Record] = {}
        codes = [make_case(intake_desk), make_case(intake_desk, "同一件事，另一人写的。")]
        self.numbers = [case_number(code.verifier()) for code in codes]
        for account in (CASE_OFFICER, APPROVER):
            with pytest.raises(NotPermittedError):
                open_batch(officers.desk, self.acting(account), self.numbers)
        open_batch(officers.desk, self.acting(INTAKE_OFFICER), self.numbers)
        for number in self.numbers:
            for act in ("screen", "about_unit"):
                self.tries(Try(act, INTAKE_OFFICER), number)

    def acting(self, account: str) -> ActingOfficer:
        if account == AUDITOR:
            return ActingOfficer(AUDITOR, AUDITOR, Role.AUDITOR, GROUP, "")
        return self.officers.acting(account)

    def read(self, number: str) -> Record:
        """The group's record, opened by its key with no program between."""
        with self.officers.desk.casework.read() as session:
            held = find_held_record(session, GROUP, number)
        assert held is not None
        place = (number, held.version)
        if place not in self._records:
            body = open_payload(held.payload, self._key.unwrap(held.header))
            self._records[place] = read_record(body, number)
        return self._records[place]

    def tries(self, tried: Try, number: str) -> None:
        """Do it; what the rules refuse changes nothing, what they allow is looked at."""
        before = {one: self.read(one) for one in self.numbers}
        [other] = set(self.numbers) - {number}
        officer = self.acting(tried.account)
        seen = decision_mark(before[number])
        signed = self.signed_by(officer)
        try:
            ACTS[tried.act](At(self.officers.desk, officer, number, other, tried, seen))
        except REFUSED:
            assert {one: self.read(one) for one in self.numbers} == before
            return
        for one in self.numbers:
            after = self.read(one)
            if after != before[one]:
                assert self.signed_by(officer) > signed, "every hand signs"
            if after.status is not before[one].status:
                self.look_at_move(before[one], after, officer, tried)

    def signed_by(self, officer: ActingOfficer) -> int:
        count = select(func.count()).where(AuditEntry.account == officer.account)
        with self.officers.desk.casework.read() as session:
            return session.scalar(count) or 0

    def look_at_move(
        self, before: Record, after: Record, officer: ActingOfficer, tried: Try
    ) -> None:
        moved = (before.status, after.status)
        if before.status is Status.INFO_REQUESTED:
            assert (after.status, officer.role) == (before.asked_from, Role.CASE_OFFICER)
        elif before.status is Status.FORWARDED:
            # The unit handed it back; the look of whoever of the group came next brought it in.
            assert after.status in HANDED_BACK, moved
            assert after.forwarded[-1].handed_back is not None
        elif before.status is Status.DUPLICATE and after.status is Status.SEALED_TRANSFER:
            assert self.read(before.joined_to).status is Status.SEALED_TRANSFER
        else:
            assert after.status in MOVES[before.status], (moved, tried)
            if after.status in BY_TWO:
                self.look_at_hands(after, officer)
            else:
                assert officer.role is ALONE[after.status], (moved, tried)
                assert officer.organ_id == GROUP

    def look_at_hands(self, after: Record, officer: ActingOfficer) -> None:
        first_roles, second_roles = BY_TWO[after.status]
        assert officer.role in second_roles
        if after.transfer is not None:
            # All that is left names both.
            assert after.transfer.proposed_by != after.transfer.approved_by
            assert officer.account in after.transfer.approved_by
            return
        decision = after.decisions[-1]
        assert decision.outcome is Outcome.APPROVED
        assert decision.proposal.by.account != decision.by.account == officer.account
        assert decision.proposal.by.role in first_roles
        assert decision.proposal.facts.reason
        assert decision.basis

    def goes_on(self, data: st.DataObject, number: str) -> None:
        """What the rules would have: proposed by who may, and agreed to by an approver."""
        status = self.read(number).status
        act, account = data.draw(st.sampled_from(NEXT.get(status, DISPOSING)))
        target = data.draw(st.sampled_from([*MOVES[status], Status.PRELIMINARY_VERIFICATION]))
        before = {"route": ("extract", APPROVER), "transfer": ("about_us", INTAKE_OFFICER)}
        acts = [before[act]] if act in before else []
        # First somebody tries it, and only then who may.
        somebody = data.draw(st.sampled_from(ACCOUNTS))
        for one, by in ((act, account), ("approve", APPROVER)):
            acts += [(one, somebody), (one, by)]
        acts += [("look", INTAKE_OFFICER)] if status is Status.FORWARDED else []
        for one, by in acts:
            self.tries(Try(one, by, target), number)


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.mark.parametrize(
    "walks", [FEW, pytest.param(60, marks=[pytest.mark.prove, pytest.mark.timeout(1800)])]
)
def test_no_walk_leaves_the_diagram_or_lacks_a_hand(
    officers: Officers, intake_desk: IntakeDesk, walks: int
) -> None:
    officers.add(AUDITOR, Role.AUDITOR)
    reached: set[Status] = set()

    @settings(
        max_examples=walks,
        phases=(Phase.generate,),
        # So few walks are the same each time; `make prove` takes others.
        derandomize=walks == FEW,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data(), tries=st.lists(TRIES, min_size=10, max_size=14))
    def walk(data: st.DataObject, tries: list[Try]) -> None:
        at = Walk(officers, intake_desk)
        for place, tried in enumerate(tries):
            number = at.numbers[tried.swapped]
            at.tries(tried, number)
            if place % 2:
                at.goes_on(data, number)
            reached.update(at.read(one).status for one in at.numbers)

    walk()
    assert len(reached) >= 6, "walks that get nowhere show nothing"
