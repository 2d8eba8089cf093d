"""Authenticator apps: time-based one-time passwords, RFC 6238, as every such app knows them.

A seed rests sealed under a key that is derived from the console's secret key file and bound to its
account: who has the database alone opens none, nor moves one to another account.
"""

import base64
import hmac
import secrets
from datetime import datetime
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP

_SEED_BYTES: Final = 20
_STEP_SECONDS: Final = 30
_DIGITS: Final = 6
_DRIFT_STEPS: Final = 1
"""How far a telephone's clock may be off, either way. Source: RFC 6238, section 5.2."""
_NONCE_BYTES: Final = 12
_KEY_BYTES: Final = 32
_LABEL: Final = b"qingfeng/authenticator-seed/v1"


class SeedNotOpenedError(Exception):
    """A sealed seed is of another account, was changed, or was sealed under another key."""


def derive_seed_key(secret_key: bytes) -> bytes:
    """The key that seals seeds, from the console's secret key."""
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=_LABEL).derive(secret_key)


def new_seed() -> bytes:
    """A new seed of 160 bits."""
    return secrets.token_bytes(_SEED_BYTES)


def seal_seed(seed_key: bytes, account: str, seed: bytes) -> bytes:
    """Seal a seed for one account."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(seed_key).encrypt(nonce, seed, account.encode())


def open_seed(seed_key: bytes, account: str, sealed: bytes) -> bytes:
    """Open a seed of this account.

    Raises:
        SeedNotOpenedError: it is not one.
    """
    nonce, ciphertext = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return ChaCha20Poly1305(seed_key).decrypt(nonce, ciphertext, account.encode())
    except (InvalidTag, ValueError):
        raise SeedNotOpenedError from None


def spell_seed(seed: bytes) -> str:
    """A seed as apps take it when it is typed: base 32, in groups of four."""
    text = base64.b32encode(seed).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def app_address(seed: bytes, account: str, issuer: str) -> str:
    """What an app reads from a QR code: an `otpauth` address."""
    return _codes(seed).get_provisioning_uri(account, issuer)


def code_at(seed: bytes, step: int) -> str:
    """The six digits of one step of time."""
    return _codes(seed).generate(step * _STEP_SECONDS).decode()


def step_at(moment: datetime) -> int:
    """The step of time that a moment lies in, counted from 1970."""
    return int(moment.timestamp()) // _STEP_SECONDS


def find_step(seed: bytes, typed: str, moment: datetime) -> int | None:
    """The step whose code was typed: the present one, or one beside it."""
    digits = "".join(typed.split()).encode("utf-8", "surrogatepass")
    now = step_at(moment)
    steps = range(now - _DRIFT_STEPS, now + _DRIFT_STEPS + 1)
    # All are compared, so that the time taken does not tell which was near.
    found = [step for step in steps if hmac.compare_digest(code_at(seed, step).encode(), digits)]
    return found[-1] if found else None


def _codes(seed: bytes) -> TOTP:
    # SHA-1, since apps know no other; HMAC does not rest on what SHA-1 has lost.
    return TOTP(seed, _DIGITS, SHA1(), _STEP_SECONDS)  # noqa: S303
