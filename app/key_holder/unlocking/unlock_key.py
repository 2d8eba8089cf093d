"""Unlock an organ's key: officers' own phrases, each for a ticket that the console began."""

from dataclasses import dataclass

from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.assembling import NotInRosterError, ShareDoesNotFitError
from app.key_holder.unlocking.opening import (
    NoKeyError,
    find_generations,
    find_held,
    open_shares,
    refuse,
)
from app.key_holder.unlocking.tickets import TicketOverError
from app.storage.officers import list_officers


@dataclass(frozen=True, slots=True)
class Unlocking:
    """What the page says of an unlocking before the phrase is typed."""

    account: str
    officer_name: str
    organ_name: str
    needed: int
    """How many officers it takes."""
    present: tuple[str, ...]
    """Who has unlocked, by name and account."""
    missing: int
    """How many more it takes, this one among them where it has not unlocked yet."""
    has_unlocked: bool
    """This officer has, in this browser or another."""


def unlocking_of(holder: KeyHolder, ticket: str) -> Unlocking:
    """Whose unlocking a ticket is, and how far it is.

    Raises:
        TicketOverError: it is for nobody, or for nobody any more.
    """
    try:
        officer, shares = find_held(holder, holder.tickets.account_of(ticket))
    except NoKeyError:
        raise TicketOverError from None
    needed = shares[0].generation.threshold
    present, is_open = holder.ring.present(officer.organ_id)
    with holder.casework.read() as session:
        colleagues = list_officers(session, officer.organ_id)
    return Unlocking(
        officer.account,
        officer.name,
        holder.organ(officer.organ_id).name,
        needed,
        tuple(f"{one.name} ({one.account})" for one in colleagues if one.account in present),
        0 if is_open else max(needed - len(present), 0),
        officer.account in present,
    )


def unlock_key(holder: KeyHolder, ticket: str, passphrase: str) -> str:
    """Open the share of the ticket's own officer with their phrase; nobody else's opens it.

    Args:
        holder: where the share waits to be claimed.
        ticket: from the console, by way of the browser's address.
        passphrase: an unlock phrase in its canonical spelling.

    Returns:
        The proof, for the browser in which the phrase was typed: with it and the console's claim,
        the officer's token can be claimed within a minute.

    Raises:
        TicketOverError: the ticket is not known, or claimed, or over.
        TooSoonError: after wrong phrases; nothing was tried.
        WrongPhraseError: the phrase does not open it; the audit log says so.
        NotInRosterError: the officer's key is not the one the roster names; the same.
        ShareDoesNotFitError: the officer's share was changed; the same.
    """
    with holder.one_phrase:
        account = holder.tickets.account_of(ticket)
        try:
            contribution = open_shares(holder, account, passphrase)
        except NoKeyError:
            raise TicketOverError from None
        # The same form, sent twice, is one unlocking; but nobody gets a proof without the phrase.
        if not holder.tickets.is_unlocked(ticket):
            holder.log.write(account, "unlocked", detail=f"organ={contribution.organ_id}")
        return holder.tickets.unlock(ticket, contribution)


def claim_token(holder: KeyHolder, ticket: str, claim: str, proof: str) -> str:
    """Put what was unlocked on the ring, and return the token for it. Works once.

    Raises:
        NotUnlockedError: there is nothing to claim.
        ShareDoesNotFitError: the officer's share does not fit those of who unlocked before; the
            audit log says so.
        NotInRosterError: the key that came together is not the one the roster names; the same.
    """
    contribution = holder.tickets.claim(ticket, claim, proof)
    account, organ_id = contribution.account, contribution.organ_id
    try:
        generations = find_generations(holder, organ_id)
        return holder.ring.enter(contribution, generations, holder.organ(organ_id))
    except ShareDoesNotFitError:
        refuse(holder, account, organ_id, "share_does_not_fit")
        raise
    except NotInRosterError:
        refuse(holder, account, organ_id, "not_in_roster")
        raise
