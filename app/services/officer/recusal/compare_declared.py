"""Compare the open leads with what an officer has just declared, and keep the officer away.

It goes over the leads that the officer sees in the work list, in the officer's own name: whoever
declares something takes part in leads that they can open now. All others are compared when they are
opened or read. Nothing of any lead is shown, nor how many were found: what is declared must not
become a question to the archive.
"""

from collections import deque
from contextlib import suppress
from typing import Final

from app.domain.recusal import ReadText
from app.services.envelopes import EnvelopeError
from app.services.officer.desk import ActingOfficer, CaseNotHeldError, OfficeDesk
from app.services.officer.jobs import Job
from app.services.officer.key_holder_client import OfficerRecusedError
from app.services.officer.lead.read_report import read_case_content
from app.services.officer.lead.record import open_record
from app.services.officer.queue.read_queue import read_queue
from app.services.officer.recusal.interests import answer_interest
from app.services.officer.recusal.keep_named_away import keep_away_for, words_of
from app.services.officer.recusal.watched import Watched, list_watched

JOB: Final = "compare_declared"
AT_ONCE: Final = 20
"""Leads that an officer waits for; more are compared in the background."""


def compare_declared(desk: OfficeDesk, officer: ActingOfficer) -> Job | None:
    """Compare, at once or as a job where there are many leads; None where it is done.

    What was not compared when it stops is begun anew at the next call.

    Raises:
        KeyHolderLockedError: the officer has to unlock first.
        IndexBehindError: the list has to be put together first.
    """
    watched = list_watched(desk, officer)
    own = tuple(one for one in watched.declared if one.account == officer.account)
    waiting = [one.interest_id for one in own if not one.is_compared]
    if not waiting:
        return None
    queue = read_queue(desk, officer)
    if queue.building:
        return queue.building
    left = deque(row.lead.case_number for row in queue.rows)
    own_watched = Watched((), own)

    def piece(job: Job) -> bool:
        if left:
            with suppress(OfficerRecusedError, CaseNotHeldError, EnvelopeError):
                _compare(desk, officer, left[0], own_watched)
            left.popleft()
            job.done += 1
            return True
        for interest_id in waiting:
            answer_interest(desk, officer, interest_id, "compared")
        return False

    job = Job(job_of(officer), officer.account, len(left))
    if len(left) > AT_ONCE:
        return desk.jobs.start(officer.organ_id, job, piece)
    while piece(job):
        pass
    return None


def job_of(officer: ActingOfficer) -> str:
    """The kind of the officer's own job: two officers' comparisons do not wait for one another."""
    return f"{JOB} {officer.account}"


def _compare(desk: OfficeDesk, officer: ActingOfficer, case_number: str, watched: Watched) -> None:
    _, record = open_record(desk, officer, case_number, purpose="compare")
    content = read_case_content(desk, officer, record, purpose="compare")
    found = watched.declared_in(ReadText("\n".join(words_of(record, content))))
    keep_away_for(desk, officer, case_number, found)
