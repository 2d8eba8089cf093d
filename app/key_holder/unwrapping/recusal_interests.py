"""What officers declare about themselves: signed and sealed among the recusals, and as secret.

The key-holder keeps it and says whose it is; what it means, and comparing it with a text, is the
console's. So nobody who writes to the database can declare anything in an officer's name, and lock
that officer out by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.key_ring import OpenKey
from app.key_holder.unwrapping.recuse import WORKING_ON_LEADS, NotPermittedError
from app.key_holder.unwrapping.sealed_recusal import KeptAway, NoteKind, RecusalNote
from app.storage.officers import find_officer

_NO_CASE = ""


@dataclass(frozen=True, slots=True)
class DeclaredInterest:
    """What an officer declared, as it was handed in."""

    account: str
    on: str
    content: str = field(repr=False)
    withdrawn_on: str
    """Empty where it holds."""
    is_compared: bool
    """Every lead that was open then was compared with it."""


def declare_interest(holder: KeyHolder, key: OpenKey, content: str) -> None:
    """Keep what an officer declares about themself.

    Raises:
        NotPermittedError: an officer who does not work on leads.
        TooManyError: too many in a short time.
    """
    _keep(holder, key, RecusalNote(NoteKind.INTEREST, KeptAway(_NO_CASE, key.account), why=content))


def answer_interest(holder: KeyHolder, key: OpenKey, interest_id: str, kind: NoteKind) -> None:
    """Withdraw one of one's own, or say that it was compared with all open leads.

    What it has caused stays until two persons lift it.

    Raises:
        NotPermittedError: it is no declaration of this officer's.
        TooManyError: too many in a short time.
    """
    declared = holder.recusals.notes(key).get(interest_id)
    if declared is None or declared.kind is not NoteKind.INTEREST:
        raise NotPermittedError
    if declared.away.account != key.account:
        raise NotPermittedError
    _keep(holder, key, RecusalNote(kind, declared.away, about=(interest_id,)))


def list_interests(holder: KeyHolder, key: OpenKey) -> dict[str, DeclaredInterest]:
    """What the officers of the organ declared, by ids; withdrawn ones too.

    Raises:
        NotPermittedError: an officer who does not work on leads.
    """
    _require(holder, key)
    notes = holder.recusals.notes(key)
    declared = {name: note for name, note in notes.items() if note.kind is NoteKind.INTEREST}
    if declared:
        holder.log.write_unwrap(key.account, "interests", [_NO_CASE] * len(declared))
    withdrawn = _answers(notes.values(), NoteKind.INTEREST_WITHDRAWN)
    compared = _answers(notes.values(), NoteKind.INTEREST_COMPARED)
    return {
        name: DeclaredInterest(
            note.away.account,
            note.on,
            note.why,
            withdrawn.get((name, note.away.account), ""),
            (name, note.away.account) in compared,
        )
        for name, note in declared.items()
    }


def _answers(notes: Iterable[RecusalNote], kind: NoteKind) -> dict[tuple[str, str], str]:
    return {
        (name, note.away.account): note.on
        for note in notes
        if note.kind is kind
        for name in note.about
    }


def _keep(holder: KeyHolder, key: OpenKey, note: RecusalNote) -> None:
    holder.allowances.recusals.take(key.account, 1)
    _require(holder, key)
    holder.recusals.keep(key, holder.organ(key.organ_id), note)


def _require(holder: KeyHolder, key: OpenKey) -> None:
    with holder.casework.read() as session:
        officer = find_officer(session, key.account)
    if officer is None or officer.role not in WORKING_ON_LEADS:
        raise NotPermittedError
