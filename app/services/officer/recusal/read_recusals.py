"""Who is kept away from one lead and why, what waits to be lifted, and what was lifted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.recusal_causes import Cause
from app.services.officer.desk import ActingOfficer, OfficeDesk


@dataclass(frozen=True, slots=True)
class KeptOfficer:
    """Somebody who is kept away from a lead.

    Attributes:
        account: who.
        causes: why; day by day, ISO 8601, and empty where an earlier version did not keep it.
    """

    account: str
    causes: tuple[tuple[Cause, str], ...]


@dataclass(frozen=True, slots=True)
class Lift:
    """A proposal to lift a recusal, or what became of one.

    Attributes:
        proposal_id: by which pages name it.
        account: who is kept away, or was.
        proposed_by: the account of who proposed it.
        proposed_on: the day, ISO 8601.
        answered_by: who agreed; empty where it waits.
        answered_on: the day; the same.
        reason: in the proposer's words.
        causes: what it ends.
    """

    proposal_id: str
    account: str
    proposed_by: str
    proposed_on: str
    answered_by: str
    answered_on: str
    reason: str = field(repr=False)
    causes: frozenset[Cause]


@dataclass(frozen=True, slots=True)
class CaseRecusals:
    """What the key-holder keeps on the recusals of one lead."""

    kept: tuple[KeptOfficer, ...] = ()
    waiting: tuple[Lift, ...] = ()
    lifted: tuple[Lift, ...] = ()
    set_aside: frozenset[tuple[str, str]] = frozenset()
    """(Account, words) that an officer looked at: they mean somebody else."""

    def known(self, account: str) -> frozenset[Cause]:
        """The causes for which the officer is kept away, or was until two persons lifted it."""
        held = {cause for one in self.kept if one.account == account for cause, _ in one.causes}
        return frozenset(held) | self.examined(account)

    def examined(self, account: str) -> frozenset[Cause]:
        """The causes that two persons looked at and lifted for this officer."""
        lifts = (one.causes for one in self.lifted if one.account == account)
        return frozenset(cause for causes in lifts for cause in causes)

    def accounts(self) -> frozenset[str]:
        """Who is kept away now."""
        return frozenset(one.account for one in self.kept)


def read_recusals(desk: OfficeDesk, officer: ActingOfficer, case_number: str) -> CaseRecusals:
    """Ask the key-holder for its notes on one lead.

    Raises:
        OfficerRecusedError: the officer is kept away from it.
        KeyHolderLockedError: the officer has to unlock first.
    """
    answer = desk.key_holder.ask(
        "recusal_notes", token=officer.unlock_token, case_number=case_number
    )
    notes = {note["note_id"]: note for note in answer["notes"]}
    lifts = [note for note in notes.values() if note["kind"] == "recusal_lifted"]
    ended = {(name, lift["account"]) for lift in lifts for name in lift["about"]}
    held: dict[str, list[tuple[Cause, str]]] = {}
    for name, note in sorted(notes.items(), key=lambda item: (item[1]["on"], item[0])):
        if note["kind"] == "recusal" and (name, note["account"]) not in ended:
            cause = Cause.read(note["why"])
            held.setdefault(note["account"], []).append((cause, note["on"]))
    return CaseRecusals(
        tuple(KeptOfficer(account, tuple(causes)) for account, causes in sorted(held.items())),
        tuple(_lift(notes, notes[name], {}) for name in answer["waiting"]),
        tuple(_lift(notes, notes.get(lift["proposal"], {}), lift) for lift in lifts),
        frozenset(
            (note["account"], word)
            for note in notes.values()
            if note["kind"] == "hint_set_aside"
            for word in note["why"].split("\n")
        ),
    )


def _lift(notes: Mapping[str, Any], proposal: Mapping[str, Any], answer: Mapping[str, Any]) -> Lift:
    # Of a lift whose proposal was deleted, what it says itself is left.
    either = answer or proposal
    ends = (notes[name] for name in either["about"] if name in notes)
    return Lift(
        answer.get("proposal") or proposal["note_id"],
        either["account"],
        proposal.get("by", ""),
        proposal.get("on", ""),
        answer.get("by", ""),
        answer.get("on", ""),
        proposal.get("why", ""),
        frozenset(Cause.read(note["why"]) for note in ends),
    )
