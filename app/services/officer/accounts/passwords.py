"""Sign-in passwords: Argon2id, the same work whether an account exists or not.

A sign-in password opens no key; the unlock phrase does that.
"""

import secrets
import unicodedata
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

MAX_PASSWORD_CHARACTERS: Final = 1000
"""Longer than anything that a person types; more is not looked at."""

# RFC 9106, section 4, the second recommended choice: 3 passes over 64 MiB in 4 lanes.
_ITERATIONS: Final = 3
_MEMORY_KIB: Final = 64 * 1024
_LANES: Final = 4
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32


class WrongPasswordError(Exception):
    """The password is not this account's, or there is no such account."""


def hash_password(password: str) -> str:
    """Return what may be kept of a password: an Argon2id hash in the PHC format."""
    return _argon2id().derive_phc_encoded(_readable(password))


def check_password(password: str, password_hash: str | None) -> None:
    """Return only if the password is right.

    Args:
        password: as it was typed.
        password_hash: what `hash_password` returned; None for an account that does not exist or
            may not be signed in to, which costs the same time and memory.

    Raises:
        WrongPasswordError: it is not right.
    """
    if password_hash is None:
        _argon2id().derive(_readable(password))
        raise WrongPasswordError
    try:
        Argon2id.verify_phc_encoded(_readable(password), password_hash)
    except InvalidKey:
        raise WrongPasswordError from None


def _argon2id() -> Argon2id:
    return Argon2id(
        salt=secrets.token_bytes(_SALT_BYTES),
        length=_HASH_BYTES,
        iterations=_ITERATIONS,
        lanes=_LANES,
        memory_cost=_MEMORY_KIB,
    )


def fold(password: str) -> str:
    """A password as it counts: input methods differ in how they spell the same letters."""
    return unicodedata.normalize("NFKC", password[:MAX_PASSWORD_CHARACTERS])


def _readable(password: str) -> bytes:
    return fold(password).encode("utf-8", "surrogatepass")
