"""How it stands with the log as a whole: verified on demand, signed on demand."""

from dataclasses import dataclass

from app.domain.roles import Role
from app.services.audit.checkpoint import (
    CheckpointFormatError,
    SignedCheckpoint,
    read_checkpoint,
)
from app.services.audit.verify_log import Verified, verify_log
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.log_act import log_act
from app.storage.audit import Entry, last_sequence
from app.storage.checkpoints import find_checkpoint, list_checkpoints
from app.storage.log_pages import find_newest_of

VERIFIED = "log_verified"


class CheckpointNotThereError(Exception):
    """There is no such checkpoint, or none that could be read."""


@dataclass(frozen=True, slots=True)
class ChainState:
    """What is known without walking along the log."""

    entries: int
    verified: Entry | None
    """The entry of the last time that it was verified from a page."""
    checkpoints: tuple[SignedCheckpoint, ...]
    """All that can be read, the newest first."""


def read_chain_state(desk: OfficeDesk, officer: ActingOfficer) -> ChainState:
    """Say how long the log is, and when it was verified and signed.

    Raises:
        NotPermittedError: the officer is no auditor.
    """
    officer.require(Role.AUDITOR)
    with desk.casework.read() as session:
        rows = list_checkpoints(session)
        state = (last_sequence(session), find_newest_of(session, [VERIFIED]))
    found = [one for row in rows if (one := _readable(row.statement, row.signature))]
    found.sort(key=lambda one: (one.statement.entries, one.statement.number), reverse=True)
    return ChainState(*state, tuple(found))


def check_chain(desk: OfficeDesk, officer: ActingOfficer, kept: str = "") -> Verified:
    """Walk along the whole log; that it was done, and what came of it, is an entry.

    Args:
        desk: both zones.
        officer: the auditor.
        kept: a checkpoint that was kept elsewhere, as text; empty where none is given.

    Raises:
        NotPermittedError: the officer is no auditor.
        CheckpointFormatError: what was kept is no checkpoint.
    """
    officer.require(Role.AUDITOR)
    checkpoints = [read_checkpoint(kept)] if kept else []
    verified = verify_log((desk.intake, desk.casework), desk.roster_pin, checkpoints)
    found = len(verified.findings) + verified.more
    with desk.casework.begin() as session:
        log_act(
            desk,
            session,
            officer,
            act=VERIFIED,
            detail=f"entries={verified.entries} findings={found}",
        )
    return verified


def make_checkpoint(desk: OfficeDesk, officer: ActingOfficer) -> SignedCheckpoint:
    """Have the log signed by the auditor's organ, whose key somebody has unlocked.

    Raises:
        NotPermittedError: the officer is no auditor.
        KeyHolderError: see `KeyHolderClient.checkpoint`.
    """
    officer.require(Role.AUDITOR)
    return read_checkpoint(desk.key_holder.checkpoint(officer.organ_id, officer.account))


def read_stored_checkpoint(
    desk: OfficeDesk, officer: ActingOfficer, organ_id: str, number: str
) -> SignedCheckpoint:
    """A checkpoint to be printed or kept.

    Raises:
        NotPermittedError: the officer is no auditor.
        CheckpointNotThereError: see there.
    """
    officer.require(Role.AUDITOR)
    digits = number.isascii() and number.isdigit() and len(number) < _DIGITS
    if not digits or "\0" in organ_id:
        raise CheckpointNotThereError
    with desk.casework.read() as session:
        row = find_checkpoint(session, organ_id, int(number))
    found = _readable(row.statement, row.signature) if row else None
    if found is None:
        raise CheckpointNotThereError
    return found


def _readable(statement: str, signature: bytes) -> SignedCheckpoint | None:
    try:
        return read_checkpoint(f"{statement}signature: {signature.hex()}\n")
    except CheckpointFormatError:
        # `verify` tells of it.
        return None


_DIGITS = 10
