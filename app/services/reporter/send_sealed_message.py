"""Send a message that a browser sealed: to the organ that the report was addressed to, alone.

A browser knows no other. A unit to which the lead was routed gets its headers when an officer of
the addressed organ reads the lead: a unit's key in the page would tell where it went.
"""

from sqlalchemy.orm import Session

from app.services.reporter.desk import IntakeDesk
from app.services.reporter.read_sealed import SealedMessage
from app.services.reporter.seal_item import ItemPlace
from app.services.reporter.send_message import CaseNotFoundError, Sent, store_message
from app.services.reporter.store_rows import insert_rows
from app.services.reporter.submit_sealed_report import fitting_roster, lay_out_sealed
from app.services.roster import Organ, OutdatedRosterError, Roster
from app.storage.cases import count_items, find_case_by_verifier
from app.storage.intake import Case, ItemKind
from crypto.access_code import verifier_hash


class CounterError(Exception):
    """Another message came first: this one has to be sealed again, under the next number."""


def send_sealed_message(desk: IntakeDesk, message: SealedMessage) -> Sent:
    """Add a sealed message to the case of its verifier.

    Raises:
        CaseNotFoundError: there is no such case.
        OneTimeCodeError: its code has to be replaced first.
        CounterError: it does not bear the number that comes next.
        CaseClosedError: nobody would read it any more.
        MalformedError: it has too many files.
        OutdatedRosterError: it was sealed by another roster than the newest, or to another
            organ than has the case now.
        TooManyMessagesError: the case has too many of today.
        WaitingFilesGoneError: a file is not there, or not whole.
    """
    submission = message.submission
    with desk.database.read() as session:
        case = find_case_by_verifier(session, verifier_hash(submission.verifier))
    if case is None:
        raise CaseNotFoundError
    roster = fitting_roster(desk, submission)
    organ = _require_organ(roster, case, message)
    number = case.case_number
    place = ItemPlace(number, ItemKind.MESSAGE, submission.content_mac, desk.today())

    def insert(session: Session) -> None:
        # Under the case's lock: no other message takes this number meanwhile, and it goes nowhere.
        _require_organ(roster, session.get_one(Case, number, populate_existing=True), message)
        if message.counter != count_items(session, number, ItemKind.MESSAGE) + 1:
            raise CounterError
        rows, claim = lay_out_sealed(desk, submission, organ, place, session)
        insert_rows(session, rows, claim, roster)

    return store_message(desk, case, submission.content_mac, insert)


def _require_organ(roster: Roster, case: Case, message: SealedMessage) -> Organ:
    if message.organ_id != case.organ_id:
        # Transferred since the page was made: the script reads it anew, and seals to whom it says.
        raise OutdatedRosterError(f"sealed to {message.organ_id}")
    return roster.organ(case.organ_id)
