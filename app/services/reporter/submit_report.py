"""Submit a report: sealed to the chosen organ, in one transaction; the receipt is never a lie."""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from sqlalchemy.exc import IntegrityError

from app.services.envelopes import Report, write_report
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content, Parcel, insert, pack
from app.services.reporter.receive_file import new_item_id
from app.services.reporter.send_message import Sent, add_message
from app.services.roster import load_roster
from app.storage.cases import find_case_by_verifier
from app.storage.intake import Case, CaseHolder, ItemKind, SealedItem
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
        with desk.database.read() as session:
            known = find_case_by_verifier(session, verifier_hash(code.verifier()))
        if known is not None:
            sent = add_message(desk, code, known, parcel)
            outcome = Outcome.MESSAGE if sent is Sent.NEW else Outcome.AGAIN
            return Receipt(known.case_number, code, outcome, known.code_confirmed)
        try:
            _open_case(desk, code, parcel)
        except IntegrityError:
            # Either this form arrived twice at once, and the next look finds its twin; or a
            # stranger's case already has the number that this code stands for.
            code = _code_with_a_free_number(desk, code)
        else:
            return Receipt(case_number(code.verifier()), code, Outcome.NEW, code_confirmed=False)
    raise RuntimeError("case numbers collided three times in a row")


def _open_case(desk: IntakeDesk, code: AccessCode, parcel: Parcel) -> None:
    verifier = code.verifier()
    number = case_number(verifier)
    organ_id = parcel.content.organ_id
    recipient = code.identity().recipient.encode()
    case = Case(
        case_number=number,
        verifier_hash=verifier_hash(verifier),
        reporter_recipient=recipient,
        organ_id=organ_id,
        received_on=desk.today(),
        code_confirmed=False,
    )
    body = write_report(
        Report(
            number,
            organ_id,
            parcel.content.answers or {},
            parcel.attachments(),
            code.message_key(),
            sha256(recipient.encode()).hexdigest(),
        )
    )
    item = SealedItem(
        item_id=new_item_id(),
        case_number=number,
        kind=ItemKind.REPORT,
        content_mac=parcel.mac,
        day=case.received_on,
    )
    with desk.database.begin() as session:
        organ = load_roster(session, desk.roster_key).organ(organ_id)
        session.add(case)
        session.flush()
        session.add(CaseHolder(case_number=number, organ_id=organ_id))
        insert(session, parcel, item, body=body, organs=[organ])


def _code_with_a_free_number(desk: IntakeDesk, code: AccessCode) -> AccessCode:
    with desk.database.read() as session:
        holder = session.get(Case, case_number(code.verifier()))
    twin = holder is None or holder.verifier_hash == verifier_hash(code.verifier())
    return code if twin else new_access_code()
