"""A draw that nobody can steer: who knows the seed can repeat it, who draws cannot choose it.

1. The seed comes from an organ's newest checkpoint of the log, which the organ's key signed before
   the draw, and from the draw's own number.
2. Each lead's place is the SHA-256 of seed and case number; the lowest are drawn.

Who draws can choose the day and how many, and both stand in the log; never which.
"""

from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from typing import Final

from app.domain.lifecycle import PublicWord

MOST: Final = 50
"""Leads in one sample."""
CLOSED: Final = (PublicWord.CONCLUDED, PublicWord.NOT_ACCEPTED)
"""What a reporter reads of a lead that is closed; it stands in clear, so no key is needed."""
_SEED: Final = b"qingfeng/v1/sample\0"


class DrawReason(StrEnum):
    """Why a sample is drawn; a list, since free words could hold what must stay sealed."""

    PLANNED = "planned"
    SPOT_CHECK = "spot_check"
    COMPLAINT = "complaint"
    FOLLOW_UP = "follow_up"
    SUPERIOR_ASKS = "superior_asks"


def draw(checkpoint: bytes, number: int, leads: Iterable[str], count: int) -> list[str]:
    """Draw from closed leads.

    Args:
        checkpoint: the digest of the organ's newest checkpoint.
        number: of the draw, from 1 upward for each organ.
        leads: the case numbers of all closed leads of the organ.
        count: how many; fewer are drawn where there are fewer.

    Returns:
        The drawn case numbers, in their own order.
    """
    seed = sha256(_SEED + checkpoint + number.to_bytes(4, "big")).digest()
    places = sorted((sha256(seed + lead.encode()).digest(), lead) for lead in set(leads))
    return sorted(lead for _, lead in places[:count])
