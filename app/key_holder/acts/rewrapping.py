"""Re-wrap headers from an organ's older keys to its newest, and open them for sealing anew."""

from collections.abc import Mapping

from crypto.age.errors import AgeError
from crypto.group_key import OrganKey
from crypto.sealing import wrap_file_key


class BadRewrapError(Exception):
    """A new header did not open to the file key that was put into it: nothing may be replaced."""


def open_header(keys: Mapping[int, OrganKey], header: bytes) -> bytes | None:
    """Return a header's file key; None where none of an organ's keys opens it.

    Args:
        keys: by generation. The newest is tried last: it is seldom the one of an old header.
        header: an age header.
    """
    for generation in sorted(keys, key=lambda one: (one == max(keys), -one)):
        try:
            return keys[generation].unwrap(header)
        except AgeError:
            continue
    return None


def rewrap_header(keys: Mapping[int, OrganKey], header: bytes) -> bytes | None:
    """Return a header for the newest key over the same payload; None where no key opens the old.

    Raises:
        BadRewrapError: the new header does not open to the same file key.
    """
    file_key = open_header(keys, header)
    if file_key is None:
        return None
    newest = keys[max(keys)]
    rewrapped = wrap_file_key(file_key, newest.identity.recipient)
    # The old header is overwritten by this one: it is tried before it leaves.
    try:
        is_same = newest.unwrap(rewrapped) == file_key
    except AgeError:
        is_same = False
    if not is_same:
        raise BadRewrapError
    return rewrapped
