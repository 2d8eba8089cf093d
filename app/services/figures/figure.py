"""One day's figure as text: what the superior gets, and what the next day's holds the hash of."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final, Self

from app.storage.intake import DailyFigure

BEFORE_THE_FIRST: Final = bytes(32)
LEAF_BYTES: Final = 32
_ROOT: Final = b"qingfeng/v1/daily-root\0"


@dataclass(frozen=True, slots=True)
class Figure:
    """How many, and one root over them."""

    day: date
    """The office's day, which is over."""
    items: int
    """Reports and messages, whomever they are sealed to."""
    root: bytes
    previous: bytes
    """SHA-256 of the text of the day before; zeros in the first."""

    @classmethod
    def of_row(cls, row: DailyFigure) -> Self:
        """A stored one."""
        return cls(row.day, row.items, row.root, row.previous_hash)

    def text(self) -> str:
        """As it is delivered; it says nothing of what any item holds."""
        return (
            "qingfeng daily figure 1\n"
            f"day: {self.day}\n"
            f"items: {self.items}\n"
            f"root: {self.root.hex()}\n"
            f"previous: {self.previous.hex()}\n"
        )

    def digest(self) -> bytes:
        """What the next day's names as `previous`."""
        return sha256(self.text().encode()).digest()


def root_of(leaves: bytes) -> bytes:
    """The root over what stands for a day's items, 32 bytes each, sorted."""
    return sha256(_ROOT + leaves).digest()


def split_leaves(leaves: bytes) -> list[bytes]:
    """What stands for each item."""
    return [leaves[at : at + LEAF_BYTES] for at in range(0, len(leaves), LEAF_BYTES)]
