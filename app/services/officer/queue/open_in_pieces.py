"""Open a large sealed batch in the background, a piece at a time, whoever's browser is closed."""

from collections.abc import Iterator
from typing import Final

from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.jobs import Job
from app.services.officer.queue.open_batch import Batch, list_sealed, open_batch

JOB: Final = "open_batch"
PIECE: Final = 50
"""Reports opened between two looks at the progress; so many an officer waits for."""


def open_in_pieces(desk: OfficeDesk, officer: ActingOfficer) -> Batch | Job:
    """Open all that waits sealed for the officer's organ: at once, or as a job where it is much.

    What was opened when it stops, stays opened.

    Raises:
        NotPermittedError: the officer is no intake officer.
        KeyHolderLockedError: the officer has to unlock first.
    """
    officer.require(Role.INTAKE_OFFICER)
    numbers = list_sealed(desk, officer.organ_id)
    if len(numbers) <= PIECE:
        return open_batch(desk, officer, numbers)
    # Refused now, and not in the background: locked, or not to be unlocked yet.
    desk.key_holder.kept_away(officer.unlock_token)
    pieces = _cut(numbers)

    def open_piece(job: Job) -> bool:
        piece = next(pieces, None)
        if piece is None:
            return False
        batch = open_batch(desk, officer, piece)
        job.problems += [*batch.unreadable, *batch.left, *batch.nobody_left]
        job.done += len(piece)
        return True

    return desk.jobs.start(officer.organ_id, Job(JOB, officer.account, len(numbers)), open_piece)


def _cut(numbers: list[str]) -> Iterator[list[str]]:
    return (numbers[start : start + PIECE] for start in range(0, len(numbers), PIECE))
