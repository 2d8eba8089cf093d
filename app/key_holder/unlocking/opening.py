"""From an officer's phrase to the shares that it opens: for unlocking, and for approving an act."""

from typing import NamedTuple

from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.assembling import NotInRosterError, ShareDoesNotFitError
from app.key_holder.unlocking.key_ring import Contribution
from app.storage.casework import KeyGeneration, Officer
from app.storage.officers import find_officer
from app.storage.organ_keys import HeldShare, list_generations, list_shares_of
from crypto.age.errors import AgeError
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.group_key import KeyShare, WrongPhraseError, open_officer_identity, open_share


class TooSoonError(Exception):
    """After wrong phrases, the next try has to wait."""

    def __init__(self, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        super().__init__(f"wait {wait_seconds} seconds")


class NoKeyError(Exception):
    """The account does not exist, or holds nothing of its organ's newest key."""


class Held(NamedTuple):
    """An officer, and what the officer holds of the organ's keys, newest first."""

    officer: Officer
    shares: list[HeldShare]


def find_held(holder: KeyHolder, account: str) -> Held:
    """Look up what an officer could open.

    Raises:
        NoKeyError: nothing, or not the key that the roster names.
        RosterError: the officer's organ is not in the roster.
    """
    with holder.casework.read() as session:
        officer = find_officer(session, account)
        shares = list_shares_of(session, officer.organ_id, account) if officer else []
    if officer is None or not shares:
        raise NoKeyError
    newest = holder.organ(officer.organ_id).generation
    # One that no roster names was left by an act that was cut off.
    shares = [share for share in shares if share.generation.generation <= newest]
    if not shares or shares[0].generation.generation != newest:
        raise NoKeyError
    return Held(officer, shares)


def find_generations(holder: KeyHolder, organ_id: str) -> list[KeyGeneration]:
    """The organ's keys as they are stored, newest first."""
    with holder.casework.read() as session:
        return list_generations(session, organ_id)


def open_shares(holder: KeyHolder, account: str, passphrase: str) -> Contribution:
    """Open an officer's shares with the officer's own phrase.

    Args:
        holder: whose rows, waits and log these are.
        account: the officer's.
        passphrase: an unlock phrase in its canonical spelling.

    Raises:
        NoKeyError: there is nothing to open.
        TooSoonError: after wrong phrases; nothing was tried.
        WrongPhraseError: the phrase does not open the officer's identity; the audit log says so.
        NotInRosterError: that identity is not the one that the roster names; the same.
        ShareDoesNotFitError: the share of the newest key was changed; the same.
    """
    with holder.one_phrase:
        held = find_held(holder, account)
        if wait_seconds := holder.wrong_phrases.wait_seconds(account):
            raise TooSoonError(wait_seconds)
        organ_id = held.officer.organ_id
        try:
            identity = open_officer_identity(held.officer.sealed_identity, passphrase)
        except WrongPhraseError:
            holder.wrong_phrases.add(account)
            holder.log.write(account, "unlock_refused", detail=f"organ={organ_id}")
            raise
        holder.wrong_phrases.forget(account)
        if not holder.roster().names_officer(account, organ_id, identity.recipient.encode()):
            refuse(holder, account, organ_id, "not_in_roster")
            raise NotInRosterError
        return Contribution(account, organ_id, _open_each(holder, held, identity))


def refuse(holder: KeyHolder, account: str, organ_id: str, reason: str) -> None:
    """Put on record that an unlocking was refused though the phrase was right."""
    holder.log.write(account, "unlock_refused", detail=f"organ={organ_id} reason={reason}")


def _open_each(holder: KeyHolder, held: Held, identity: HybridIdentity) -> dict[int, KeyShare]:
    opened: dict[int, KeyShare] = {}
    newest = held.shares[0].generation.generation
    for share in held.shares:
        number = share.generation.generation
        try:
            opened[number] = open_share(share.sealed_share, identity)
        except AgeError:
            # An old key's share that is broken does not keep anybody from the newest.
            if number == newest:
                refuse(holder, held.officer.account, held.officer.organ_id, "share_does_not_fit")
                raise ShareDoesNotFitError from None
    return opened
