"""Devices in which an officer signed in before, known by a random secret in a cookie of their own.

A stranger who tries passwords slows down everybody who comes without one, and nobody who has one.
Source: OWASP, "Slow down online guessing attacks with device cookies".
"""

from datetime import timedelta
from typing import Final

from app.services.officer.accounts.sign_in import hash_token, new_token
from app.services.officer.desk import OfficeDesk
from app.storage.second_factors import forget_devices, is_known_device, remember_device

DEVICE_DAYS: Final = 180
"""How long a device is known after its last sign-in."""


def is_known(desk: OfficeDesk, account: str, device: str) -> bool:
    """Whether this officer signed in in this browser before, and not too long ago."""
    with desk.casework.read() as session:
        return is_known_device(session, account, hash_token(device))


def know_device(desk: OfficeDesk, account: str, device: str) -> str:
    """Know a browser from now on; give its new secret, so that one that was planted is no use."""
    secret = new_token()
    today = desk.today()
    with desk.casework.begin() as session:
        forget_devices(session, account, unused_since=today - timedelta(days=DEVICE_DAYS))
        remember_device(session, account, hash_token(device), hash_token(secret), today)
    return secret


def forget_all_devices(desk: OfficeDesk, account: str) -> None:
    """Know no device of an officer any more."""
    with desk.casework.begin() as session:
        forget_devices(session, account)
