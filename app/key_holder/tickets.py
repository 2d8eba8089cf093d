"""Tickets: an unlocking from the console's button to the console's claim.

A ticket is bound to the account that the console named. It goes through the browser's address, so
it is no secret and opens nothing: the phrase is typed on our own page, and the key is handed over
only to whoever holds the claim, which never left the console's session.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from app.key_holder.key_ring import seconds_since_boot
from crypto.group_key import OrganKey

TICKET_SECONDS = 10 * 60
CLAIM_SECONDS = 60
"""From the phrase to the claim: no more than a browser's way back to the console."""


class TicketOverError(Exception):
    """A ticket that is not known, or used, or over."""


class NotUnlockedError(Exception):
    """There is nothing to claim: no phrase yet, not this claim, or too late."""


@dataclass(slots=True)
class _Ticket:
    account: str
    claim: str = field(repr=False)
    ends: float
    organ_id: str = ""
    key: OrganKey | None = field(default=None, repr=False)


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
        """Return the account that a ticket waits for.

        Raises:
            TicketOverError: it waits for none.
        """
        with self._lock:
            return self._waiting(ticket).account

    def is_unlocked(self, ticket: str) -> bool:
        """Whether the phrase was typed and the key waits for its claim."""
        with self._lock:
            found = self._tickets.get(ticket)
            return found is not None and found.key is not None and found.ends > self._clock()

    def unlock(self, ticket: str, organ_id: str, key: OrganKey) -> None:
        """Put the key beside its ticket, once, to be claimed within a minute.

        Raises:
            TicketOverError: somebody was faster, or it is over.
        """
        with self._lock:
            found = self._waiting(ticket)
            found.organ_id, found.key = organ_id, key
            found.ends = self._clock() + CLAIM_SECONDS

    def claim(self, ticket: str, claim: str) -> tuple[str, str, OrganKey]:
        """Return account, organ and key, once.

        Raises:
            NotUnlockedError: there is nothing to claim.
        """
        with self._lock:
            found = self._tickets.get(ticket)
            if (
                found is None
                or found.key is None
                or found.ends <= self._clock()
                or not hmac.compare_digest(found.claim.encode(), claim.encode())
            ):
                raise NotUnlockedError
            del self._tickets[ticket]
            return found.account, found.organ_id, found.key

    def drop_run_out(self) -> list[str]:
        """Forget all tickets whose time is over, and say whose key nobody claimed."""
        with self._lock:
            now = self._clock()
            over = [name for name, ticket in self._tickets.items() if ticket.ends <= now]
            dropped = [self._tickets.pop(name) for name in over]
        return [ticket.account for ticket in dropped if ticket.key is not None]

    def _waiting(self, ticket: str) -> _Ticket:
        found = self._tickets.get(ticket)
        if found is None or found.key is not None or found.ends <= self._clock():
            raise TicketOverError
        return found
