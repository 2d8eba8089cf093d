"""An organ's private key: the only module that can hold one.

Only `app.key_holder` and `app.services.operator` may import it. An organ has an age identity, to
which its reports are sealed, and an Ed25519 key, which signs its roster and its audit log. At
rest both stand in one age identity file, which is handed out in one of two ways:

- any officer alone: the whole file is sealed to each officer's own identity;
- k of n officers: the file is sealed once, with a passphrase that is a fresh random secret in
  hexadecimal; that secret is split by SLIP-39, and one share is sealed to each officer's own
  identity.

An officer's own identity in turn is sealed with the officer's unlock phrase. Every piece is an
ordinary age file: stock `age` and a SLIP-39 tool get the key back without us.
"""

import base64
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crypto.age.errors import KeyFormatError, NoMatchError
from crypto.age.file import decrypt_bytes, encrypt_bytes
from crypto.age.keys import parse_identity_file, parse_recipient
from crypto.age.mlkem768x25519 import HybridIdentity
from crypto.age.scrypt import ScryptIdentity, ScryptRecipient
from crypto.sealing import unwrap_file_key
from crypto.secret_sharing import MAX_SHARE_CHARACTERS, SharesError, join_secret, split_secret
from crypto.signing import labelled

# A generated phrase has 88 bits: 2^16 (0.2 s, 64 MiB) is plenty and keeps unlocking quick. Paper
# lies around for decades and is opened once.
OFFICER_LOG_N: Final = 16
BACKUP_LOG_N: Final = 18
# The passphrase here is 128 random bits, which nobody can try out: scrypt adds nothing and costs
# 1 MiB and some milliseconds.
SHARED_LOG_N: Final = 10
# 1 GiB of memory: what a swapped file can make the key-holder spend at most.
MAX_LOG_N: Final = 20

_SHARED_SECRET_BYTES: Final = 16

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


def open_officer_identity(sealed_identity: bytes, passphrase: str) -> HybridIdentity:
    """Return an officer's own identity.

    Raises:
        WrongPhraseError: the passphrase does not open it.
        AgeError: the file is not as it was written.
    """
    return _parse_single_identity(_open_with_phrase(sealed_identity, passphrase))


@dataclass(frozen=True, slots=True)
class KeyInHands:
    """An organ's key as it is kept: nothing in here opens without officers' own identities.

    Attributes:
        threshold: how many officers it takes, 1 or more.
        sealed_key: the organ's key under the shared secret; empty where the threshold is 1.
        sealed_shares: one age file for each officer: a share of that secret, or the organ's key
            itself where the threshold is 1.
    """

    threshold: int
    sealed_key: bytes
    sealed_shares: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class KeyShare:
    """What one officer adds to open the organ's key; printing the object does not show it."""

    _content: bytes = field(repr=False)


def hand_out(key: OrganKey, recipients: Sequence[str], threshold: int) -> KeyInHands:
    """Seal an organ's key so that any `threshold` of these officers can open it together.

    Handing out again makes a new secret: shares of before do not fit shares of after.

    Args:
        key: the organ's key.
        recipients: the officers' own `age1pq1...`, each once.
        threshold: 1 to as many as there are recipients, who are 16 at most where it is over 1.

    Raises:
        ValueError: these numbers are out of their range, or a recipient stands there twice, who
            could open alone what takes two.
        KeyFormatError: one is not a recipient.
    """
    if not 1 <= threshold <= len(recipients):
        raise ValueError("1 <= threshold <= officers")
    if len(set(recipients)) != len(recipients):
        raise ValueError("each recipient once")
    if threshold == 1:
        whole = (encrypt_bytes(key.encode(), [parse_recipient(one)]) for one in recipients)
        return KeyInHands(1, b"", tuple(whole))
    sealed_key, shares = _seal_to_shares(key, threshold, len(recipients), armor=False)
    sealed_shares = (
        encrypt_bytes(_spell_share(share), [parse_recipient(recipient)])
        for share, recipient in zip(shares, recipients, strict=True)
    )
    return KeyInHands(threshold, sealed_key, tuple(sealed_shares))


def open_share(sealed_share: bytes, identity: HybridIdentity) -> KeyShare:
    """Return what one officer's own identity opens.

    Raises:
        NoMatchError: it is another officer's.
        AgeError: the file is not as it was written.
    """
    return KeyShare(decrypt_bytes(sealed_share, [identity]))


def assemble_key(shares: Sequence[KeyShare], threshold: int, sealed_key: bytes) -> OrganKey:
    """Return the organ's key, from as many officers' shares as it takes.

    That files fit together does not say whose key they hold: the caller compares `recipient` and
    `verify_key` with the signed roster.

    Args:
        shares: each officer's, in any order.
        threshold: as in `KeyInHands`.
        sealed_key: the same; not looked at where the threshold is 1.

    Raises:
        SharesError: too few, repeated, of different splits, or not of this file.
        AgeError: the sealed key is not as it was written.
    """
    if len(shares) < max(threshold, 1):
        raise SharesError("too_few")
    if threshold == 1:
        return OrganKey.decode(shares[0]._content)  # noqa: SLF001  its own module
    texts = [share._content.decode(errors="replace") for share in shares]  # noqa: SLF001  the same
    return open_backup_with_shares(sealed_key, texts)


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


def seal_backup_to_shares(
    key: OrganKey, threshold: int, count: int
) -> tuple[bytes, tuple[str, ...]]:
    """Seal a backup for paper that `threshold` of `count` printed shares open.

    Returns:
        The organ's key as armored age text, whose passphrase is the split secret in hexadecimal;
        and the shares, each a line of English words.

    Raises:
        ValueError: not 2 <= threshold <= count <= 16.
    """
    return _seal_to_shares(key, threshold, count, armor=True)


def open_backup_with_shares(backup: bytes, shares: Sequence[str]) -> OrganKey:
    """Return the organ's key from its backup and printed shares, as forgiving as `join_secret`.

    Raises:
        SharesError: the shares do not fit together, or not this file.
        AgeError: the file is not as it was written.
    """
    secret = join_secret(shares)
    try:
        return open_backup(backup, secret.hex())
    except WrongPhraseError:
        raise SharesError("other_file") from None


def _seal_to_shares(
    key: OrganKey, threshold: int, count: int, *, armor: bool
) -> tuple[bytes, tuple[str, ...]]:
    secret = secrets.token_bytes(_SHARED_SECRET_BYTES)
    shares = split_secret(secret, threshold, count)
    return _seal_with_phrase(key.encode(), secret.hex(), SHARED_LOG_N, armor=armor), shares


def _spell_share(share: str) -> bytes:
    # All of one length, so that the sealed file's length says nothing about the words.
    return f"{share:<{MAX_SHARE_CHARACTERS}}\n".encode()


def _seal_with_phrase(secret: bytes, passphrase: str, log_n: int, *, armor: bool = True) -> bytes:
    return encrypt_bytes(secret, [ScryptRecipient(passphrase, log_n)], armor=armor)


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
