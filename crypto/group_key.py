"""An organ's private key: the only module that can hold one.

Only `app.key_holder` and `app.services.operator` may import it. An organ has an age identity, to
which its reports are sealed, and an Ed25519 key, which signs its roster and its audit log. At
rest both stand in one age identity file, sealed to each officer's own identity; that identity in
turn is sealed with the officer's unlock phrase. The stock `age` opens all of these files.
"""

import base64
import re
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crypto.age.errors import KeyFormatError, NoMatchError
from crypto.age.file import decrypt_bytes, encrypt_bytes
from crypto.age.keys import parse_identity_file, parse_recipient
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.scrypt import ScryptIdentity, ScryptRecipient
from crypto.sealing import unwrap_file_key
from crypto.signing import labelled

# A generated phrase has 88 bits: 2^16 (0.2 s, 64 MiB) is plenty and keeps unlocking quick. Paper
# lies around for decades and is opened once.
OFFICER_LOG_N: Final = 16
BACKUP_LOG_N: Final = 18
# 1 GiB of memory: what a swapped file can make the key-holder spend at most.
MAX_LOG_N: Final = 20

_SIGNING_KEY_LINE: Final = re.compile(rb"^# signing-key: ([A-Za-z0-9+/]{43}=)$", re.MULTILINE)


class WrongPhraseError(Exception):
    """The phrase does not open this file."""


class OrganKey:
    """An organ's identity and signing key; printing the object shows neither."""

    __slots__ = ("_signing_key", "identity")

    def __init__(self, identity: HybridIdentity, signing_key: Ed25519PrivateKey) -> None:
        self.identity = identity
        self._signing_key = signing_key

    @classmethod
    def create(cls) -> "OrganKey":
        """Return a new key from the system's random numbers."""
        return cls(HybridIdentity.generate(), Ed25519PrivateKey.generate())

    def __repr__(self) -> str:
        return "OrganKey(secret)"

    @property
    def recipient(self) -> str:
        """The text `age1pq1...` that reports are sealed to."""
        return self.identity.recipient.encode()

    @property
    def verify_key(self) -> bytes:
        """The 32 bytes that `crypto.signing.verify` checks signatures with."""
        return self._signing_key.public_key().public_bytes_raw()

    def unwrap(self, header: bytes) -> bytes:
        """Return the file key of a header.

        Raises:
            HeaderError: the header is malformed.
            NoMatchError: it is not for this organ.
            HeaderMacError: it was changed.
        """
        return unwrap_file_key(header, self.identity)

    def sign(self, message: bytes, label: str) -> bytes:
        """Return 64 bytes of signature over the message under a label (`crypto.signing`)."""
        return self._signing_key.sign(labelled(message, label))

    def encode(self) -> bytes:
        """Return an age identity file; it is secret, seal it.

        The signing key stands in a comment line, which every age passes over.
        """
        signing_key = base64.b64encode(self._signing_key.private_bytes_raw()).decode()
        return (
            f"# public key: {self.recipient}\n"
            f"# signing-key: {signing_key}\n"
            f"{self.identity.encode()}\n"
        ).encode()

    @classmethod
    def decode(cls, data: bytes) -> "OrganKey":
        """Read what `encode` wrote.

        Raises:
            KeyFormatError: it is something else.
        """
        line = _SIGNING_KEY_LINE.search(data)
        if line is None:
            raise KeyFormatError("no signing key in this identity file")
        # The pattern lets through nothing but the base64 of 32 bytes, and any 32 bytes are a key.
        signing_key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(line[1]))
        return cls(_parse_single_identity(data), signing_key)


def new_officer_identity(passphrase: str, *, log_n: int = OFFICER_LOG_N) -> tuple[str, bytes]:
    """Make an officer's own identity.

    Args:
        passphrase: the canonical spelling of a generated unlock phrase.
        log_n: scrypt's work factor; tests lower it.

    Returns:
        The recipient `age1pq1...`, and the identity sealed with the passphrase as armored age
        text, which `age -d` opens.
    """
    identity = HybridIdentity.generate()
    recipient = identity.recipient.encode()
    text = f"# public key: {recipient}\n{identity.encode()}\n".encode()
    return recipient, _seal_with_phrase(text, passphrase, log_n)


def seal_organ_key(key: OrganKey, recipient: str) -> bytes:
    """Return the organ's key as an age file for one officer.

    Raises:
        KeyFormatError: not a recipient.
    """
    return encrypt_bytes(key.encode(), [parse_recipient(recipient)])


def open_organ_key(sealed_key: bytes, sealed_identity: bytes, passphrase: str) -> OrganKey:
    """Return the organ's key, by way of an officer's own identity.

    Raises:
        WrongPhraseError: the passphrase does not open the officer's identity.
        NoMatchError: the officer's identity does not open the organ's key.
        AgeError: one of the files is not as it was written.
    """
    identity = _parse_single_identity(_open_with_phrase(sealed_identity, passphrase))
    return OrganKey.decode(decrypt_bytes(sealed_key, [identity]))


def seal_backup(key: OrganKey, passphrase: str, *, log_n: int = BACKUP_LOG_N) -> bytes:
    """Return the organ's key sealed with a passphrase, as armored age text for paper."""
    return _seal_with_phrase(key.encode(), passphrase, log_n)


def open_backup(backup: bytes, passphrase: str) -> OrganKey:
    """Return the organ's key from its backup.

    Raises:
        WrongPhraseError: the passphrase does not open it.
        AgeError: the file is not as it was written.
    """
    return OrganKey.decode(_open_with_phrase(backup, passphrase))


def _seal_with_phrase(secret: bytes, passphrase: str, log_n: int) -> bytes:
    return encrypt_bytes(secret, [ScryptRecipient(passphrase, log_n)], armor=True)


def _open_with_phrase(sealed: bytes, passphrase: str) -> bytes:
    try:
        return decrypt_bytes(sealed, [ScryptIdentity(passphrase, MAX_LOG_N)])
    except NoMatchError:
        raise WrongPhraseError("the phrase does not open this file") from None


def _parse_single_identity(data: bytes) -> HybridIdentity:
    match parse_identity_file(data):
        case (HybridIdentity() as identity,):
            return identity
    raise KeyFormatError("exactly one post-quantum identity is expected")
