"""Why an officer is kept away from a lead: what is kept with a recusal, and lifted with it.

A recusal that two persons lifted covers its own causes and no other: the same name in the same lead
keeps the same officer away no more, another name or a declared interest does.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self


class CauseKind(StrEnum):
    """What kind of cause it is."""

    OWN_WORD = "self"
    """The officer's own word."""
    COLLEAGUE = "colleague"
    """An officer who is responsible for the lead saw a ground."""
    NAME = "name"
    """The text has the officer's name."""
    INTEREST = "interest"
    """The text has what the officer declared."""
    JOINED = "joined"
    """The officer is kept away from a lead that was joined to this one."""
    UNKNOWN = ""
    """It was kept by an earlier version, or by another program."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why somebody is kept away.

    Attributes:
        kind: what kind of cause.
        about: the name; for an interest, the id of its declaration, which tells nobody what it is.
    """

    kind: CauseKind
    about: str = field(default="", repr=False)

    def __str__(self) -> str:
        """As it is kept."""
        return f"{self.kind}:{self.about}" if self.about else str(self.kind)

    @classmethod
    def read(cls, kept: str) -> Self:
        """What was kept; words of others are of no known kind."""
        kind, _colon, about = kept.partition(":")
        try:
            return cls(CauseKind(kind), about)
        except ValueError:
            return cls(CauseKind.UNKNOWN)

    @property
    def is_found(self) -> bool:
        """Whether the program found it in a text, and will find it again at each reading."""
        return self.kind in (CauseKind.NAME, CauseKind.INTEREST)
