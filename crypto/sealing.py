"""The few verbs that services call: seal, open, re-wrap.

Everything at rest is an age v1 file in two halves: a header for each recipient, which is small
and lives in the database, and one payload. A header followed by the payload is a complete age
file. Every header of one payload wraps the same file key, so giving somebody access rewrites a
header and never touches the payload.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from crypto.age.header import FILE_KEY_BYTES, encode_header, parse_header
from crypto.age.keys import Identity, Recipient, check_mix, find_file_key
from crypto.age.payload import decrypt_payload, encrypt_payload

__all__ = [
    "FILE_KEY_BYTES",
    "Sealed",
    "new_file_key",
    "open_payload",
    "open_sealed",
    "reseal_header",
    "seal",
    "seal_payload",
    "unwrap_file_key",
    "wrap_file_key",
]


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was sealed: one header a recipient, in the order given, and the payload."""

    headers: tuple[bytes, ...]
    payload: bytes


def seal(plaintext: bytes, recipients: Sequence[Recipient]) -> Sealed:
    """Encrypt under a new file key, so that each of the recipients alone can open it.

    Raises:
        RecipientMixError: no recipient, or post-quantum and others together.
        KeyFormatError: a recipient is of low order.
    """
    check_mix(recipients)
    file_key = new_file_key()
    headers = tuple(wrap_file_key(file_key, recipient) for recipient in recipients)
    return Sealed(headers, encrypt_payload(plaintext, file_key))


def new_file_key() -> bytes:
    """Return 16 random bytes; a file key is for one payload and never used again."""
    return secrets.token_bytes(FILE_KEY_BYTES)


def wrap_file_key(file_key: bytes, recipient: Recipient) -> bytes:
    """Return a complete header with one stanza, for a payload under this file key.

    Raises:
        KeyFormatError: the recipient is of low order.
    """
    return encode_header((recipient.wrap(file_key),), file_key)


def unwrap_file_key(header: bytes, identity: Identity) -> bytes:
    """Return the file key.

    Raises:
        HeaderError: the header is malformed.
        NoMatchError: it is for somebody else.
        HeaderMacError: it was changed.
    """
    return find_file_key(parse_header(header), (identity,))


def seal_payload(plaintext: bytes, file_key: bytes) -> bytes:
    """Return the payload alone, under a file key from `new_file_key()` that has no other."""
    return encrypt_payload(plaintext, file_key)


def open_payload(payload: bytes, file_key: bytes) -> bytes:
    """Return the whole plaintext, or nothing of it.

    Raises:
        HeaderError: the payload has not even a nonce.
        PayloadError: it is not as it was written.
    """
    return decrypt_payload(payload, file_key)


def open_sealed(header: bytes, payload: bytes, identity: Identity) -> bytes:
    """Return the whole plaintext, or nothing of it.

    Raises:
        HeaderError: the header is malformed.
        NoMatchError: it is for somebody else.
        HeaderMacError: it was changed.
        PayloadError: the payload is not as it was written.
    """
    return open_payload(payload, unwrap_file_key(header, identity))


def reseal_header(header: bytes, identity: Identity, recipient: Recipient) -> bytes:
    """Return a header for somebody else over the same payload.

    The file key stays: who once had it can still open the payload. After a compromise seal anew.

    Raises:
        HeaderError: the header is malformed.
        NoMatchError: it is not for this identity.
        HeaderMacError: it was changed.
    """
    return wrap_file_key(unwrap_file_key(header, identity), recipient)
