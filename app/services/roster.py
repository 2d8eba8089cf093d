"""The signed roster: the only organs and officers that anything is ever sealed to.

A roster is signed by the group's key as the roster before it names that key. The settings pin one
version and the key that signed it; from there on the chain is followed, so that the group's signing
key can be exchanged while everything runs, and no version can be skipped or taken away. An exchange
writes two versions: the first, by the old key, names the new one; the second, by the new key, is
what the settings can pin from then on.

Source: the same idea as the root role of The Update Framework (TUF), section 5.3.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from time import monotonic
from typing import Any

from sqlalchemy.orm import Session

from app.storage.database import Database
from app.storage.rosters import find_newest_version, list_rosters_from
from crypto.age.errors import KeyFormatError
from crypto.age.keys import parse_recipient
from crypto.age.mlkem768x25519 import HybridRecipient
from crypto.fingerprint import Fingerprint, fingerprint
from crypto.signing import SignatureError, verify

ROSTER_LABEL = "qingfeng/v1/roster"
RECENT_SECONDS = 5


class RosterError(Exception):
    """No roster, or one that the pinned key did not sign: nothing may be sealed."""


class OutdatedRosterError(RosterError):
    """A newer roster came while something was sealed as the older one said: do it again."""


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
    recipient: HybridRecipient
    fingerprint: Fingerprint
    generation: int = 1
    """Which of the organ's keys the recipient is the public half of."""
    verify_key: str = ""
    """Its Ed25519 key, 64 hexadecimal digits; empty for an organ that signs nothing here."""

    def entry(self) -> dict[str, Any]:
        """Its entry in a roster's document."""
        return {
            "organ_id": self.organ_id,
            "kind": self.kind,
            "name": self.name,
            "recipient": self.recipient.encode(),
            "generation": self.generation,
            "verify_key": self.verify_key,
        }


@dataclass(frozen=True, slots=True)
class Roster:
    """The organs of one signed version."""

    version: int
    organs: tuple[Organ, ...]
    officers: frozenset[str] = frozenset()
    """Digests: the public process reads the roster, and has no business with officers' names."""

    def names_officer(self, account: str, organ_id: str, recipient: str) -> bool:
        """Whether a key of this organ may be sealed to this recipient of this account."""
        return officer_digest(account, organ_id, recipient) in self.officers

    def group(self) -> Organ:
        """The organ whose key signs."""
        return self.of_kind(OrganKind.GROUP)[0]

    def organ(self, organ_id: str) -> Organ:
        """An organ by its id.

        Raises:
            RosterError: it is not in the signed roster.
        """
        for organ in self.organs:
            if organ.organ_id == organ_id:
                return organ
        raise RosterError(f"organ {organ_id} is not in the signed roster")

    def addressed_by(self, organ_id: str, *, reader: str) -> tuple[str, ...]:
        """Which organ a report may name, whose case is an organ's: that one, or who had it before.

        Only the group transfers, and only to the superior, who alone reads it then: to anybody else
        a case of the superior's whose report names the group is a row that somebody changed.
        """
        if reader == organ_id and self.organ(organ_id).kind is OrganKind.SUPERIOR:
            return (organ_id, self.group().organ_id)
        return (organ_id,)

    def of_kind(self, kind: OrganKind) -> tuple[Organ, ...]:
        """The organs of one kind, in the roster's order."""
        return tuple(organ for organ in self.organs if organ.kind is kind)

    def open_to_reporters(self) -> tuple[Organ, ...]:
        """The organs a reporter can choose: the group, and the superior above it."""
        return self.of_kind(OrganKind.GROUP) + self.of_kind(OrganKind.SUPERIOR)


@dataclass(frozen=True, slots=True)
class VerifyKeys:
    """The keys that an organ's signatures are checked with, as (organ's id, key) each."""

    sure: frozenset[tuple[str, bytes]]
    """Named by the pinned roster or one after it."""
    earlier: frozenset[tuple[str, bytes]]
    """Named by older rosters alone: nothing but what follows upon them vouches for these."""


class RecentRoster:
    """The roster as one process read it last, so that not every page asks the database."""

    def __init__(self) -> None:
        self._read: tuple[float, Roster] | None = None

    def read(self, database: Database, roster_pin: str) -> Roster:
        """Give the newest roster of at most `RECENT_SECONDS` ago.

        Raises:
            RosterError: there is none, or the pinned key did not sign it.
        """
        known = self._read
        if known is not None and monotonic() - known[0] < RECENT_SECONDS:
            return known[1]
        with database.read() as session:
            roster = load_roster(session, roster_pin)
        if known is not None and roster.version < known[1].version:
            raise RosterError("a newer roster was taken away")
        self._read = (monotonic(), roster)
        return roster

    def expire(self) -> None:
        """Ask the database the next time, however short ago that was done."""
        if self._read is not None:
            self._read = (-float("inf"), self._read[1])


def require_newest(session: Session, roster: Roster) -> None:
    """Go on only if what was sealed as this roster says may still be stored.

    Called after the rows were written and before they are committed. An organ's older key is
    deleted only after all who had written by then have committed (`hold_off_writers`), so that
    no header of it can come afterwards, however long a process was stopped in between.

    Args:
        session: the transaction of the intake zone that wrote.
        roster: what was sealed by.

    Raises:
        OutdatedRosterError: there is a newer one.
    """
    if find_newest_version(session) != roster.version:
        raise OutdatedRosterError(f"roster {roster.version} is not the newest any more")


def load_roster(session: Session, roster_pin: str) -> Roster:
    """Read the newest roster, having followed the signatures from the pinned one.

    Args:
        session: a transaction of the intake zone.
        roster_pin: as the settings have it, `<version>:<Ed25519 key, 64 hexadecimal digits>`: that
            key signed that version.

    Raises:
        RosterError: there is none, one was taken away, or the right key did not sign it.
    """
    return _load_chain(session, roster_pin)[-1]


def load_verify_keys(session: Session, roster_pin: str) -> VerifyKeys:
    """Read with which keys signatures of organs are checked, today's and those of before.

    Raises:
        RosterError: as `load_roster`.
    """
    sure = _verify_keys(_load_chain(session, roster_pin))
    pinned = int(roster_pin.partition(":")[0])
    older = [row.document for row in list_rosters_from(session, 1) if row.version < pinned]
    return VerifyKeys(sure, _verify_keys(_read_older(older)) - sure)


def _load_chain(session: Session, roster_pin: str) -> tuple[Roster, ...]:
    first, _, key = roster_pin.partition(":")
    version = int(first)
    rows = list_rosters_from(session, version)
    if not rows:
        raise RosterError("there is no roster, or not the pinned one any more: restore the backup")
    # All of it is public, and most of it never changes: checked once a process.
    return _follow(key, version, tuple((row.version, row.document, row.signature) for row in rows))


def _verify_keys(rosters: Iterable[Roster]) -> frozenset[tuple[str, bytes]]:
    return frozenset(
        (organ.organ_id, bytes.fromhex(organ.verify_key))
        for roster in rosters
        for organ in roster.organs
        if organ.verify_key
    )


def write_roster(version: int, organs: Sequence[Organ], officers: frozenset[str]) -> bytes:
    """A roster as it is signed: canonical JSON, one spelling only."""
    return _encode(
        {
            "version": version,
            "organs": [organ.entry() for organ in organs],
            "officers": sorted(officers),
        }
    )


def officer_digest(account: str, organ_id: str, recipient: str) -> str:
    """What stands for an officer in the roster: SHA-256, in hexadecimal, of who, where, which key.

    Args:
        account: the officer's.
        organ_id: whose key the officer may hold.
        recipient: the officer's own `age1pq1...`.
    """
    return sha256(_encode(["qingfeng/v1/officer", account, organ_id, recipient])).hexdigest()


def read_organ(entry: Mapping[str, Any]) -> Organ:
    """An organ from its entry in a roster's document.

    Raises:
        KeyFormatError: its recipient is none.
        RosterError: its recipient is of a type that a quantum computer could open.
    """
    recipient = parse_recipient(entry["recipient"])
    if not isinstance(recipient, HybridRecipient):
        raise RosterError(f"organ {entry['organ_id']} has no post-quantum recipient")
    return Organ(
        entry["organ_id"],
        OrganKind(entry["kind"]),
        entry["name"],
        recipient,
        fingerprint(entry["recipient"]),
        entry["generation"],
        entry["verify_key"],
    )


@lru_cache(maxsize=4)
def _follow(
    key: str, version: int, rows: tuple[tuple[int, bytes, bytes], ...]
) -> tuple[Roster, ...]:
    rosters = []
    for number, (row_version, document, signature) in enumerate(rows, start=version):
        try:
            verify(bytes.fromhex(key), document, signature, label=ROSTER_LABEL)
        except SignatureError as error:
            message = f"roster {row_version} is not signed by the key that has to"
            raise RosterError(message) from error
        roster = _read(document)
        if not number == row_version == roster.version:
            raise RosterError(f"roster {number} is missing, or under another number")
        key = roster.group().verify_key
        rosters.append(roster)
    return tuple(rosters)


def _read(document: bytes) -> Roster:
    content = json.loads(document)
    organs = tuple(read_organ(entry) for entry in content["organs"])
    return Roster(content["version"], organs, frozenset(content["officers"]))


def _read_older(documents: Iterable[bytes]) -> Iterator[Roster]:
    for document in documents:
        # Nobody relies on one that is damaged.
        with suppress(KeyError, TypeError, ValueError, KeyFormatError, RosterError):
            yield _read(document)


def _encode(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
