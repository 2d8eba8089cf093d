"""The recipient type mlkem768x25519: what everything in Qingfeng is sealed to.

ML-KEM-768 and X25519 together (X-Wing): it holds as long as either of the two does, also against
somebody who keeps today's ciphertext until there are quantum computers.

Source: c2sp.org/age, "The mlkem768x25519 recipient type"; HPKE: RFC 9180, mode base;
KEM 0x647a: draft-connolly-cfrg-xwing-kem and draft-ietf-hpke-pq.
"""

import hashlib
import secrets
from collections.abc import Sequence
from typing import ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from crypto.age import bech32
from crypto.age.errors import HeaderError, KeyFormatError
from crypto.age.header import FILE_KEY_BYTES, Stanza, decode_base64, encode_base64

KIND: Final = "mlkem768x25519"
RECIPIENT_PREFIX: Final = "age1pq"
IDENTITY_PREFIX: Final = "age-secret-key-pq-"
SEED_BYTES: Final = 32

_INFO: Final = b"age-encryption.org/mlkem768x25519"
_SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_MLKEM_SEED_BYTES: Final = 64
_X25519_BYTES: Final = 32
_MLKEM_PUBLIC_BYTES: Final = 1184
_MLKEM_CIPHERTEXT_BYTES: Final = 1088
_ENC_BYTES: Final = _MLKEM_CIPHERTEXT_BYTES + _X25519_BYTES
_BODY_BYTES: Final = FILE_KEY_BYTES + 16


class HybridRecipient:
    """A public key that files can be encrypted to; keep the object, reading it costs 0.1 ms."""

    __slots__ = ("_bytes", "_key")
    label: ClassVar[str] = "postquantum"

    def __init__(self, public_key: bytes) -> None:
        """Take 1,216 bytes: the ML-KEM-768 key, then the X25519 key.

        Raises:
            KeyFormatError: another length, or no ML-KEM-768 key.
        """
        if len(public_key) != _MLKEM_PUBLIC_BYTES + _X25519_BYTES:
            raise KeyFormatError("a post-quantum recipient has 1,216 bytes")
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(public_key[:_MLKEM_PUBLIC_BYTES])
        except ValueError:
            raise KeyFormatError("not an ML-KEM-768 key") from None
        x25519 = X25519PublicKey.from_public_bytes(public_key[_MLKEM_PUBLIC_BYTES:])
        self._bytes = public_key
        self._key = MLKEM768X25519PublicKey(mlkem, x25519)

    def __repr__(self) -> str:
        return f"HybridRecipient({self.encode()[:16]}...)"

    def encode(self) -> str:
        """Return the text `age1pq1...`, 1,959 characters."""
        return bech32.encode(RECIPIENT_PREFIX, self._bytes)

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza from which the holder of the identity gets the file key.

        Raises:
            KeyFormatError: the X25519 half is of low order.
        """
        try:
            sealed = _SUITE.encrypt(file_key, self._key, _INFO)
        except ValueError:
            raise KeyFormatError("a recipient of low order") from None
        enc = encode_base64(sealed[:_ENC_BYTES]).decode()
        return Stanza(KIND, (enc,), sealed[_ENC_BYTES:])


class HybridIdentity:
    """A private key that opens what was encrypted to its recipient.

    It keeps the expanded keys: expanding them from the seed costs more than opening a file.
    """

    __slots__ = ("_key", "_public", "_seed")

    def __init__(self, seed: bytes) -> None:
        """Take the 32 bytes of a seed.

        Raises:
            KeyFormatError: another length.
        """
        if len(seed) != SEED_BYTES:
            raise KeyFormatError("a post-quantum identity has 32 bytes")
        expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED_BYTES + _X25519_BYTES)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_BYTES])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_BYTES:])
        self._seed = seed
        self._key = MLKEM768X25519PrivateKey(mlkem, x25519)
        self._public = (
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        )

    @classmethod
    def generate(cls) -> "HybridIdentity":
        """Return a new identity from the system's random numbers."""
        return cls(secrets.token_bytes(SEED_BYTES))

    def __repr__(self) -> str:
        return "HybridIdentity(secret)"

    @property
    def recipient(self) -> HybridRecipient:
        """The public half."""
        return HybridRecipient(self._public)

    def encode(self) -> str:
        """Return the secret text `AGE-SECRET-KEY-PQ-1...`."""
        return bech32.encode(IDENTITY_PREFIX, self._seed).upper()

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key from the stanza that is ours; None where none is.

        Raises:
            HeaderError: an mlkem768x25519 stanza is malformed, whether or not another one matches.
        """
        own = [_parse(stanza) for stanza in stanzas if stanza.kind == KIND]
        for sealed in own:
            try:
                return _SUITE.decrypt(sealed, self._key, _INFO)
            except (InvalidTag, ValueError):
                _refuse_low_order(sealed)
        return None


def check_stanza(stanza: Stanza) -> None:
    """Return only if somebody may be able to open this stanza, whoever it is for.

    Raises:
        HeaderError: it is of another kind or the wrong size, or its X25519 share is of low order.
    """
    if stanza.kind != KIND:
        raise HeaderError("a stanza of another kind")
    _refuse_low_order(_parse(stanza))


def _parse(stanza: Stanza) -> bytes:
    if len(stanza.arguments) != 1:
        raise HeaderError("an mlkem768x25519 stanza has one argument")
    enc = decode_base64(stanza.arguments[0].encode())
    # Checked before decrypting: it pins the file key to 16 bytes (partitioning oracle).
    if len(enc) != _ENC_BYTES or len(stanza.body) != _BODY_BYTES:
        raise HeaderError("an mlkem768x25519 stanza of the wrong size")
    return enc + stanza.body


def _refuse_low_order(sealed: bytes) -> None:
    """Tell a malformed share from a stanza that is merely not ours.

    HPKE fails alike for both; whether a share is of low order does not depend on the private key,
    so any key shows it. This costs time only for what did not open anyway.
    """
    share = X25519PublicKey.from_public_bytes(sealed[_MLKEM_CIPHERTEXT_BYTES:_ENC_BYTES])
    try:
        X25519PrivateKey.generate().exchange(share)
    except ValueError:
        raise HeaderError("an X25519 share of low order") from None
