"""An officer says where notices go, or that none are wanted."""

from email.errors import HeaderParseError
from email.headerregistry import Address

from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.log_act import log_act
from app.storage.mails import find_address, put_address

MAX_CHARACTERS = 254


class NoAddressError(Exception):
    """What was typed is no e-mail address."""


def read_mail_address(desk: OfficeDesk, officer: ActingOfficer) -> str:
    """Where the officer's notices go; empty where nowhere."""
    with desk.casework.read() as session:
        found = find_address(session, officer.account)
    return found.address if found else ""


def set_mail_address(desk: OfficeDesk, officer: ActingOfficer, address: str, language: str) -> None:
    """Send the officer's notices there from now on; an empty address ends them.

    Args:
        desk: the casework zone.
        officer: whose.
        address: as typed.
        language: a catalogue's name.

    Raises:
        NoAddressError: it is none.
    """
    if address:
        _check(address)
    with desk.casework.begin() as session:
        put_address(session, officer.account, address, language)
        log_act(
            desk, session, officer, act="mail_address_set" if address else "mail_address_removed"
        )


def _check(address: str) -> None:
    if len(address) > MAX_CHARACTERS or not address.isascii() or not address.isprintable():
        raise NoAddressError
    try:
        found = Address(addr_spec=address)
    except (HeaderParseError, ValueError, IndexError):
        raise NoAddressError from None
    if not found.username or "." not in found.domain:
        raise NoAddressError
