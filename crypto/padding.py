"""Size buckets: how long a report is must say nothing about who wrote it, or in which language.

Sizes are counted in bytes of UTF-8, after which a Chinese and an English story look alike.
"""

from typing import Final

KIB: Final = 1024
# Four sizes for all reports: the first holds nearly every story, the last the longest allowed one.
BUCKETS_BYTES: Final = (4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB)
SMALLEST_ATTACHMENT_BYTES: Final = 4 * KIB


class ReportTooLongError(ValueError):
    """The text does not fit the largest bucket."""


def pad_json(body: bytes) -> bytes:
    """Return the JSON text, filled up with spaces to 4, 16, 64 or 256 KiB (1 KiB = 1,024 bytes).

    Spaces after a JSON value mean nothing (RFC 8259, section 2), so any JSON reader opens it and
    nothing has to be cut off.

    Raises:
        ReportTooLongError: it is longer than 256 KiB.
    """
    for bucket in BUCKETS_BYTES:
        if len(body) <= bucket:
            return body.ljust(bucket, b" ")
    raise ReportTooLongError(f"{len(body)} bytes; the largest bucket is {BUCKETS_BYTES[-1]}")


def padded_length(length: int) -> int:
    """Return the length in bytes that an attachment of `length` bytes is filled up to with zeros.

    Never under 4,096; above that the overhead is at most 12 percent and only O(log log length)
    bits of the length show.

    Source: PADMÉ, in Nikitin, Barman, Lueks, Underwood, Hubaux, Ford: Reducing Metadata Leakage
    from Encrypted Files and Communication with PURBs, PoPETs 2019(4), algorithm 1.
    """
    if length < 0:
        raise ValueError("a length is not negative")
    length = max(length, SMALLEST_ATTACHMENT_BYTES)
    exponent = length.bit_length() - 1
    cleared_bits = exponent - exponent.bit_length()
    mask = (1 << cleared_bits) - 1
    return (length + mask) & ~mask
