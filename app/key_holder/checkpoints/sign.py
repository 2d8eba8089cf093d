"""Sign a checkpoint of the log with an organ's key, while some officer of it has that unlocked.

The log between the organ's last checkpoint and now is walked first. Where it does not follow from
that one, nothing is signed, and the refusal is on record: the newest signature never vouches for a
log that an earlier one contradicts.
"""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.domain.working_days import office_day
from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.key_ring import KeyLockedError, LyingOpen
from app.services.audit.chain import ChainWalk
from app.services.audit.checkpoint import (
    CHECKPOINT_LABEL,
    CheckpointFormatError,
    SignedCheckpoint,
    Statement,
    next_number,
)
from app.services.audit.findings import Finding
from app.services.audit.kept_beside import keep, read_kept
from app.services.audit.verify_log import SIGNED
from app.storage.audit import (
    append_entry,
    hold_log,
    last_sequence,
    list_entries_after,
    read_entries_after,
)
from app.storage.checkpoints import find_newest_checkpoint


class CheckpointRefusedError(Exception):
    """The log does not follow from the organ's last checkpoint; `reason` is one word."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def sign_checkpoint(holder: KeyHolder, organ_id: str, account: str = "") -> SignedCheckpoint:
    """Sign how far the log is.

    Args:
        holder: what the key-holder works with.
        organ_id: whose key signs; it has to lie open.
        account: who asks for it; empty for the program itself.

    Returns:
        The new checkpoint; the last one, where nothing was done since but to sign it.

    Raises:
        KeyLockedError: nobody of the organ has unlocked.
        TooManyError: too many in a short time.
        CheckpointRefusedError: see there; the log says so too.
    """
    key = holder.ring.lying_open(organ_id)
    if key is None:
        raise KeyLockedError
    with holder.one_checkpoint:
        try:
            before = _find_last(holder, organ_id, key)
            walk = _walk(holder, before)
            if before and _nothing_new(holder, before, key):
                return before
            holder.allowances.checkpoints.take(organ_id, 1)
            signed = _sign(holder, key, (before, walk), account)
        except CheckpointRefusedError as refusal:
            detail = f"organ={organ_id} reason={refusal.reason}"
            holder.log.write(account, "checkpoint_refused", detail=detail)
            raise
    return signed


def _find_last(holder: KeyHolder, organ_id: str, key: LyingOpen) -> SignedCheckpoint | None:
    """The organ's last checkpoint, by the table and by the file beside it: they have to agree."""
    with holder.casework.read() as session:
        row = find_newest_checkpoint(session, organ_id)
    try:
        stored = SignedCheckpoint.of_row(row) if row else None
        kept = read_kept(holder.folder, organ_id)
    except CheckpointFormatError:
        raise CheckpointRefusedError("checkpoint_false") from None
    if stored and not (stored.is_signed() and stored.statement.verify_key in _known(holder, key)):
        raise CheckpointRefusedError("checkpoint_false")
    if kept and (stored is None or kept.statement.number > stored.statement.number):
        raise CheckpointRefusedError("checkpoint_missing")
    return stored


def _known(holder: KeyHolder, key: LyingOpen) -> set[bytes]:
    keys = holder.verify_keys()
    return {key.key.verify_key} | {
        verify_key for organ_id, verify_key in keys.sure | keys.earlier if organ_id == key.organ_id
    }


def _walk(holder: KeyHolder, before: SignedCheckpoint | None) -> ChainWalk:
    """Go from the last checkpoint to the end of the log; everything has to follow."""
    with holder.casework.read() as session:
        last = last_sequence(session)
    walk = _from_signed(holder, before.statement, last) if before else ChainWalk({}, last=last)
    for entry in read_entries_after(holder.casework, walk.sequence):
        walk.take(entry)
    _require_none(walk)
    return walk


def _from_signed(holder: KeyHolder, said: Statement, last: int) -> ChainWalk:
    with holder.casework.read() as session:
        # From the entry before it on, so that the signed one itself is looked at.
        there = list_entries_after(session, said.entries - 1, limit=1)
    if not there or there[0].sequence != said.entries:
        raise CheckpointRefusedError("cut_off")
    if there[0].entry_hash != said.entry_hash:
        raise CheckpointRefusedError("rewritten")
    return ChainWalk({}, last=last, after=(said.entries, said.entry_hash))


def _require_none(walk: ChainWalk) -> None:
    found: list[Finding] = list(walk.end())
    if found:
        raise CheckpointRefusedError(f"{found[0].fault} entry={found[0].first}")


def _nothing_new(holder: KeyHolder, before: SignedCheckpoint, key: LyingOpen) -> bool:
    with holder.casework.read() as session:
        since = list_entries_after(session, before.statement.entries, limit=2)
    same_key = before.statement.verify_key == key.key.verify_key
    return same_key and [entry.act for entry in since] == [SIGNED]


def _sign(
    holder: KeyHolder,
    key: LyingOpen,
    walked: tuple[SignedCheckpoint | None, ChainWalk],
    account: str,
) -> SignedCheckpoint:
    before, walk = walked
    version = holder.roster().version
    number, previous = next_number(before.statement if before else None)
    now = datetime.now(UTC)
    with holder.casework.begin() as session:
        hold_log(session)
        _finish_walk(session, walk)
        statement = Statement(
            key.organ_id,
            number,
            office_day(now),
            walk.sequence,
            walk.entry_hash,
            previous,
            version,
            key.generation,
            key.key.verify_key,
        )
        signed = SignedCheckpoint(
            statement, key.key.sign(statement.text().encode(), CHECKPOINT_LABEL)
        )
        session.add(signed.row())
        detail = f"organ={key.organ_id} number={number} entries={statement.entries}"
        append_entry(session, at=now, account=account, act=SIGNED, detail=detail)
    # After the commit: what it remembers is never ahead of the table.
    keep(holder.folder, signed)
    return signed


def _finish_walk(session: Session, walk: ChainWalk) -> None:
    # What was written while the rest was walked.
    for entry in list_entries_after(session, walk.sequence):
        walk.take(entry)
    _require_none(walk)
