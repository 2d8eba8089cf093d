"""Lift a recusal, by two persons: of a namesake, or one that was declared by mistake.

An intake officer or an approver proposes it with a reason, an approver agrees, each with their own
unlocking; neither may be kept away from the case. What was proposed is a signed note, so that who
agrees cannot be told by the console that somebody else proposed it.
"""

from collections.abc import Mapping

from app.domain.roles import Role
from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.key_ring import OpenKey
from app.key_holder.unwrapping.recusals import in_force
from app.key_holder.unwrapping.recuse import MAY_RECUSE_OTHERS, NotPermittedError
from app.key_holder.unwrapping.sealed_recusal import KeptAway, NoteKind, RecusalNote
from app.key_holder.unwrapping.unwrap import RecusedError
from app.storage.officers import find_officer


def propose_lift(
    holder: KeyHolder, key: OpenKey, case_number: str, account: str, reason: str
) -> None:
    """Note that somebody proposes to let an officer see a case again.

    Args:
        holder: what the key-holder works with.
        key: of who proposes.
        case_number: from which the officer is kept away.
        account: the officer.
        reason: why it was wrong; it stays with the lift.

    Raises:
        NotPermittedError: not by this officer, or the other is not kept away, or a proposal waits.
        RecusedError: who proposes is kept away from the case, as the officer is.
        TooManyError: too many in a short time.
    """
    holder.allowances.recusals.take(key.account, 1)
    _require(holder, key, case_number, key.account)
    notes, away = dict(holder.recusals.notes(key)), KeptAway(case_number, account)
    ends = _held_to(notes, away)
    waiting = [note for note in list_waiting(notes).values() if note.away == away]
    if not ends or waiting:
        raise NotPermittedError
    note = RecusalNote(NoteKind.LIFT_PROPOSED, away, why=reason, about=ends)
    holder.recusals.keep(key, holder.organ(key.organ_id), note)


def decide_lift(
    holder: KeyHolder, key: OpenKey, case_number: str, proposal_id: str, *, agrees: bool
) -> None:
    """Agree that a recusal ends, or end the proposal; its proposer may only do the latter.

    Raises:
        NotPermittedError: not by this officer, or no such proposal waits, or its proposer may not
            propose it any more.
        RecusedError: who decides is kept away from the case.
        TooManyError: too many in a short time.
    """
    holder.allowances.recusals.take(key.account, 1)
    role = _require(holder, key, case_number, key.account)
    proposal = list_waiting(holder.recusals.notes(key)).get(proposal_id)
    if proposal is None or proposal.away.case_number != case_number:
        raise NotPermittedError
    if agrees:
        if role is not Role.APPROVER or proposal.by == key.account:
            raise NotPermittedError
        _require(holder, key, case_number, proposal.by)
    kind = NoteKind.LIFTED if agrees else NoteKind.LIFT_REFUSED
    note = RecusalNote(kind, proposal.away, about=proposal.about, proposal=proposal_id)
    holder.recusals.keep(key, holder.organ(key.organ_id), note)


def set_hint_aside(
    holder: KeyHolder, key: OpenKey, case_number: str, account: str, words: str
) -> None:
    """Note that words of a case mean somebody else than an officer; it keeps and lifts nothing.

    Raises:
        NotPermittedError: not by this officer, or of themself.
        RecusedError: the officer is kept away from the case.
        TooManyError: too many in a short time.
    """
    holder.allowances.recusals.take(key.account, 1)
    _require(holder, key, case_number, key.account)
    if account == key.account:
        raise NotPermittedError
    note = RecusalNote(NoteKind.HINT_ASIDE, KeptAway(case_number, account), why=words)
    holder.recusals.keep(key, holder.organ(key.organ_id), note)


def read_notes(holder: KeyHolder, key: OpenKey, case_number: str) -> dict[str, RecusalNote]:
    """All notes on a case by their ids, those of lifts too.

    Raises:
        RecusedError: the officer is kept away from it.
    """
    notes = holder.recusals.notes(key)
    if KeptAway(case_number, key.account) in holder.recusals.of(key):
        raise RecusedError
    there = {name: note for name, note in notes.items() if note.away.case_number == case_number}
    if there:
        holder.log.write_unwrap(key.account, "recusals", [case_number])
    return there


def list_waiting(notes: Mapping[str, RecusalNote]) -> dict[str, RecusalNote]:
    """The proposals that nobody has answered, by their ids.

    One that does not name every recusal of its officer is over: a cause came in since.
    """
    answered = {note.proposal for note in notes.values()}
    return {
        name: note
        for name, note in notes.items()
        if note.kind is NoteKind.LIFT_PROPOSED
        and name not in answered
        and note.about == _held_to(notes, note.away)
    }


def _held_to(notes: Mapping[str, RecusalNote], away: KeptAway) -> tuple[str, ...]:
    return tuple(sorted(name for name, note in in_force(notes).items() if note.away == away))


def _require(holder: KeyHolder, key: OpenKey, case_number: str, account: str) -> Role:
    if KeptAway(case_number, account) in holder.recusals.of(key):
        raise RecusedError if account == key.account else NotPermittedError
    with holder.casework.read() as session:
        officer = find_officer(session, account)
    if officer is None or officer.organ_id != key.organ_id:
        raise NotPermittedError
    if officer.role not in MAY_RECUSE_OTHERS:
        raise NotPermittedError
    return Role(officer.role)
