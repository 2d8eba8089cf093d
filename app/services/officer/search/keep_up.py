"""Before a search: bring the texts up to date; where that is much, in the background."""

from collections.abc import Collection
from typing import Final

from app.domain.recusal import ReadText, may_name
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.jobs import Job
from app.services.officer.key_holder_client import KeyHolderBusyError
from app.services.officer.recusal.keep_named_away import keep_away_for
from app.services.officer.recusal.watched import list_watched
from app.services.officer.search.text_index import TextIndex

JOB: Final = "build_search"
OPENED_AT_ONCE: Final = 2000
READ_AT_ONCE: Final = 50
"""Leads that are opened and read while an officer waits."""
_OPENED_A_PIECE: Final = 4000
_READ_A_PIECE: Final = 500
_TRIES: Final = 2
_A_MOMENT_SECONDS: Final = 0.2


def keep_up(
    desk: OfficeDesk, officer: ActingOfficer, index: TextIndex, away: Collection[str]
) -> Job | None:
    """Read what was written since the last search, as far as the officer may see it.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who searches; has unlocked.
        index: the texts of the officer's organ.
        away: the cases from which the officer is kept away.

    Returns:
        The job that goes on with it, where it takes longer.

    Raises:
        KeyHolderError: as for any unwrapping.
    """
    running = desk.jobs.find(officer.organ_id, JOB)
    if running and running.ended_at is None:
        return running
    with index.lock:
        index.look(desk, officer)
        to_open, to_read = index.left(away)
        if to_open > OPENED_AT_ONCE or to_read > READ_AT_ONCE:
            return _in_the_background(desk, officer, index, to_open + to_read)
        index.open_some(desk, officer, to_open, away)
        for _ in range(_TRIES):
            index.read_some(desk, officer, READ_AT_ONCE, away)
        index.write_when_due(desk, officer)
    keep_self_away(desk, officer, index)
    return None


def _in_the_background(
    desk: OfficeDesk, officer: ActingOfficer, index: TextIndex, total: int
) -> Job:
    def piece(job: Job) -> bool:
        # Asked each time: what the officer is kept away from since, would be left for ever.
        away = desk.key_holder.kept_away(officer.unlock_token).own
        before = sum(index.left(away))
        if index.left(away)[0]:
            index.open_some(desk, officer, _OPENED_A_PIECE, away)
        else:
            index.read_some(desk, officer, _READ_A_PIECE, away)
            index.write_when_due(desk, officer)
        after = sum(index.left(away))
        job.done = max(job.total - after, 0)
        if not after:
            index.write(desk, officer)
        elif after == before:
            # A colleague works on the same.
            job.wait(_A_MOMENT_SECONDS)
        return after > 0

    return desk.jobs.start(officer.organ_id, Job(JOB, officer.account, total), piece)


def keep_self_away(desk: OfficeDesk, officer: ActingOfficer, index: TextIndex) -> None:
    """Keep the officer away from each lead that names them, before it could be found by them.

    In most of them that was done when they were opened. Left are accounts that are younger than a
    lead, and what came to it later. A cause that two persons have lifted is none any more.
    """
    with index.lock:
        if len(index.checked.get(officer.account, ())) == len(index.found):
            # It holds nothing that is not found any more.
            return
        checked = index.checked.setdefault(officer.account, set())
        new = [index.found[number] for number in index.found.keys() - checked]
        checked.update(one.text.case_number for one in new)
        named = [one for one in new if may_name(one.folded, officer.name)]
    if not named:
        return
    watched = list_watched(desk, officer)
    for one in named:
        number = one.text.case_number
        text = ReadText("\n".join(words for _source, words in one.text.texts))
        found = {cause for cause in watched.found_in(text) if cause[0] == officer.account}
        try:
            keep_away_for(desk, officer, number, found)
        except KeyHolderBusyError:
            # Not found by them all the same, and a reading keeps them away.
            with index.lock:
                index.named.setdefault(officer.account, set()).add(number)
