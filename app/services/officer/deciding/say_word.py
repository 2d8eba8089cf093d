"""Say what the reporter reads from the coming release on, in the transaction of the move itself."""

from sqlalchemy.orm import Session

from app.domain.lifecycle import Status, public_word
from app.services.officer.desk import CaseNotHeldError, OfficeDesk
from app.services.officer.lead.public_words import tell_joined
from app.services.officer.lead.record import Record
from app.storage.cases import find_newest_word, lock_case, put_public_word
from app.storage.intake import PublicWordChange


def say_word(
    desk: OfficeDesk, session: Session, record: Record, status: Status, sentence: str = ""
) -> None:
    """Write the word of a status, and the code of its sentence; nothing where they are said.

    The duplicates of the lead are told in the same act. A row for every move would tell who reads
    the intake zone how often a lead moved under one word.

    Raises:
        CaseNotHeldError: there is no such case.
    """
    if record.received is not None:
        # A unit that works on an extract has no word with the reporter: who passed it on has.
        return
    word = public_word(status)
    if lock_case(session, record.case_number) is None:
        raise CaseNotHeldError
    tell_joined(desk, session, record, status, sentence)
    newest = find_newest_word(session, record.case_number)
    if newest is not None and newest.word == word and sentence in ("", newest.sentence):
        return
    change = PublicWordChange(
        case_number=record.case_number,
        shown_from=desk.shown_from(),
        word=word,
        opened_on=record.opened_on,
        sentence=sentence,
    )
    put_public_word(session, change)
