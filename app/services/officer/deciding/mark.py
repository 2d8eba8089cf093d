"""What an officer had before their eyes when they decided."""

from dataclasses import replace
from hashlib import sha256

import msgspec

from app.services.officer.lead.record import Record


def decision_mark(record: Record) -> str:
    """A lead as it was seen: another mark means that somebody changed it since.

    That messages were read changes nothing about it; what they said does, since it has a step.
    """
    seen = replace(record, messages_read=0, messages_noted=())
    return sha256(msgspec.json.encode(seen, order="sorted")).hexdigest()
