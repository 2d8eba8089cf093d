"""Submit a report: sealed to the chosen organ, in one transaction; the receipt is never a lie."""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.services.envelopes import Report, write_report
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content, Parcel, insert_parcel, pack
from app.services.reporter.seal_item import ItemPlace, seal_rows
from app.services.reporter.send_message import Sent, add_message
from app.services.roster import OutdatedRosterError
from app.storage.cases import find_case_by_verifier
from app.storage.intake import Case, CaseHolder, ItemKind
from crypto.access_code import AccessCode, case_number, new_access_code, verifier_hash

_TRIES = 3


class Outcome(StrEnum):
    """What became of a form that was sent."""

    NEW = "new"
    AGAIN = "again"
    """The same content was received before: the same receipt, no second case."""
    MESSAGE = "message"
    """Other content under a used access code: added to its case as a message."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter leaves with."""

    case_number: str
    code: AccessCode = field(repr=False)
    outcome: Outcome
    code_confirmed: bool
    """Part of the code was typed back before: no page shows it again."""


def submit_report(desk: IntakeDesk, code: AccessCode, content: Content) -> Receipt:
    """Take a report in. Once this has returned, the report survives a power cut.

    Args:
        desk: the intake zone.
        code: the access code that was made when the form was opened.
        content: the organ, the answers and the files.

    Raises:
        RosterError: the organ is not in the signed roster.
        crypto.padding.ReportTooLongError: the answers fit no bucket.
        FileTooLargeError: a file is over the limit.
        WaitingFilesGoneError: a file received earlier is not there any more.
        TooManyFilesError: there are more than one report may have.
    """
    parcel = pack(desk, code, content)
    for _ in range(_TRIES):
        try:
            _open_case(desk, code, parcel)
        except OutdatedRosterError:
            # A key was exchanged since this process last looked: to be sealed to the new one.
            desk.look_for_newer_roster()
            continue
        except IntegrityError:
            known = _find_case(desk, code)
        else:
            return Receipt(case_number(code.verifier()), code, Outcome.NEW, code_confirmed=False)
        if known is not None:
            sent = add_message(desk, code, known, parcel)
            outcome = Outcome.MESSAGE if sent is Sent.NEW else Outcome.AGAIN
            return Receipt(known.case_number, code, outcome, known.code_confirmed)
        # Nobody has this code: it is a stranger's case that has the number it stands for.
        code = new_access_code()
    raise RuntimeError("case numbers collided, or rosters changed, three times in a row")


def _open_case(desk: IntakeDesk, code: AccessCode, parcel: Parcel) -> None:
    verifier = code.verifier()
    number = case_number(verifier)
    recipient = code.identity().recipient.encode()
    roster = desk.roster()
    organ = roster.organ(parcel.content.organ_id)
    body = write_report(
        Report(
            number,
            organ.organ_id,
            parcel.content.answers or {},
            parcel.attachments(),
            code.message_key(),
            sha256(recipient.encode()).hexdigest(),
        )
    )
    today = desk.today()
    place = ItemPlace(number, ItemKind.REPORT, parcel.mac, today)
    # Sealed before the transaction begins: others wait for its lock.
    rows = seal_rows(body, parcel.files(), [organ], place=place)
    case = {
        "case_number": number,
        "verifier_hash": verifier_hash(verifier),
        "reporter_recipient": recipient,
        "organ_id": organ.organ_id,
        "received_on": today,
        "code_confirmed": False,
    }
    with desk.database.begin() as session:
        session.execute(insert(Case), case)
        session.execute(insert(CaseHolder), {"case_number": number, "organ_id": organ.organ_id})
        insert_parcel(session, parcel, rows, roster)


def _find_case(desk: IntakeDesk, code: AccessCode) -> Case | None:
    with desk.database.read() as session:
        return find_case_by_verifier(session, verifier_hash(code.verifier()))
