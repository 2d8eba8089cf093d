"""Whether what an officer is about to replace is still what they had before their eyes."""

from hashlib import sha256

import msgspec


def mark_of(entry: object) -> str:
    """A digest of an entry of a record, to stand in the form beside it; empty for none."""
    if entry is None:
        return ""
    return sha256(msgspec.json.encode(entry, order="sorted")).hexdigest()
