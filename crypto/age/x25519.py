"""The recipient type X25519: what Debian's age and every older age writes.

Qingfeng reads it and can write it, but seals nothing of its own to it.

Source: c2sp.org/age, "The X25519 recipient type".
"""

from collections.abc import Sequence
from typing import ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crypto.age import bech32
from crypto.age.errors import HeaderError, KeyFormatError
from crypto.age.header import Stanza, decode_base64, derive_key, encode_base64

KIND: Final = "X25519"
RECIPIENT_PREFIX: Final = "age"
IDENTITY_PREFIX: Final = "age-secret-key-"

_INFO: Final = b"age-encryption.org/v1/X25519"
_KEY_BYTES: Final = 32
_BODY_BYTES: Final = 32
# The wrap key is used once: it comes from a share that is new for each stanza.
_NONCE: Final = bytes(12)


class X25519Recipient:
    """A public key that files can be encrypted to."""

    __slots__ = ("_bytes", "_key")
    label: ClassVar[str] = "classic"

    def __init__(self, public_key: bytes) -> None:
        """Take the 32 bytes of a public key.

        Raises:
            KeyFormatError: another length.
        """
        if len(public_key) != _KEY_BYTES:
            raise KeyFormatError("an X25519 recipient has 32 bytes")
        self._bytes = public_key
        self._key = X25519PublicKey.from_public_bytes(public_key)

    def __repr__(self) -> str:
        return f"X25519Recipient({self.encode()})"

    def encode(self) -> str:
        """Return the text `age1...`."""
        return bech32.encode(RECIPIENT_PREFIX, self._bytes)

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza from which the holder of the identity gets the file key.

        Raises:
            KeyFormatError: the recipient is of low order, so that anyone could open the stanza.
        """
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        try:
            secret = ephemeral.exchange(self._key)
        except ValueError:
            raise KeyFormatError("a recipient of low order") from None
        body = _cipher(secret, share, self._bytes).encrypt(_NONCE, file_key, None)
        return Stanza(KIND, (encode_base64(share).decode(),), body)


class X25519Identity:
    """A private key that opens what was encrypted to its recipient."""

    __slots__ = ("_key", "_public")

    def __init__(self, private_key: bytes) -> None:
        """Take the 32 bytes of a private key.

        Raises:
            KeyFormatError: another length.
        """
        if len(private_key) != _KEY_BYTES:
            raise KeyFormatError("an X25519 identity has 32 bytes")
        self._key = X25519PrivateKey.from_private_bytes(private_key)
        self._public = self._key.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> "X25519Identity":
        """Return a new identity from the system's random numbers."""
        return cls(X25519PrivateKey.generate().private_bytes_raw())

    def __repr__(self) -> str:
        return "X25519Identity(secret)"

    @property
    def recipient(self) -> X25519Recipient:
        """The public half."""
        return X25519Recipient(self._public)

    def encode(self) -> str:
        """Return the secret text `AGE-SECRET-KEY-1...`."""
        return bech32.encode(IDENTITY_PREFIX, self._key.private_bytes_raw()).upper()

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key from the stanza that is ours; None where none is.

        Raises:
            HeaderError: an X25519 stanza is malformed, whether or not another one matches.
        """
        own = [_parse(stanza) for stanza in stanzas if stanza.kind == KIND]
        for share, body in own:
            try:
                secret = self._key.exchange(X25519PublicKey.from_public_bytes(share))
            except ValueError:
                raise HeaderError("an X25519 share of low order") from None
            try:
                return _cipher(secret, share, self._public).decrypt(_NONCE, body, None)
            except InvalidTag:
                continue  # somebody else's
        return None


def _parse(stanza: Stanza) -> tuple[bytes, bytes]:
    if len(stanza.arguments) != 1:
        raise HeaderError("an X25519 stanza has one argument")
    share = decode_base64(stanza.arguments[0].encode())
    # The body's length is checked before decrypting: a longer one could be built to open under
    # several keys (partitioning oracle).
    if len(share) != _KEY_BYTES or len(stanza.body) != _BODY_BYTES:
        raise HeaderError("an X25519 stanza of the wrong size")
    return share, stanza.body


def _cipher(secret: bytes, share: bytes, recipient: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive_key(secret, salt=share + recipient, info=_INFO))
