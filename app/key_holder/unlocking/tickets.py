"""Tickets: an unlocking from the console's button to the console's claim.

A ticket is bound to the account that the console named. It goes through the browser's address, so
it is no secret and opens nothing: the phrase is typed on our own page. A token is given for
two things together: the claim, which never left the console's session of the browser that began,
and the proof, which goes to the browser in which the phrase was typed. An officer who is led to
type a phrase for a ticket that somebody else began unlocks nothing.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from app.key_holder.unlocking.key_ring import Contribution, seconds_since_boot

TICKET_SECONDS = 10 * 60
CLAIM_SECONDS = 60
"""From the phrase to the claim: no more than a browser's way back to the console."""


class TicketOverError(Exception):
    """A ticket that is not known, or used, or over."""


class NotUnlockedError(Exception):
    """There is nothing to claim: no phrase yet, not this claim or proof, or too late."""


@dataclass(slots=True)
class _Ticket:
    account: str
    claim: str = field(repr=False)
    ends: float
    proof: str = field(default="", repr=False)
    contribution: Contribution | None = field(default=None, repr=False)


class Tickets:
    """All unlockings that have begun. Any thread may use it."""

    def __init__(self, clock: Callable[[], float] = seconds_since_boot) -> None:
        self._clock = clock
        self._lock = Lock()
        self._tickets: dict[str, _Ticket] = {}

    def begin(self, account: str) -> tuple[str, str]:
        """Return a ticket for an account, and the claim that belongs to it."""
        ticket, claim = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        with self._lock:
            self._tickets[ticket] = _Ticket(account, claim, self._clock() + TICKET_SECONDS)
        return ticket, claim

    def account_of(self, ticket: str) -> str:
        """Return the account that a ticket is for.

        Raises:
            TicketOverError: it is for none, or for none any more.
        """
        with self._lock:
            return self._live(ticket).account

    def is_unlocked(self, ticket: str) -> bool:
        """Whether the phrase was typed and what it opened waits for its claim.

        Raises:
            TicketOverError: it is not known, or claimed, or over.
        """
        with self._lock:
            return self._live(ticket).contribution is not None

    def unlock(self, ticket: str, contribution: Contribution) -> str:
        """Put what a phrase opened beside its ticket, to be claimed within a minute.

        Once only: the same form sent twice gets the same proof, and no longer a time.

        Returns:
            The proof.

        Raises:
            TicketOverError: it is not known, or claimed, or over.
        """
        with self._lock:
            found = self._live(ticket)
            if found.contribution is None:
                found.contribution = contribution
                found.proof = secrets.token_urlsafe(32)
                found.ends = self._clock() + CLAIM_SECONDS
            return found.proof

    def claim(self, ticket: str, claim: str, proof: str) -> Contribution:
        """Return what the officer's phrase opened, once.

        Raises:
            NotUnlockedError: there is nothing to claim.
        """
        with self._lock:
            found = self._tickets.get(ticket)
            if (
                found is None
                or found.contribution is None
                or found.ends <= self._clock()
                or not hmac.compare_digest(found.claim.encode(), claim.encode())
                or not hmac.compare_digest(found.proof.encode(), proof.encode())
            ):
                raise NotUnlockedError
            del self._tickets[ticket]
            return found.contribution

    def drop_run_out(self) -> list[str]:
        """Forget all tickets whose time is over, and say whose unlocking nobody claimed."""
        with self._lock:
            now = self._clock()
            over = [name for name, ticket in self._tickets.items() if ticket.ends <= now]
            dropped = [self._tickets.pop(name) for name in over]
        return [ticket.account for ticket in dropped if ticket.contribution is not None]

    def _live(self, ticket: str) -> _Ticket:
        found = self._tickets.get(ticket)
        if found is None or found.ends <= self._clock():
            raise TicketOverError
        return found
