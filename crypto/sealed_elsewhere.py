"""Age files that somebody else sealed, by anything: taken apart and checked without any key.

Whether they open, and what is inside, only the holder of the identity will see. What can be seen
from outside is held to the letter, so that nothing at rest tells who sealed it.
"""

import io

from crypto.age.errors import HeaderError
from crypto.age.header import Header, parse_header, read_header
from crypto.age.keys import parse_recipient
from crypto.age.mlkem768x25519 import HybridRecipient, check_stanza
from crypto.age.payload import opened_length
from crypto.padding import BUCKETS_BYTES, padded_length
from crypto.sealing import Sealed


def split_sealed(file: bytes) -> Sealed:
    """Take apart an age file for one post-quantum recipient whose plaintext fills a bucket.

    Raises:
        HeaderError: its header is malformed, or has another stanza or more than one.
        PayloadError: its payload has a length that no bucket gives.
    """
    source = io.BytesIO(file)
    header = read_header(source)
    start = source.tell()
    _check(header)
    if opened_length(len(file) - start) not in BUCKETS_BYTES:
        raise HeaderError("a body that fills no bucket")
    return Sealed((file[:start],), file[start:])


def check_header(header: bytes) -> None:
    """Return only if this is one header for one post-quantum recipient.

    Raises:
        HeaderError: it is something else.
    """
    _check(parse_header(header))


def is_padded(payload_bytes: int) -> bool:
    """Whether a payload of this length can be that of a padded attachment.

    Raises:
        PayloadError: it cannot be a payload at all.
    """
    length = opened_length(payload_bytes)
    return padded_length(length) == length


def is_hybrid_recipient(text: str) -> bool:
    """Whether a text is a post-quantum recipient in its one spelling.

    Raises:
        KeyFormatError: it is no recipient.
    """
    recipient = parse_recipient(text)
    return isinstance(recipient, HybridRecipient) and recipient.encode() == text


def _check(header: Header) -> None:
    if len(header.stanzas) != 1:
        raise HeaderError("not one stanza")
    check_stanza(header.stanzas[0])
