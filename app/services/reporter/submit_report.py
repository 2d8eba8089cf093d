"""Submit a report: sealed to the chosen organ, in one transaction; the receipt is never a lie."""

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from app.services.envelopes import Report, write_report
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content, Parcel, pack
from app.services.reporter.seal_item import ItemPlace, seal_rows
from app.services.reporter.send_message import OneTimeCodeError, Sent, add_message
from app.services.reporter.store_rows import Entry, NewCase, NumberTakenError, open_case
from app.services.roster import OutdatedRosterError
from app.storage.intake import Case, ItemKind
from crypto.access_code import AccessCode, case_number, new_access_code

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


def submit_report(
    desk: IntakeDesk, code: AccessCode, content: Content, entry: Entry | None = None
) -> Receipt:
    """Take a report in. Once this has returned, the report survives a power cut.

    Args:
        desk: the intake zone.
        code: the access code that was made when the form was opened.
        content: the organ, the answers and the files.
        entry: how an officer entered it, for one that came by another channel.

    Raises:
        CaseClosedError: the code has a case already, and nobody reads what is added to it.
        OtherOrganError: the code has a case already, with another organ.
        TooManyMessagesError: the code has a case already, with too many messages of today.
        OneTimeCodeError: it is a one-time code whose case has other content, or another code now.
        RosterError: the organ is not in the signed roster.
        crypto.padding.ReportTooLongError: the answers fit no bucket.
        FileTooLargeError: a file is over the limit.
        WaitingFilesGoneError: a file received earlier is not there any more.
        TooManyFilesError: there are more than one report may have.
    """
    parcel = pack(desk, code, content)
    for _ in range(_TRIES):
        try:
            known = _open_case(desk, code, parcel, entry)
        except OutdatedRosterError:
            # A key was exchanged since this process last looked: to be sealed to the new one.
            desk.look_for_newer_roster()
            continue
        except NumberTakenError:
            if entry is not None:
                # The very case, whose code was replaced since: sent again, it is no second one.
                raise OneTimeCodeError from None
            code = new_access_code()
            continue
        if known is None:
            return Receipt(case_number(code.verifier()), code, Outcome.NEW, code_confirmed=False)
        sent = add_message(desk, code, known, parcel)
        outcome = Outcome.MESSAGE if sent is Sent.NEW else Outcome.AGAIN
        return Receipt(known.case_number, code, outcome, known.code_confirmed)
    raise RuntimeError("case numbers collided, or rosters changed, three times in a row")


def _open_case(
    desk: IntakeDesk, code: AccessCode, parcel: Parcel, entry: Entry | None
) -> Case | None:
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
    place = ItemPlace(number, ItemKind.REPORT, parcel.mac, desk.today())
    # Sealed before the transaction begins: others wait for its lock.
    rows = seal_rows(body, parcel.files(), [organ], place=place)
    new = NewCase(verifier, recipient, organ, rows, parcel.claim(), entry)
    return open_case(desk, new, roster)
