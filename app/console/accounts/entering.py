"""How a browser comes in: refused tries slow strangers down, a known device is kept a way open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import Flask, Response, after_this_request, current_app, request, session

from app.console.blueprint import SIGN_IN, desk
from app.services.officer.accounts.devices import DEVICE_DAYS, is_known, know_device
from app.settings import Settings
from app.web.limits import Limit, NetworkLimits, tell_time

_THROTTLE: Final = "throttle"


@dataclass(frozen=True, slots=True)
class Throttle:
    """Limits of refused tries, of a password or a second factor.

    Attributes:
        network: of one network, whatever account.
        here: of one account from one network.
        elsewhere: of one account from everywhere.
        device: of one account in a browser that it signed in with; there only this one counts.
    """

    network: Limit
    here: Limit
    elsewhere: Limit
    device: Limit

    def opens_for_strangers_at(self) -> str | None:
        """The same before an account was typed: a known device may have more open than it says."""
        return None if device_secret() else self.network.try_again_at()

    def opens_at(self, account: str) -> str | None:
        """The time of day from which on this browser may try again; None where it may now."""
        times: list[datetime | None]
        if device := _known_device(account):
            times = [self.device.opens_at(device)]
        else:
            times = [
                self.network.opens_at(),
                self.here.opens_at(account),
                self.elsewhere.opens_at(account),
            ]
        closed = [time for time in times if time is not None]
        return tell_time(max(closed)) if closed else None

    def count_refusal(self, account: str) -> None:
        """Count a try that was refused; what was right counts nothing."""
        if device := _known_device(account):
            self.device.hit(device)
            return
        self.network.hit()
        self.here.hit(account)
        self.elsewhere.hit(account)


def add_throttle(app: Flask, limits: NetworkLimits, settings: Settings) -> None:
    """Give the console its limits of refused tries."""
    app.extensions[_THROTTLE] = Throttle(
        limits.of("sign_in", settings.limit_sign_in),
        limits.of("account", settings.limit_account),
        limits.everywhere("account_elsewhere", settings.limit_account_elsewhere),
        limits.everywhere("device", settings.limit_account),
    )


def throttle() -> Throttle:
    """The console's limits of refused tries."""
    found: Throttle = current_app.extensions[_THROTTLE]
    return found


def enter(account: str, token: str) -> None:
    """Let a browser in under a token that is new, and know its device from now on."""
    session.clear()
    session[SIGN_IN] = token
    secret = know_device(desk(), account, device_secret())
    config = current_app.config

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(),
            secret,
            max_age=timedelta(days=DEVICE_DAYS),
            secure=config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Strict",
        )
        return response


def device_secret() -> str:
    """What this browser was given at its last sign-in; empty where it was given nothing."""
    return request.cookies.get(_cookie_name(), "")


def _known_device(account: str) -> str:
    # Looked up in any case: whether an account has devices is not to be seen from the time taken.
    device = device_secret()
    return f"{account} {device}" if is_known(desk(), account, device) else ""


def _cookie_name() -> str:
    return "__Host-d" if current_app.config["SESSION_COOKIE_SECURE"] else "d"
