"""Tell the reporters of a lead's duplicates what its own reporter is told, and no earlier.

Each keeps a status page and a mailbox of their own. When they may read a word, stands in
`app/domain/joined_words.py`.
"""

from datetime import datetime, time

from sqlalchemy.orm import Session

from app.domain.joined_words import earliest_day, passes_on
from app.domain.lifecycle import PublicWord, Status, public_word
from app.domain.release import next_release
from app.domain.working_days import OFFICE_ZONE
from app.services.officer.desk import CaseNotHeldError, OfficeDesk
from app.services.officer.lead.record import Record
from app.storage.cases import drop_words_from, find_newest_word, lock_case, put_public_word
from app.storage.intake import Case, PublicWordChange


def tell_joined(
    desk: OfficeDesk, session: Session, record: Record, status: Status, sentence: str = ""
) -> None:
    """Tell the reporters of all duplicates of a lead, in the transaction that tells its own.

    Args:
        desk: the office's clock and releases.
        session: the intake's transaction of the move.
        record: the lead that moves.
        status: where to.
        sentence: the code of what is told with the word.

    Raises:
        CaseNotHeldError: a duplicate is gone.
    """
    for case_number in record.joined:
        tell_one(desk, session, case_number, status, sentence)


def tell_one(
    desk: OfficeDesk, session: Session, case_number: str, status: Status, sentence: str = ""
) -> None:
    """Tell the reporter of one duplicate where the lead stands that it was joined to.

    What was to be told from then on is dropped: it was of where that lead stood before.

    Raises:
        CaseNotHeldError: there is no such case.
    """
    word = public_word(Status.DUPLICATE, joined_to=status)
    if not passes_on(word):
        return
    case = _lock(session, case_number)
    shown_from = max(desk.shown_from(), _release_on(desk, case, word))
    _put(session, case, shown_from, word, sentence)


def tell_separated(desk: OfficeDesk, session: Session, case_number: str) -> None:
    """Tell the reporter of what is no duplicate any more that it is read anew, as is true.

    Raises:
        CaseNotHeldError: there is no such case.
    """
    case = _lock(session, case_number)
    _put(session, case, desk.shown_from(), public_word(Status.OPENED), "")


def _lock(session: Session, case_number: str) -> Case:
    case = lock_case(session, case_number)
    if case is None:
        raise CaseNotHeldError
    return case


def _release_on(desk: OfficeDesk, case: Case, word: PublicWord) -> int:
    day = earliest_day(word, case.received_on)
    midnight = datetime.combine(day, time.min, OFFICE_ZONE)
    return int(next_release(desk.schedule, midnight).timestamp())


def _put(session: Session, case: Case, shown_from: int, word: PublicWord, sentence: str) -> None:
    """Say a word from a release on, in the place of what was to be said from then on."""
    number = case.case_number
    # Before it is dropped: the day of opening may wait for the coming release as well.
    newest = find_newest_word(session, number)
    opened_on = newest.opened_on if newest else None
    drop_words_from(session, number, shown_from)
    before = find_newest_word(session, number)
    if before is not None and before.word == word and sentence in ("", before.sentence):
        return
    change = PublicWordChange(
        case_number=number,
        shown_from=shown_from,
        word=word,
        opened_on=opened_on,
        sentence=sentence,
    )
    put_public_word(session, change)
