"""Send a further message: sealed to every organ that holds the case at that moment."""

from collections.abc import Callable
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.services.envelopes import Direction, Message, write_message
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content, Parcel, pack
from app.services.reporter.released import is_mailbox_closed
from app.services.reporter.seal_item import ItemPlace, seal_rows
from app.services.reporter.store_rows import WaitingFilesGoneError, insert_rows
from app.services.roster import Organ, OrganKind, OutdatedRosterError, Roster
from app.storage.cases import (
    count_items,
    count_messages_on,
    find_case_by_verifier,
    find_item_by_content,
    list_holders,
    lock_case,
)
from app.storage.intake import Case, CodeState, ItemKind
from crypto.access_code import AccessCode, verifier_hash

MAX_MESSAGES_A_DAY = 30


class CaseNotFoundError(Exception):
    """No case has this access code, or its number is another: one answer for both."""


class TooManyMessagesError(Exception):
    """A case has as many messages of one day as anyone can read; tomorrow there is room again."""


class CaseClosedError(Exception):
    """The case was purged, or concluded long ago: nobody would read a message."""


class OtherOrganError(Exception):
    """A whole form names another organ than its code's case has: it may concern that very organ."""

    def __init__(self, organ_id: str) -> None:
        self.organ_id = organ_id
        """The organ that has the case."""
        super().__init__("a form under a used code that names another organ")


class OneTimeCodeError(Exception):
    """A one-time code opens nothing before the reporter has replaced it by one of their own."""


class Sent(StrEnum):
    """What became of a message."""

    NEW = "new"
    AGAIN = "again"
    """The same content was received before; nothing was added."""


def send_message(desk: IntakeDesk, code: AccessCode, content: Content) -> Sent:
    """Add a message to the case of an access code.

    Raises:
        CaseNotFoundError: there is no such case.
        OneTimeCodeError: its code has to be replaced first.
        CaseClosedError: nobody would read it any more.
        TooManyMessagesError: the case has too many of today.
        RosterError: an organ that holds the case is not in the signed roster.
        crypto.padding.ReportTooLongError: the text fits no bucket.
        FileTooLargeError: a file is over the limit.
        WaitingFilesGoneError: a file received earlier is not there any more.
        TooManyFilesError: there are more than one message may have.
    """
    with desk.database.read() as session:
        case = find_case_by_verifier(session, verifier_hash(code.verifier()))
    if case is None:
        raise CaseNotFoundError
    return add_message(desk, code, case, pack(desk, code, content))


def add_message(desk: IntakeDesk, code: AccessCode, case: Case, parcel: Parcel) -> Sent:
    """Add a packed message to a case, unless the same content is there already.

    Raises:
        OtherOrganError: it is a whole form, and names another organ than the case's.
        CaseNotFoundError: the code by which it was found was replaced meanwhile.
        OneTimeCodeError: its code has to be replaced first.
        CaseClosedError: nobody would read it any more.
        TooManyMessagesError: the case has too many of today.
        RosterError: an organ that holds the case is not in the signed roster.
        crypto.padding.ReportTooLongError: the text fits no bucket.
        WaitingFilesGoneError: a file received earlier is not there any more.
    """
    if parcel.content.organ_id not in ("", case.organ_id):
        raise OtherOrganError(case.organ_id)
    try:
        return _add_message(desk, code, case, parcel)
    except OutdatedRosterError:
        # A key was exchanged since this process last looked: to be sealed to the new one.
        desk.look_for_newer_roster()
        return _add_message(desk, code, case, parcel)


def store_message(
    desk: IntakeDesk, case: Case, mac: bytes, insert: Callable[[Session], None]
) -> Sent:
    """Put a message into a case under its lock, unless the same content is there already.

    Args:
        desk: the intake zone.
        case: whose message it is.
        mac: by which its content is known.
        insert: puts it in, where nobody else can count the messages of the case.

    Raises:
        CaseNotFoundError: the code by which it was found was replaced meanwhile.
        OneTimeCodeError: its code has to be replaced first.
        CaseClosedError: nobody would read it any more.
        TooManyMessagesError: the case has too many of today.
        WaitingFilesGoneError: a file received earlier is not there any more.
    """
    try:
        with desk.database.begin() as session:
            now = _lock_as_found(session, case)
            if find_item_by_content(session, case.case_number, mac) is None:
                if now.code_state in (CodeState.ONE_TIME, CodeState.NONE):
                    raise OneTimeCodeError
                if is_mailbox_closed(desk, session, case):
                    raise CaseClosedError
                if is_full_with(count_messages_on(session, case.case_number, desk.today())):
                    raise TooManyMessagesError
                insert(session)
                return Sent.NEW
    except IntegrityError:
        # Its twin came first; or another form did, and claimed the files that waited for this one.
        with desk.database.read() as session:
            if find_item_by_content(session, case.case_number, mac) is None:
                raise WaitingFilesGoneError from None
    return Sent.AGAIN


def is_full_with(messages_today: int) -> bool:
    """Whether a case with so many messages of one day takes no more of that day."""
    return messages_today >= MAX_MESSAGES_A_DAY


def _lock_as_found(session: Session, case: Case) -> Case:
    now = lock_case(session, case.case_number)
    if now is None or now.verifier_hash != case.verifier_hash:
        # Replaced meanwhile: what is said under the old code is not the reporter's.
        raise CaseNotFoundError
    if not list_holders(session, case.case_number):
        # Purged, with everything by which a repeat could be known.
        raise CaseClosedError
    return now


def _add_message(desk: IntakeDesk, code: AccessCode, case: Case, parcel: Parcel) -> Sent:
    def insert(session: Session) -> None:
        _insert_message(desk, session, code, case, parcel)

    sent = store_message(desk, case, parcel.mac, insert)
    if sent is Sent.AGAIN:
        desk.payloads.delete(file.attachment.item_id for file in parcel.received)
    return sent


def _insert_message(
    desk: IntakeDesk, session: Session, code: AccessCode, case: Case, parcel: Parcel
) -> None:
    roster = desk.roster()
    organs = organs_of(session, roster, case)
    message = Message(
        case.case_number,
        Direction.FROM_REPORTER,
        count_items(session, case.case_number, ItemKind.MESSAGE) + 1,
        count_items(session, case.case_number, ItemKind.REPLY),
        parcel.content.text,
        parcel.attachments(),
        parcel.content.answers,
    )
    body = write_message(message, code.message_key())
    place = ItemPlace(case.case_number, ItemKind.MESSAGE, parcel.mac, desk.today())
    rows = seal_rows(body, parcel.files(), organs, place=place)
    insert_rows(session, rows, parcel.claim(), roster)


def organs_of(session: Session, roster: Roster, case: Case) -> list[Organ]:
    """The organs that what a reporter sends now is sealed to."""
    addressed = roster.organ(case.organ_id)
    # What was addressed to the superior reaches nobody below it, whatever a row may say.
    if addressed.kind is OrganKind.SUPERIOR:
        return [addressed]
    return [roster.organ(holder) for holder in list_holders(session, case.case_number)]
