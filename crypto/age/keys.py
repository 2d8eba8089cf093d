"""Recipients and identities of any type: their texts, and which file key they lead to."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from crypto.age import bech32, mlkem768x25519, scrypt, x25519
from crypto.age.errors import HeaderError, KeyFormatError, NoMatchError, RecipientMixError
from crypto.age.header import Header, Stanza
from crypto.age.mlkem768x25519 import HybridIdentity, HybridRecipient
from crypto.age.x25519 import X25519Identity, X25519Recipient


class Recipient(Protocol):
    """Whom a file is encrypted to."""

    @property
    def label(self) -> str:
        """Only recipients of one label may stand in one file."""

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza from which the holder of the identity gets the file key."""


class Identity(Protocol):
    """Who opens a file."""

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """Return the file key; None where no stanza is for this identity."""


def parse_recipient(text: str) -> X25519Recipient | HybridRecipient:
    """Read `age1...` or `age1pq1...`.

    Raises:
        KeyFormatError: it is neither.
    """
    prefix, data = bech32.decode(text)
    if prefix == mlkem768x25519.RECIPIENT_PREFIX and text.islower():
        return HybridRecipient(data)
    if prefix == x25519.RECIPIENT_PREFIX and text.islower():
        return X25519Recipient(data)
    raise KeyFormatError("not a recipient: it begins with age1 or age1pq1")


def parse_identity(text: str) -> X25519Identity | HybridIdentity:
    """Read `AGE-SECRET-KEY-1...` or `AGE-SECRET-KEY-PQ-1...`.

    Raises:
        KeyFormatError: it is neither.
    """
    prefix, data = bech32.decode(text)
    if prefix == mlkem768x25519.IDENTITY_PREFIX and text.isupper():
        return HybridIdentity(data)
    if prefix == x25519.IDENTITY_PREFIX and text.isupper():
        return X25519Identity(data)
    raise KeyFormatError("not an identity: it begins with AGE-SECRET-KEY-")


def parse_identity_file(data: bytes) -> tuple[X25519Identity | HybridIdentity, ...]:
    """Read an identity file: one identity a line; empty lines and lines with # are passed over.

    Raises:
        KeyFormatError: a line is something else, or there is no identity at all.
    """
    identities = tuple(parse_identity(line) for line in _key_lines(data))
    if not identities:
        raise KeyFormatError("no identity in this file")
    return identities


def parse_recipient_file(data: bytes) -> tuple[X25519Recipient | HybridRecipient, ...]:
    """Read a recipient file: one recipient a line; empty lines and lines with # are passed over.

    Raises:
        KeyFormatError: a line is something else, or there is no recipient at all.
    """
    recipients = tuple(parse_recipient(line) for line in _key_lines(data))
    if not recipients:
        raise KeyFormatError("no recipient in this file")
    return recipients


def check_mix(recipients: Sequence[Recipient]) -> None:
    """Return only if these recipients may share a file.

    Raises:
        RecipientMixError: there is none, post-quantum and classic stand together, or a passphrase
            does not stand alone.
    """
    labels = {recipient.label for recipient in recipients}
    if len(labels) != 1:
        raise RecipientMixError("recipients of one kind, and at least one")
    if len(recipients) > 1 and scrypt.ScryptRecipient.label in labels:
        raise RecipientMixError("a passphrase must be a file's only recipient")


def find_file_key(header: Header, identities: Iterable[Identity]) -> bytes:
    """Return the file key that the first fitting identity finds, the header's MAC checked with it.

    Raises:
        HeaderError: a stanza is malformed.
        NoMatchError: no identity fits.
        HeaderMacError: the header was changed.
    """
    stanzas = header.stanzas
    if len(stanzas) > 1 and any(stanza.kind == scrypt.KIND for stanza in stanzas):
        # Whichever identity is used: else a stranger could add a way in beside the passphrase.
        raise HeaderError("a passphrase must be a file's only recipient")
    for identity in identities:
        file_key = identity.unwrap(stanzas)
        if file_key is not None:
            header.check_mac(file_key)
            return file_key
    raise NoMatchError("no identity at hand opens this file")


def _key_lines(data: bytes) -> list[str]:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise KeyFormatError("a key file is text") from None
    lines = (line.strip(" \t\r") for line in text.split("\n"))
    return [line for line in lines if line and not line.startswith("#")]
