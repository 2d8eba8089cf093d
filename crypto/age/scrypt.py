"""The recipient type scrypt: a passphrase, for identity files and paper backups.

Source: c2sp.org/age, "The scrypt recipient type"; RFC 7914.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crypto.age.errors import HeaderError
from crypto.age.header import Stanza, decode_base64, encode_base64

KIND: Final = "scrypt"
# 2^18 takes about a second and 256 MiB; Go's age writes it and reads up to 2^22.
DEFAULT_LOG_N: Final = 18
DEFAULT_MAX_LOG_N: Final = 22

_SALT_LABEL: Final = b"age-encryption.org/v1/scrypt"
_SALT_BYTES: Final = 16
_BODY_BYTES: Final = 32
_BLOCK_SIZE: Final = 8
# Two digits at most, before int() sees them: its own reading is too lenient and too patient.
_LOG_N: Final = re.compile(r"[1-9][0-9]?")
# The wrap key is used once: its salt is new for each stanza.
_NONCE: Final = bytes(12)


class ScryptRecipient:
    """A passphrase that a file is encrypted to; it must be the file's only recipient."""

    __slots__ = ("_log_n", "_passphrase")
    label: ClassVar[str] = "passphrase"

    def __init__(self, passphrase: str, log_n: int = DEFAULT_LOG_N) -> None:
        """Take a passphrase and the work factor, 2^`log_n` (1 to 22)."""
        if not 1 <= log_n <= DEFAULT_MAX_LOG_N:
            raise ValueError("log_n is 1 to 22")
        self._passphrase = passphrase.encode()
        self._log_n = log_n

    def __repr__(self) -> str:
        return f"ScryptRecipient(secret, log_n={self._log_n})"

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza from which whoever knows the passphrase gets the file key."""
        salt = secrets.token_bytes(_SALT_BYTES)
        cipher = _cipher(self._passphrase, salt, self._log_n)
        arguments = (encode_base64(salt).decode(), str(self._log_n))
        return Stanza(KIND, arguments, cipher.encrypt(_NONCE, file_key, None))


class ScryptIdentity:
    """A passphrase that opens what was encrypted to it."""

    __slots__ = ("_max_log_n", "_passphrase")

    def __init__(self, passphrase: str, max_log_n: int = DEFAULT_MAX_LOG_N) -> None:
        """Take a passphrase and the largest work factor that a file may ask for."""
        self._passphrase = passphrase.encode()
        self._max_log_n = max_log_n

    def __repr__(self) -> str:
        return "ScryptIdentity(secret)"

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key; None where the file has no passphrase or another one.

        Raises:
            HeaderError: the scrypt stanza is malformed, not alone, or asks for too much work.
        """
        if not any(stanza.kind == KIND for stanza in stanzas):
            return None
        if len(stanzas) != 1:
            raise HeaderError("a passphrase must be a file's only recipient")
        salt, log_n = _parse(stanzas[0])
        if log_n > self._max_log_n:
            raise HeaderError("the file asks for too much work to try its passphrase")
        try:
            return _cipher(self._passphrase, salt, log_n).decrypt(_NONCE, stanzas[0].body, None)
        except InvalidTag:
            return None


def _parse(stanza: Stanza) -> tuple[bytes, int]:
    if len(stanza.arguments) != 2:  # noqa: PLR2004 salt and work factor
        raise HeaderError("a scrypt stanza has two arguments")
    salt_text, log_n_text = stanza.arguments
    salt = decode_base64(salt_text.encode())
    # The body's length is checked before decrypting (partitioning oracle).
    if len(salt) != _SALT_BYTES or len(stanza.body) != _BODY_BYTES:
        raise HeaderError("a scrypt stanza of the wrong size")
    if _LOG_N.fullmatch(log_n_text) is None:
        raise HeaderError("a malformed scrypt work factor")
    return salt, int(log_n_text)


def _cipher(passphrase: bytes, salt: bytes, log_n: int) -> ChaCha20Poly1305:
    n = 1 << log_n
    key = hashlib.scrypt(
        passphrase,
        salt=_SALT_LABEL + salt,
        n=n,
        r=_BLOCK_SIZE,
        p=1,
        maxmem=128 * _BLOCK_SIZE * (n + 3),
        dklen=32,
    )
    return ChaCha20Poly1305(key)
