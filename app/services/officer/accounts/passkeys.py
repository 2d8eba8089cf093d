"""Passkeys (WebAuthn): what a browser is asked for, and whether its answer is right."""

import json
from dataclasses import dataclass
from hashlib import sha256
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

_LONGEST_ANSWER: Final = 16 * 1024
_LONGEST_ID: Final = 1023
"""In bytes. Source: WebAuthn level 2, section 5.8.3."""


_MALFORMED: Final = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)
"""What the library raises over answers that no browser gives."""


class PasskeyRefusedError(Exception):
    """The browser's answer is none, or not to what was asked, or not by this passkey."""


class PasskeyCopiedError(PasskeyRefusedError):
    """The answer is right, but an older count came with it: the passkey exists twice."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The console as browsers know it: passkeys work there and nowhere else."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """The public half of a passkey that was just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def relying_party(console_url: str) -> RelyingParty | None:
    """The console behind an address; none where browsers allow no passkey: they want a name."""
    parts = urlsplit(console_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return RelyingParty(host, f"{parts.scheme}://{parts.netloc}")
    return None


def ask_to_make(party: RelyingParty, account: str, challenge: bytes, known: list[bytes]) -> str:
    """What the browser's script hands to `navigator.credentials.create`, as JSON."""
    options = generate_registration_options(
        rp_id=party.host,
        rp_name="清风 Qingfeng",
        user_name=account,
        # An account is never given to anybody else: its digest stays one person's.
        user_id=sha256(f"qingfeng account {account}".encode()).digest(),
        challenge=challenge,
        exclude_credentials=[PublicKeyCredentialDescriptor(one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            # The account is typed first: nothing has to be kept on a security key.
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return options_to_json(options)


def ask_to_sign(party: RelyingParty, challenge: bytes, known: list[bytes]) -> str:
    """What the browser's script hands to `navigator.credentials.get`, as JSON."""
    options = generate_authentication_options(
        rp_id=party.host,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(one) for one in known],
    )
    return options_to_json(options)


def read_made(party: RelyingParty, challenge: bytes, answer: str) -> NewPasskey:
    """The passkey that a browser made.

    Raises:
        PasskeyRefusedError: it made none for this challenge.
    """
    try:
        made = verify_registration_response(
            credential=_read_json(answer),
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
        )
    except _MALFORMED as error:
        raise PasskeyRefusedError from error
    if len(made.credential_id) > _LONGEST_ID:
        raise PasskeyRefusedError
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count)


def read_credential_id(answer: str) -> bytes:
    """Which passkey an answer says that it is by.

    Raises:
        PasskeyRefusedError: it says none.
    """
    try:
        return base64url_to_bytes(str(_read_json(answer)["id"]))
    except (ValueError, KeyError, RecursionError) as error:
        raise PasskeyRefusedError from error


def check_signed(
    party: RelyingParty, challenge: bytes, answer: str, *, public_key: bytes, sign_count: int
) -> int:
    """Return the passkey's new count, only if it signed this challenge.

    Raises:
        PasskeyCopiedError: it did, and its count did not grow.
        PasskeyRefusedError: it did not.
    """
    try:
        signed = verify_authentication_response(
            credential=_read_json(answer),
            expected_challenge=challenge,
            expected_rp_id=party.host,
            expected_origin=party.origin,
            credential_public_key=public_key,
            # Compared below, once it is known who counted.
            credential_current_sign_count=0,
        )
    except _MALFORMED as error:
        raise PasskeyRefusedError from error
    if (signed.new_sign_count or sign_count) and signed.new_sign_count <= sign_count:
        raise PasskeyCopiedError
    return signed.new_sign_count


def _read_json(answer: str) -> dict[str, Any]:
    read = json.loads(answer) if len(answer) <= _LONGEST_ANSWER else None
    if not isinstance(read, dict):
        raise PasskeyRefusedError
    return read
