"""What officers see of their own account: factors, sign-ins, devices, what was done in its name."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.services.officer.accounts.sign_in import FoundSignIn, hash_token
from app.services.officer.desk import OfficeDesk
from app.storage.audit import find_last_entry, list_entries_of
from app.storage.moments import in_utc
from app.storage.second_factors import (
    count_recovery_codes,
    find_authenticator,
    list_devices,
    list_passkeys,
)
from app.storage.sign_ins import list_sign_ins

ENTRIES_A_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """One passkey; `key_id` names it in forms."""

    key_id: str
    name: str
    added_on: date
    used_on: date | None


@dataclass(frozen=True, slots=True)
class OpenSignIn:
    """One sign-in that has not ended."""

    began_at: datetime
    used_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """One browser in which the officer signed in."""

    first_on: date
    last_on: date
    is_this: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """One act in the officer's name, by its number in the audit log."""

    sequence: int
    at: datetime
    act: str
    case_number: str
    detail: str


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account, to its owner.

    Attributes:
        signed_in_before: when the sign-in before this one began; None where this is the first.
        authenticator_since: None where there is no authenticator app.
        passkeys_possible: whether the console's address allows passkeys.
        older: where the next page of activity begins; None at the end.
    """

    signed_in_before: datetime | None
    authenticator_since: date | None
    passkeys: tuple[OwnPasskey, ...]
    passkeys_possible: bool
    recovery_codes_left: int
    sign_ins: tuple[OpenSignIn, ...]
    devices: tuple[KnownDevice, ...]
    activity: tuple[Activity, ...]
    older: int | None


def read_own_account(
    desk: OfficeDesk, own: FoundSignIn, tokens: tuple[str, str], before: int | None
) -> OwnAccount:
    """Read an officer's own account.

    Args:
        desk: both zones.
        own: the officer's sign-in.
        tokens: of this sign-in and of this device, to say which is this one.
        before: where the page of activity begins: entries older than this number; None: the newest.
    """
    account, now = own.officer.account, desk.clock()
    this_sign_in, this_device = map(hash_token, tokens)
    with desk.casework.read() as session:
        earlier = find_last_entry(session, account, "signed_in", own.began_at)
        app = find_authenticator(session, account)
        entries = list_entries_of(session, account, before=before, limit=ENTRIES_A_PAGE + 1)
        shown = entries[:ENTRIES_A_PAGE]
        return OwnAccount(
            in_utc(earlier.at) if earlier else None,
            app.added_on if app else None,
            tuple(
                OwnPasskey(one.credential_id.hex(), one.name, one.added_on, one.used_on)
                for one in list_passkeys(session, account)
            ),
            desk.sign_in_terms.party is not None,
            count_recovery_codes(session, account),
            tuple(
                OpenSignIn(
                    in_utc(one.began_at), in_utc(one.used_at), one.token_hash == this_sign_in
                )
                for one in list_sign_ins(session, account, now, desk.sign_in_terms.idle)
            ),
            tuple(
                KnownDevice(one.first_on, one.last_on, one.device_hash == this_device)
                for one in list_devices(session, account)
            ),
            tuple(
                Activity(one.sequence, in_utc(one.at), one.act, one.case_number, one.detail)
                for one in shown
            ),
            shown[-1].sequence if len(entries) > len(shown) else None,
        )
