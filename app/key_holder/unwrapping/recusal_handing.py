"""A lead that no officer of the group may open: handed to the superior as it is, unread.

Who is kept away from a lead has no say in it, but here everybody is. So two of them, each with
their own unlocking, may do one thing and no other: let the key-holder wrap the file keys for the
superior, in the place of the group's own headers. Neither sees a word of it, nor gets a key.
"""

import json
from contextlib import suppress
from dataclasses import dataclass

from app.domain.roles import Role
from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.key_ring import OpenKey
from app.key_holder.unwrapping.recusals import in_force
from app.key_holder.unwrapping.recuse import (
    MAY_RECUSE_OTHERS,
    WORKING_ON_LEADS,
    NotPermittedError,
)
from app.key_holder.unwrapping.sealed_recusal import KeptAway, NoteKind, RecusalNote
from app.key_holder.unwrapping.unwrap import NotARecordError, file_key_of
from app.services.roster import Organ, OrganKind
from app.storage.case_records import find_held_record, list_record_owners
from app.storage.cases import list_holders
from app.storage.header_places import Place, list_item_headers
from app.storage.officers import find_officer, list_officers
from crypto.age.errors import AgeError
from crypto.sealing import open_payload, wrap_file_key

_NOBODY = ""


def list_stuck(holder: KeyHolder, key: OpenKey) -> dict[str, tuple[str, str]]:
    """The cases that nobody of the group may open, with what waits for an answer.

    Returns:
        By case number: the id of the proposal to hand it on, and who made it; empty where none is.

    Raises:
        NotPermittedError: not for this officer.
    """
    _require(holder, key.account, key.organ_id)
    return {number: _waiting(holder, key, number) for number in _list_stuck(holder, key)}


@dataclass(frozen=True, slots=True)
class HowStuck:
    """How it came that nobody may open a case."""

    kept: tuple[tuple[str, str, str], ...]
    """(Account, kind of cause, account at whose hands) for each recusal that holds. Of what was
    found in a text, nothing more: who is named may be asking."""
    open_joined: tuple[str, ...]
    """Duplicates of it that somebody may open still."""


def how_stuck(holder: KeyHolder, key: OpenKey, case_number: str) -> HowStuck:
    """Say how it came; on record.

    Raises:
        NotPermittedError: not for this officer, or somebody may open it.
    """
    _require(holder, key.account, key.organ_id)
    if case_number not in _list_stuck(holder, key):
        raise NotPermittedError
    holder.log.write_unwrap(key.account, "recusals", [case_number])
    notes = in_force(holder.recusals.notes(key)).values()
    kept = {
        (note.away.account, note.why.partition(":")[0], note.by)
        for note in notes
        if note.away.case_number == case_number
    }
    return HowStuck(tuple(sorted(kept)), _open_joined(holder, key, case_number))


def propose_handing(holder: KeyHolder, key: OpenKey, case_number: str) -> None:
    """Note that somebody proposes to hand it to the superior.

    Raises:
        NotPermittedError: not for this officer, or somebody may open it or a duplicate of it, or a
            proposal waits, or there is no superior.
        TooManyError: too many in a short time.
    """
    holder.allowances.recusals.take(key.account, 1)
    _require(holder, key.account, key.organ_id)
    _superior(holder, key)
    if case_number not in _list_stuck(holder, key) or _waiting(holder, key, case_number)[0]:
        raise NotPermittedError
    if _open_joined(holder, key, case_number):
        raise NotPermittedError
    note = RecusalNote(NoteKind.HANDING_PROPOSED, KeptAway(case_number, _NOBODY))
    holder.recusals.keep(key, holder.organ(key.organ_id), note)


def agree_to_handing(
    holder: KeyHolder, key: OpenKey, case_number: str, items: tuple[Place, ...]
) -> tuple[Organ, list[bytes | None]]:
    """Wrap the file keys of all items of a case for the superior.

    Args:
        holder: what the key-holder works with.
        key: of an approver, who did not propose it.
        case_number: of a case that nobody of the group may open.
        items: (case number, header) of each item, the group's.

    Returns:
        The superior, and a header for each item in order; None where the group's key opens it not.

    Raises:
        NotPermittedError: not by this officer, or nothing waits, or its proposer may not any more,
            or somebody may open it, or a duplicate of it.
        NotARecordError: not the headers that the case has now.
        TooManyError: too many in a short time.
    """
    holder.allowances.recusals.take(key.account, 1)
    role = _require(holder, key.account, key.organ_id)
    proposal, by = _waiting(holder, key, case_number)
    if role is not Role.APPROVER or not proposal or by == key.account:
        raise NotPermittedError
    _require(holder, by, key.organ_id)
    if case_number not in _list_stuck(holder, key) or _open_joined(holder, key, case_number):
        raise NotPermittedError
    superior = _superior(holder, key)
    with holder.intake.read() as session:
        there = list_item_headers(session, key.organ_id, {case_number})
    if there != set(items):
        raise NotARecordError
    note = RecusalNote(NoteKind.HANDED, KeptAway(case_number, _NOBODY), proposal=proposal)
    holder.recusals.keep(key, holder.organ(key.organ_id), note)
    file_keys = (file_key_of(key, header) for _, header in items)
    return superior, [one and wrap_file_key(one, superior.recipient) for one in file_keys]


def _list_stuck(holder: KeyHolder, key: OpenKey) -> list[str]:
    away = holder.recusals.of(key)
    with holder.casework.read() as session:
        officers = list_officers(session, key.organ_id)
    working = {officer.account for officer in officers if officer.role in WORKING_ON_LEADS}
    stuck = sorted(
        number
        for number in {one.case_number for one in away}
        if all(KeptAway(number, account) in away for account in working)
    )
    return [number for number in stuck if _is_the_groups_alone(holder, key, number)]


def _open_joined(holder: KeyHolder, key: OpenKey, case_number: str) -> tuple[str, ...]:
    # Of the record no more is read than these numbers: nobody else is left who could.
    with holder.casework.read() as session:
        held = find_held_record(session, key.organ_id, case_number)
    file_key = file_key_of(key, held.header) if held else None
    if held is None or file_key is None:
        return ()
    with suppress(AgeError, ValueError, AttributeError, TypeError):
        joined = {*json.loads(open_payload(held.payload, file_key)).get("joined", ())}
        left = joined.difference(_list_stuck(holder, key))
        with holder.intake.read() as session:
            return tuple(n for n in sorted(left) if key.organ_id in list_holders(session, n))
    return ()


def _is_the_groups_alone(holder: KeyHolder, key: OpenKey, case_number: str) -> bool:
    # Where a unit has it, or an extract of it, it is being worked on.
    with holder.intake.read() as session:
        holders = list_holders(session, case_number)
    with holder.casework.read() as session:
        owners = list_record_owners(session, case_number)
    return holders == [key.organ_id] and owners <= {key.organ_id}


def _waiting(holder: KeyHolder, key: OpenKey, case_number: str) -> tuple[str, str]:
    notes = holder.recusals.notes(key)
    answered = {note.proposal for note in notes.values()}
    for name, note in notes.items():
        is_this = note.away.case_number == case_number and name not in answered
        if is_this and note.kind is NoteKind.HANDING_PROPOSED:
            return name, note.by
    return "", ""


def _superior(holder: KeyHolder, key: OpenKey) -> Organ:
    roster = holder.roster()
    above = roster.of_kind(OrganKind.SUPERIOR)
    if roster.organ(key.organ_id).kind is not OrganKind.GROUP or not above:
        raise NotPermittedError
    return above[0]


def _require(holder: KeyHolder, account: str, organ_id: str) -> Role:
    with holder.casework.read() as session:
        officer = find_officer(session, account)
    if officer is None or officer.organ_id != organ_id or officer.role not in MAY_RECUSE_OTHERS:
        raise NotPermittedError
    return Role(officer.role)
