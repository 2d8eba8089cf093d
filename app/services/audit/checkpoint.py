"""A checkpoint: an organ's signature over how far the log was, short enough for one sheet of paper.

It is a text of a line for each value. What is signed are all lines but the last, each with its line
end, under a label (`crypto/signing.py`), so that anybody with openssl can check it: see
docs/audit-log.md.
"""

import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final, Self

from app.storage.audit import BEFORE_THE_FIRST
from app.storage.casework import Checkpoint
from crypto.fingerprint import Fingerprint, fingerprint
from crypto.signing import SignatureError, verify

CHECKPOINT_LABEL: Final = "qingfeng/v1/checkpoint"
MAX_CHARACTERS: Final = 2_000
_FIRST_LINE: Final = "qingfeng checkpoint 1"
_LINES: Final = re.compile(
    _FIRST_LINE + r"\n"
    r"organ: (?P<organ>[!-~]{1,32})\n"
    r"number: (?P<number>[1-9][0-9]{0,8})\n"
    r"day: (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\n"
    r"entries: (?P<entries>[1-9][0-9]{0,9})\n"
    r"hash: (?P<hash>[0-9a-f]{64})\n"
    r"previous: (?P<previous>[0-9a-f]{64})\n"
    r"roster: (?P<roster>[1-9][0-9]{0,8})\n"
    r"generation: (?P<generation>[1-9][0-9]{0,8})\n"
    r"key: (?P<key>[0-9a-f]{64})\n"
)
_SIGNATURE: Final = re.compile(r"signature: (?P<signature>[0-9a-f]{128})\n?")


class CheckpointFormatError(Exception):
    """A text that is no checkpoint, or is damaged."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What an organ says of the log."""

    organ_id: str
    number: int
    """From 1 upward, for each organ by itself."""
    day: date
    """The office's day on which it was signed."""
    entries: int
    """How many entries the log had: the sequence of the last."""
    entry_hash: bytes
    """That entry's hash, which stands for it and for all before it."""
    previous: bytes
    """SHA-256 of the organ's statement before; zeros in the first."""
    roster_version: int
    """The newest roster at that time, which names the key."""
    generation: int
    """Which of the organ's keys signs."""
    verify_key: bytes

    def text(self) -> str:
        """What is signed."""
        return (
            f"{_FIRST_LINE}\n"
            f"organ: {self.organ_id}\n"
            f"number: {self.number}\n"
            f"day: {self.day}\n"
            f"entries: {self.entries}\n"
            f"hash: {self.entry_hash.hex()}\n"
            f"previous: {self.previous.hex()}\n"
            f"roster: {self.roster_version}\n"
            f"generation: {self.generation}\n"
            f"key: {self.verify_key.hex()}\n"
        )

    def digest(self) -> bytes:
        """What the organ's next statement names as `previous`."""
        return sha256(self.text().encode()).digest()

    def key_fingerprint(self) -> Fingerprint:
        """What people compare of the key."""
        return fingerprint(self.verify_key.hex())


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """A statement with its signature."""

    statement: Statement
    signature: bytes

    @classmethod
    def of_row(cls, row: Checkpoint) -> Self:
        """A stored one, as it stands there.

        Raises:
            CheckpointFormatError: its text is no statement, or not the one of its place.
        """
        statement = read_statement(row.statement)
        if (statement.organ_id, statement.number, statement.entries) != (
            row.organ_id,
            row.number,
            row.entries,
        ):
            raise CheckpointFormatError
        return cls(statement, row.signature)

    def row(self) -> Checkpoint:
        """As it is stored."""
        return Checkpoint(
            organ_id=self.statement.organ_id,
            number=self.statement.number,
            entries=self.statement.entries,
            statement=self.statement.text(),
            signature=self.signature,
        )

    def text(self) -> str:
        """As it is kept elsewhere: a small file, or a QR code on paper."""
        return f"{self.statement.text()}signature: {self.signature.hex()}\n"

    def is_signed(self) -> bool:
        """Whether the key that it names signed it; whose that is, is not asked here."""
        statement = self.statement
        try:
            verify(
                statement.verify_key, statement.text().encode(), self.signature, CHECKPOINT_LABEL
            )
        except SignatureError:
            return False
        return True


def read_statement(text: str) -> Statement:
    """Read what was signed, held to the letter.

    Raises:
        CheckpointFormatError: it is no statement.
    """
    found = _LINES.fullmatch(text)
    if found is None:
        raise CheckpointFormatError
    try:
        day = date.fromisoformat(found["day"])
    except ValueError:
        raise CheckpointFormatError from None
    return Statement(
        found["organ"],
        int(found["number"]),
        day,
        int(found["entries"]),
        bytes.fromhex(found["hash"]),
        bytes.fromhex(found["previous"]),
        int(found["roster"]),
        int(found["generation"]),
        bytes.fromhex(found["key"]),
    )


def read_checkpoint(text: str) -> SignedCheckpoint:
    """Read a checkpoint that was kept elsewhere; other systems' line ends are no harm.

    Raises:
        CheckpointFormatError: it is none.
    """
    if len(text) > MAX_CHARACTERS:
        raise CheckpointFormatError
    lines = text.removeprefix("\ufeff").strip().splitlines()
    whole = "".join(f"{line.strip()}\n" for line in lines)
    statement, _, signature = whole.rpartition("signature: ")
    found = _SIGNATURE.fullmatch(f"signature: {signature}")
    if found is None:
        raise CheckpointFormatError
    return SignedCheckpoint(read_statement(statement), bytes.fromhex(found["signature"]))


def next_number(before: Statement | None) -> tuple[int, bytes]:
    """The number of the statement that follows one, and what it names as `previous`."""
    return (before.number + 1, before.digest()) if before else (1, BEFORE_THE_FIRST)
