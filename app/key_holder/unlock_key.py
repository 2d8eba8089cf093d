"""Unlock an organ's key: an officer's own phrase, for the ticket that the console began."""

from app.key_holder.holder import KeyHolder
from app.key_holder.tickets import TicketOverError
from app.storage.casework import Officer
from crypto.group_key import OrganKey, WrongPhraseError, open_organ_key


class TooSoonError(Exception):
    """After wrong phrases, the next try has to wait."""

    def __init__(self, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        super().__init__(f"wait {wait_seconds} seconds")


def officer_of(holder: KeyHolder, ticket: str) -> Officer:
    """The officer that a ticket is for.

    Raises:
        TicketOverError: it is for nobody, or for nobody any more.
    """
    rows = holder.find_sealed_key(holder.tickets.account_of(ticket))
    if rows is None:
        raise TicketOverError
    return rows[0]


def unlock_key(holder: KeyHolder, ticket: str, passphrase: str) -> str:
    """Open the organ's key with the phrase of the ticket's own officer; nobody else's opens it.

    Args:
        holder: where the key waits to be claimed.
        ticket: from the console, by way of the browser's address.
        passphrase: an unlock phrase in its canonical spelling.

    Returns:
        The proof, for the browser in which the phrase was typed: with it and the console's claim,
        the key can be claimed within a minute.

    Raises:
        TicketOverError: the ticket is not known, or claimed, or over.
        TooSoonError: after wrong phrases; nothing was tried.
        WrongPhraseError: the phrase does not open it; the audit log says so.
    """
    with holder.one_phrase:
        account = holder.tickets.account_of(ticket)
        if wait_seconds := holder.wrong_phrases.wait_seconds(account):
            raise TooSoonError(wait_seconds)
        organ_id, key = _open(holder, account, passphrase)
        # The same form, sent twice, is one unlocking; but nobody gets a proof without the phrase.
        if not holder.tickets.is_unlocked(ticket):
            holder.log.write(account, "unlocked", detail=f"organ={organ_id}")
        return holder.tickets.unlock(ticket, organ_id, key)


def _open(holder: KeyHolder, account: str, passphrase: str) -> tuple[str, OrganKey]:
    rows = holder.find_sealed_key(account)
    if rows is None:
        raise TicketOverError
    officer, sealed = rows
    try:
        key = open_organ_key(sealed.sealed_share, officer.sealed_identity, passphrase)
    except WrongPhraseError:
        holder.wrong_phrases.add(account)
        holder.log.write(account, "unlock_refused", detail=f"organ={officer.organ_id}")
        raise
    holder.wrong_phrases.forget(account)
    return officer.organ_id, key
