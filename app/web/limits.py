"""Rate limits that know no one: each network is a number that nobody can turn back.

A network (/24 of IPv4, /56 of IPv6) is counted under an HMAC with a salt that is made when the
master process starts, before it forks, and that is on no disk. The key changes every day.
"""

import hmac
import secrets
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Lock

from flask import Flask, request
from flask_babel import format_time
from flask_limiter import Limiter
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage

_IPV4_PREFIX = 24
_IPV6_PREFIX = 56


@dataclass(frozen=True, slots=True)
class Limit:
    """One action's limit, for one network or for all together."""

    action: str
    amount: str
    _limiter: Limiter
    _key: Callable[[], str]
    _loopback_factor: int
    _turn: AbstractContextManager[object]

    def hit(self, whom: str = "") -> bool:
        """Count one try; False where it is one too many.

        Args:
            whom: whose tries are counted apart from everybody else's; any text, of any length.
        """
        with self._turn:
            return self._limiter.limiter.hit(self._item(), *self._names(whom))

    def opens_at(self, whom: str = "") -> datetime | None:
        """When the next try is open, where none is now."""
        window = self._limiter.limiter.get_window_stats(self._item(), *self._names(whom))
        return None if window.remaining > 0 else datetime.fromtimestamp(window.reset_time, UTC)

    def try_again_at(self, whom: str = "") -> str | None:
        """The time of day at which the next try is open, where none is now."""
        opens_at = self.opens_at(whom)
        return tell_time(opens_at) if opens_at else None

    def _names(self, whom: str) -> tuple[str, str, str]:
        whose = sha256(whom.encode("utf-8", "surrogatepass")).hexdigest() if whom else ""
        return self.action, self._key(), whose

    def _item(self) -> RateLimitItem:
        item = parse(self.amount)
        if not _is_loopback(request.remote_addr or ""):
            return item
        # Who comes by an onion service comes from here, as does everybody else who does: what one
        # of them uses up must not be all that there is.
        return type(item)(item.amount * self._loopback_factor, item.multiples)


def tell_time(opens_at: datetime) -> str:
    """A time of day from which on a try is open."""
    # A minute later, since the time is told without its seconds.
    return str(format_time(opens_at + timedelta(minutes=1), "HH:mm"))


class NetworkLimits:
    """The limits of one app: what staff do counts apart from what reporters do."""

    def __init__(self, app: Flask, storage: str, *, loopback_factor: int = 1) -> None:
        self._loopback_factor = loopback_factor
        self._key = network_key(secrets.token_bytes(32))
        # A fixed window keeps one count a network, and no moment of any single visit.
        self._limiter = Limiter(
            self._key, app=app, storage_uri=storage, strategy="fixed-window", headers_enabled=False
        )
        # Two counts at once may both start the one thread that forgets old ones: an error.
        in_memory = isinstance(self._limiter.storage, MemoryStorage)
        self._turn = Lock() if in_memory else nullcontext()

    def of(self, action: str, amount: str) -> Limit:
        """The limit of an action for each network, as `60 per hour`."""
        return self._limit(action, amount, self._key, self._loopback_factor)

    def everywhere(self, action: str, amount: str) -> Limit:
        """The limit of an action for all networks together."""
        return self._limit(action, amount, lambda: "everywhere", 1)

    def _limit(
        self, action: str, amount: str, key: Callable[[], str], loopback_factor: int
    ) -> Limit:
        return Limit(action, amount, self._limiter, key, loopback_factor, self._turn)


def network_key(salt: bytes) -> Callable[[], str]:
    """The function that names the network of the present request, for one day."""

    def key() -> str:
        day = str(int(time.time()) // 86400)
        message = f"{day} {network_of(request.remote_addr or '')}".encode()
        return hmac.new(salt, message, sha256).hexdigest()

    return key


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def network_of(address: str) -> str:
    """The network that an address belongs to; what is no address counts as one network."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    # A listener for both kinds of address sees IPv4 inside IPv6: all of it would be one network.
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    prefix = _IPV4_PREFIX if isinstance(parsed, IPv4Address) else _IPV6_PREFIX
    return str(ip_network((parsed, prefix), strict=False))
