"""The signed roster: the only organs that anything is ever sealed to."""

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from time import monotonic

from sqlalchemy.orm import Session

from app.storage.database import Database
from app.storage.rosters import find_newest_roster
from crypto.age.keys import Recipient, parse_recipient
from crypto.fingerprint import Fingerprint, fingerprint
from crypto.signing import SignatureError, verify

ROSTER_LABEL = "qingfeng/v1/roster"
RECENT_SECONDS = 5


class RosterError(Exception):
    """No roster, or one that the pinned key did not sign: nothing may be sealed."""


class OrganKind(StrEnum):
    """Where an organ stands."""

    GROUP = "group"
    SUPERIOR = "superior"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Organ:
    """An office with a key."""

    organ_id: str
    kind: OrganKind
    name: str
    recipient: Recipient
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class Roster:
    """The organs of one signed version."""

    version: int
    organs: tuple[Organ, ...]

    def organ(self, organ_id: str) -> Organ:
        """An organ by its id.

        Raises:
            RosterError: it is not in the signed roster.
        """
        for organ in self.organs:
            if organ.organ_id == organ_id:
                return organ
        raise RosterError(f"organ {organ_id} is not in the signed roster")

    def of_kind(self, kind: OrganKind) -> tuple[Organ, ...]:
        """The organs of one kind, in the roster's order."""
        return tuple(organ for organ in self.organs if organ.kind is kind)

    def open_to_reporters(self) -> tuple[Organ, ...]:
        """The organs a reporter can choose: the group, and the superior above it."""
        return self.of_kind(OrganKind.GROUP) + self.of_kind(OrganKind.SUPERIOR)


class RecentRoster:
    """The roster as one process read it last, so that not every page asks the database."""

    def __init__(self) -> None:
        self._read: tuple[float, Roster] | None = None

    def read(self, database: Database, roster_key: str) -> Roster:
        """Give the newest roster of at most `RECENT_SECONDS` ago.

        Raises:
            RosterError: there is none, or the pinned key did not sign it.
        """
        known = self._read
        if known is not None and monotonic() - known[0] < RECENT_SECONDS:
            return known[1]
        with database.read() as session:
            roster = load_roster(session, roster_key)
        if known is not None and roster.version < known[1].version:
            raise RosterError("a newer roster was taken away")
        self._read = (monotonic(), roster)
        return roster


def load_roster(session: Session, roster_key: str) -> Roster:
    """Read the newest roster and check its signature.

    Args:
        session: a transaction of the intake zone.
        roster_key: the pinned Ed25519 key, 64 hexadecimal digits.

    Raises:
        RosterError: there is none, or the pinned key did not sign it.
    """
    row = find_newest_roster(session)
    if row is None:
        raise RosterError("there is no roster: run `qingfeng init`")
    roster = _check(row.document, row.signature, roster_key)
    if roster.version != row.version:
        raise RosterError("the newest roster is an older one under another number")
    return roster


@lru_cache(maxsize=4)
def _check(document: bytes, signature: bytes, roster_key: str) -> Roster:
    # Cached by content, all of it public: a changed row is another key, and is checked again.
    try:
        verify(bytes.fromhex(roster_key), document, signature, label=ROSTER_LABEL)
    except SignatureError as error:
        raise RosterError("the pinned roster key did not sign the newest roster") from error
    content = json.loads(document)
    return Roster(
        content["version"],
        tuple(
            Organ(
                entry["organ_id"],
                OrganKind(entry["kind"]),
                entry["name"],
                parse_recipient(entry["recipient"]),
                fingerprint(entry["recipient"]),
            )
            for entry in content["organs"]
        ),
    )
