"""Whatever officers do and in which order: the ring keeps its rules."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.key_holder.unlocking.key_ring import KeyLockedError, KeyRing, KeyTimes, KeyWaitingError
from tests.unit.app.key_holder.hands import Hands, in_hands

IDLE, LONGEST = 10, 25
ACCOUNTS = ("ann", "bo", "cy", "di")
THRESHOLDS = {"alone": 1, "two": 2, "three": 3}
HANDS: dict[str, Hands] = {
    organ_id: in_hands(threshold, *ACCOUNTS, organ_id=organ_id)
    for organ_id, threshold in THRESHOLDS.items()
}


class Known(NamedTuple):
    """A token as the rules know it."""

    token: str
    account: str
    organ_id: str
    begun: int
    last_used: int


class RingRules(RuleBasedStateMachine):
    """The rules in their plainest form, beside the ring."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0
        self.ring = KeyRing(KeyTimes(IDLE, LONGEST), lambda: self.now)
        self.live: list[Known] = []
        self.gone: list[str] = ["never given"]
        self.open: set[str] = set()

    def _end(self, ended: Sequence[Known]) -> None:
        self.gone += [known.token for known in ended]
        self.live = [known for known in self.live if known not in ended]
        self.open &= {known.organ_id for known in self.live}

    def _present(self, organ_id: str) -> set[str]:
        return {known.account for known in self.live if known.organ_id == organ_id}

    def _touch(self, wanted: Sequence[Known]) -> None:
        self.live = [k._replace(last_used=self.now) if k in wanted else k for k in self.live]

    @rule(organ_id=st.sampled_from(sorted(HANDS)), account=st.sampled_from(ACCOUNTS))
    def enters(self, organ_id: str, account: str) -> None:
        hands = HANDS[organ_id]
        token = self.ring.enter(hands.opened_by(account), hands.stored(), hands.organ())
        self.live.append(Known(token, account, organ_id, self.now, self.now))
        enough = len(self._present(organ_id)) >= THRESHOLDS[organ_id]
        if enough and organ_id not in self.open:
            self.open.add(organ_id)
            self._touch([known for known in self.live if known.organ_id == organ_id])

    @rule(place=st.integers(0, 20))
    def locks(self, place: int) -> None:
        if self.live:
            known = self.live[place % len(self.live)]
            assert self.ring.drop(known.token) == (known.account, known.organ_id)
            self._end([known])

    @rule(account=st.sampled_from(ACCOUNTS))
    def is_removed(self, account: str) -> None:
        self.ring.drop_account(account)
        self._end([known for known in self.live if known.account == account])

    @rule(place=st.integers(0, 20))
    def works(self, place: int) -> None:
        if not self.live:
            return
        known = self.live[place % len(self.live)]
        if known.organ_id in self.open:
            found = self.ring.use(known.token)
            assert (found.account, found.organ_id) == (known.account, known.organ_id)
            assert found.keys[1].recipient == HANDS[known.organ_id].keys[1].recipient
            self._touch([known])
            return
        with pytest.raises(KeyWaitingError) as waiting:
            self.ring.use(known.token)
        missing = THRESHOLDS[known.organ_id] - len(self._present(known.organ_id))
        assert waiting.value.missing == missing >= 1

    @rule(seconds=st.integers(1, 12))
    def time_goes_by(self, seconds: int) -> None:
        self.now += seconds
        self._end(
            [
                k
                for k in self.live
                if k.last_used + IDLE <= self.now or k.begun + LONGEST <= self.now
            ]
        )

    @rule()
    def is_swept(self) -> None:
        self.ring.drop_run_out()

    @invariant()
    def each_token_is_its_officers_own(self) -> None:
        for known in self.live:
            state = self.ring.look(known.token)
            assert (state.account, state.organ_id) == (known.account, known.organ_id)
            assert set(state.present) == self._present(known.organ_id)
            assert bool(state.missing) == (known.organ_id not in self.open)

    @invariant()
    def what_is_over_opens_nothing(self) -> None:
        for token in self.gone:
            with pytest.raises(KeyLockedError):
                self.ring.use(token)

    @invariant()
    def no_key_lies_open_that_nobody_holds(self) -> None:
        for organ_id in HANDS:
            assert self.ring.present(organ_id)[1] == (organ_id in self.open)


RingRules.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestRingRules = RingRules.TestCase
