"""Draw a sample of closed leads for an auditor. No key is needed for it: what is closed is public.

The draw stands in the log with a digest of what was drawn, before anybody is told. What is let go
later has to be that: rows that somebody changed meanwhile give no key.
"""

from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.domain.sampling import CLOSED, MOST, DrawReason, draw
from app.domain.working_days import office_day
from app.key_holder.holder import KeyHolder
from app.key_holder.unwrapping.recuse import NotPermittedError
from app.services.audit.checkpoint import CheckpointFormatError, SignedCheckpoint, Statement
from app.storage.audit import append_entry, hold_log
from app.storage.casework import Sample
from app.storage.checkpoints import find_newest_checkpoint
from app.storage.officers import find_officer
from app.storage.samples import add_sample, count_samples, list_closed_leads

DRAWN = "sample_drawn"


class NoCheckpointError(Exception):
    """The organ has signed no checkpoint that the draw could come from."""


class NothingClosedError(Exception):
    """The organ has no closed lead."""


def draw_sample(
    holder: KeyHolder, organ_id: str, account: str, reason: DrawReason, count: int
) -> Sample:
    """Draw, and put on record what was drawn.

    Args:
        holder: what the key-holder works with.
        organ_id: from whose closed leads.
        account: the auditor, of the same organ.
        reason: why.
        count: how many leads, 1 to `MOST`.

    Raises:
        ValueError: no such count.
        NotPermittedError: the account is no auditor of the organ.
        NoCheckpointError: see there.
        NothingClosedError: see there.
        TooManyError: too many in a short time.
    """
    if not 1 <= count <= MOST:
        raise ValueError
    require_auditor(holder, organ_id, account)
    now = datetime.now(UTC)
    with holder.intake.read() as session:
        closed = list_closed_leads(session, organ_id, CLOSED, int(now.timestamp()))
    if not closed:
        raise NothingClosedError
    holder.allowances.samples.take(organ_id, 1)
    with holder.casework.begin() as session:
        # One draw at a time: each has a number of its own.
        hold_log(session)
        statement = _newest_statement(session, organ_id)
        number = count_samples(session, organ_id) + 1
        sample = Sample(
            organ_id=organ_id,
            number=number,
            drawn_on=office_day(now),
            account=account,
            reason=reason,
            checkpoint=statement.number,
            closed=len(closed),
        )
        drawn = draw(statement.digest(), number, closed, count)
        add_sample(session, sample, drawn)
        detail = f"{drawn_mark(sample, drawn)} count={len(drawn)} closed={len(closed)}"
        append_entry(session, at=now, account=account, act=DRAWN, detail=detail)
    return sample


def _newest_statement(session: Session, organ_id: str) -> Statement:
    row = find_newest_checkpoint(session, organ_id)
    if row is None:
        raise NoCheckpointError
    try:
        return SignedCheckpoint.of_row(row).statement
    except CheckpointFormatError:
        raise NoCheckpointError from None


def drawn_mark(sample: Sample, case_numbers: list[str]) -> str:
    """What the log says of a draw: whose, which, and a digest over what was drawn."""
    digest = sha256("\n".join([sample.account, *sorted(case_numbers)]).encode()).hexdigest()
    return f"organ={sample.organ_id} sample={sample.number} digest={digest[:32]}"


def require_auditor(holder: KeyHolder, organ_id: str, account: str) -> None:
    """Go on only for an auditor of this organ.

    Raises:
        NotPermittedError: the account is none.
    """
    with holder.casework.read() as session:
        officer = find_officer(session, account)
    if officer is None or (officer.role, officer.organ_id) != (Role.AUDITOR, organ_id):
        raise NotPermittedError
