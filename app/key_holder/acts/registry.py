"""Acts that wait for their approvals, in memory only: a restart forgets them all.

An act waits an hour. Once all have approved, exactly one caller takes it and does it; what their
phrases opened is forgotten with that. Where the archive is left to be re-wrapped, the organ's keys
stay with the act until they were not used for a quarter of an hour.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from typing import Any, Final

from app.key_holder.acts.approvals import Approver, count_missing, is_complete
from app.key_holder.acts.enrolment import Enrolment
from app.key_holder.acts.proposal import ENROLLING, ActRefusedError, Proposal, Terms
from app.key_holder.unlocking.key_ring import Contribution, seconds_since_boot
from crypto.group_key import OrganKey

ACT_SECONDS: Final = 60 * 60
"""How long an act waits, and how long it can be asked for afterwards."""
KEYS_IDLE_SECONDS: Final = 15 * 60
MAX_WAITING_ACTS: Final = 20


class NoActError(Exception):
    """No such act, or none any more."""


class ActState(StrEnum):
    """Where an act stands."""

    WAITING = "waiting"
    PERFORMING = "performing"
    APPROVED = "approved"
    FAILED = "failed"


@dataclass(slots=True)
class _Act:
    act_id: str
    enrol_id: str
    proposal: Proposal
    terms: Terms
    ends: float
    state: ActState = ActState.WAITING
    error: ActRefusedError | None = None
    begun: Enrolment | None = field(default=None, repr=False)
    enrolment: Enrolment | None = field(default=None, repr=False)
    contributions: dict[str, Contribution] = field(default_factory=dict, repr=False)
    approvers: dict[str, Approver] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    keys: dict[int, OrganKey] = field(default_factory=dict, repr=False)
    keys_end: float = 0.0

    def close(self, error: ActRefusedError) -> None:
        self.state, self.error = ActState.FAILED, error
        self.contributions, self.begun = {}, None


@dataclass(frozen=True, slots=True)
class ActView:
    """An act as pages and commands may see it.

    Attributes:
        approved_by: the accounts, in the order in which they approved.
        missing: how many more, by organ.
        recipient: of the officer who enrolled; empty as long as nobody did.
        result: public values only.
        has_keys: the archive can be worked at.
    """

    act_id: str
    proposal: Proposal
    terms: Terms
    state: ActState
    error: ActRefusedError | None
    approved_by: tuple[str, ...]
    missing: Mapping[str, int]
    recipient: str
    result: Mapping[str, Any]
    seconds_left: int
    has_keys: bool

    @property
    def waits_for_enrolment(self) -> bool:
        """Whether the officer concerned has to make a phrase first."""
        return self.proposal.kind in ENROLLING and not self.recipient


@dataclass(frozen=True, slots=True)
class ApprovedAct:
    """An act that all have approved, with what their phrases opened: for the one who does it."""

    act_id: str
    proposal: Proposal
    terms: Terms
    enrolment: Enrolment | None
    contributions: tuple[Contribution, ...] = field(repr=False)


class Acts:
    """All acts of the last two hours. Any thread may use it."""

    def __init__(self, clock: Callable[[], float] = seconds_since_boot) -> None:
        self._clock = clock
        self._lock = Lock()
        self._acts: dict[str, _Act] = {}

    def propose(self, proposal: Proposal, terms: Terms) -> tuple[str, str]:
        """Keep an act, and return its id and the id of its enrolment.

        Raises:
            ActRefusedError: `too_many_acts` wait already.
        """
        with self._lock:
            waiting = sum(act.state is ActState.WAITING for act in self._acts.values())
            if waiting >= MAX_WAITING_ACTS:
                raise ActRefusedError("too_many_acts")
            act = _Act(
                secrets.token_urlsafe(16),
                # Apart: who was sent the page of approvals must not enrol in another's place.
                secrets.token_urlsafe(16),
                proposal,
                terms,
                self._clock() + ACT_SECONDS,
            )
            self._acts[act.act_id] = act
            return act.act_id, act.enrol_id

    def look(self, act_id: str) -> ActView:
        """Return an act as it is now.

        Raises:
            NoActError: there is none.
        """
        with self._lock:
            return self._view(self._find(act_id))

    def look_by_enrolment(self, enrol_id: str) -> ActView:
        """Return the act that an enrolment belongs to.

        Raises:
            NoActError: there is none.
        """
        with self._lock:
            return self._view(self._find_by_enrolment(enrol_id))

    def begin_enrolment(self, enrol_id: str, enrolment: Enrolment) -> None:
        """Keep an identity until its phrase is written down; an earlier one is forgotten.

        Raises:
            NoActError: there is none.
            ActRefusedError: somebody has enrolled already, or the act waits no more.
        """
        with self._lock:
            act = self._waiting(self._find_by_enrolment(enrol_id))
            if act.enrolment is not None:
                raise ActRefusedError("enrolled")
            act.begun = enrolment

    def finish_enrolment(self, enrol_id: str, attempt: str, typed: str) -> bool:
        """Let an identity count if its phrase was written down; say whether it was.

        Raises:
            NoActError: there is none.
            ActRefusedError: another phrase was made since, or the act waits no more.
        """
        with self._lock:
            act = self._waiting(self._find_by_enrolment(enrol_id))
            if act.begun is None or not secrets.compare_digest(
                act.begun.attempt.encode(), attempt.encode(errors="replace")
            ):
                raise ActRefusedError("enrolled" if act.enrolment else "begun_anew")
            if not act.begun.is_written_down(typed):
                return False
            act.enrolment, act.begun = act.begun, None
            return True

    def asked_places(self, enrol_id: str, attempt: str) -> tuple[int, ...]:
        """Which words are asked for.

        Raises:
            NoActError: there is no such enrolment, or another phrase was made since.
        """
        with self._lock:
            begun = self._find_by_enrolment(enrol_id).begun
            if begun is None or begun.attempt != attempt:
                raise NoActError
            return begun.places

    def approve(self, act_id: str, contribution: Contribution) -> bool:
        """Count a person's approval; say whether it is one more.

        Raises:
            NoActError: there is none.
            ActRefusedError: it waits no more, or not yet, or not for this person.
        """
        with self._lock:
            act = self._waiting(self._find(act_id))
            check_approver(self._view(act), contribution.account, contribution.organ_id)
            is_new = contribution.account not in act.approvers
            generations = frozenset(contribution.shares)
            act.approvers[contribution.account] = Approver(contribution.organ_id, generations)
            act.contributions[contribution.account] = contribution
            return is_new

    def take(self, act_id: str) -> ApprovedAct | None:
        """Hand an act over to be done, once; None while somebody is missing.

        Raises:
            NoActError: there is none.
        """
        with self._lock:
            act = self._find(act_id)
            complete = is_complete(act.terms.needs, act.approvers)
            if act.state is not ActState.WAITING or not complete:
                return None
            act.state = ActState.PERFORMING
            contributions, act.contributions = tuple(act.contributions.values()), {}
            return ApprovedAct(act_id, act.proposal, act.terms, act.enrolment, contributions)

    def finish(self, act_id: str, result: Mapping[str, Any], keys: Mapping[int, OrganKey]) -> None:
        """Say that an act was done.

        Args:
            act_id: what `take` gave.
            result: public values.
            keys: the organ's, by generation, where the archive is left to be worked at.

        Raises:
            NoActError: there is none.
        """
        with self._lock:
            act = self._find(act_id)
            now = self._clock()
            act.state, act.result, act.keys = ActState.APPROVED, dict(result), dict(keys)
            act.ends, act.keys_end = now + ACT_SECONDS, now + KEYS_IDLE_SECONDS

    def close(self, act_id: str, error: ActRefusedError) -> bool:
        """End an act that was not done; say whether it was open.

        Raises:
            NoActError: there is none.
        """
        with self._lock:
            act = self._find(act_id)
            was_open = act.state in (ActState.WAITING, ActState.PERFORMING)
            if was_open:
                act.close(error)
            return was_open

    def cancel(self, act_id: str) -> bool:
        """End an act that waits; say whether it did.

        Raises:
            NoActError: there is none.
        """
        with self._lock:
            act = self._find(act_id)
            waited = act.state is ActState.WAITING
            if waited:
                act.close(ActRefusedError("cancelled"))
            return waited

    def keys_of(self, act_id: str) -> tuple[Proposal, Mapping[int, OrganKey]]:
        """Return an organ's keys, by generation, for work at its archive that begins now.

        Raises:
            NoActError: there is no such act, or it has no key (any more).
        """
        with self._lock:
            act = self._find(act_id)
            now = self._clock()
            if not act.keys or act.keys_end <= now:
                raise NoActError
            act.keys_end = now + KEYS_IDLE_SECONDS
            act.ends = max(act.ends, act.keys_end)
            return act.proposal, dict(act.keys)

    def forget_keys(self, act_id: str) -> None:
        """Forget an act's keys: its work is done."""
        with self._lock:
            if act_id in self._acts:
                self._acts[act_id].keys = {}

    def drop_run_out(self) -> tuple[list[ActView], list[ActView]]:
        """Forget what is over: return the acts that waited in vain, and those whose keys went."""
        with self._lock:
            now = self._clock()
            waited, idle = [], []
            for act in list(self._acts.values()):
                if act.keys and act.keys_end <= now:
                    act.keys = {}
                    idle.append(self._view(act))
                if act.ends > now or act.state is ActState.PERFORMING:
                    continue
                if act.state is ActState.WAITING:
                    # Whoever waits for it is still to read that it is over.
                    act.close(ActRefusedError("over"))
                    act.ends = now + ACT_SECONDS
                    waited.append(self._view(act))
                else:
                    del self._acts[act.act_id]
            return waited, idle

    def _find(self, act_id: str) -> _Act:
        if act_id not in self._acts:
            raise NoActError
        return self._acts[act_id]

    def _find_by_enrolment(self, enrol_id: str) -> _Act:
        for act in self._acts.values():
            if act.enrol_id == enrol_id and act.proposal.kind in ENROLLING:
                return act
        raise NoActError

    def _waiting(self, act: _Act) -> _Act:
        if act.state is ActState.WAITING and act.ends <= self._clock():
            # The sweep closes it within seconds; its time is over all the same.
            raise ActRefusedError("over")
        if act.state is not ActState.WAITING:
            raise act.error or ActRefusedError("done")
        return act

    def _view(self, act: _Act) -> ActView:
        now = self._clock()
        return ActView(
            act.act_id,
            act.proposal,
            act.terms,
            act.state,
            act.error,
            tuple(act.approvers),
            count_missing(act.terms.needs, act.approvers),
            act.enrolment.recipient if act.enrolment else "",
            act.result,
            max(0, int(act.ends - now)) if act.state is ActState.WAITING else 0,
            bool(act.keys) and act.keys_end > now,
        )


def check_approver(act: ActView, account: str, organ_id: str) -> None:
    """Return only if this officer may approve this act now.

    Raises:
        ActRefusedError: `own_act`, `other_organ` or `not_enrolled`.
    """
    if act.waits_for_enrolment:
        # Approvers see the fingerprint of what they approve.
        raise ActRefusedError("not_enrolled")
    if account == act.proposal.account:
        raise ActRefusedError("own_act", account)
    if organ_id not in act.missing:
        raise ActRefusedError("other_organ", account)
