"""Submit a report that a browser sealed: the server sees neither the code nor a word of it."""

from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session

from app.services.reporter.desk import IntakeDesk
from app.services.reporter.read_sealed import MalformedError, SealedReport, SealedSubmission
from app.services.reporter.seal_item import ItemPlace, SealedFile, SealedRows, lay_out
from app.services.reporter.store_rows import Claim, NewCase, open_case
from app.services.reporter.submit_report import Outcome
from app.services.roster import Organ, OutdatedRosterError, Roster
from app.storage.arriving_files import claim_arrived_files, list_arrived_files
from app.storage.cases import find_case_by_verifier, find_item_by_content
from app.storage.intake import Case, ItemKind
from crypto.access_code import case_number, verifier_hash


class CaseKnownError(Exception):
    """This code's case is there with other content: it can become a message."""


@dataclass(frozen=True, slots=True)
class SealedReceipt:
    """What the server knows of a receipt; the code is in the reporter's browser alone."""

    case_number: str
    outcome: Outcome
    code_confirmed: bool


def submit_sealed_report(desk: IntakeDesk, report: SealedReport) -> SealedReceipt:
    """Take a sealed report in. Once this has returned, the report survives a power cut.

    Raises:
        MalformedError: it is for an organ that reporters cannot choose, or has too many files.
        OutdatedRosterError: it was sealed by another roster than the newest.
        NumberTakenError: a stranger's case has its number.
        CaseKnownError: the case of this code is there, with other content.
        WaitingFilesGoneError: a file is not there, or not whole.
    """
    submission = report.submission
    with desk.database.read() as session:
        known = find_case_by_verifier(session, verifier_hash(submission.verifier))
    # A repeat comes before the roster is judged: a key that was exchanged since the first try takes
    # nobody's receipt away.
    known = known or _open_case(desk, report)
    if known is None:
        return SealedReceipt(case_number(submission.verifier), Outcome.NEW, code_confirmed=False)
    with desk.database.read() as session:
        same = find_item_by_content(session, known.case_number, submission.content_mac)
    if same is None:
        raise CaseKnownError
    return SealedReceipt(known.case_number, Outcome.AGAIN, known.code_confirmed)


def _open_case(desk: IntakeDesk, report: SealedReport) -> Case | None:
    """Make the case; gives one only where the same code's came first, at the same moment."""
    submission = report.submission
    roster = fitting_roster(desk, submission)
    organ = _chosen_organ(roster, report.organ_id)
    number = case_number(submission.verifier)
    place = ItemPlace(number, ItemKind.REPORT, submission.content_mac, desk.today())
    rows, claim = lay_out_sealed(desk, submission, organ, place)
    new = NewCase(submission.verifier, report.reporter_recipient, organ, rows, claim)
    return open_case(desk, new, roster)


def fitting_roster(desk: IntakeDesk, submission: SealedSubmission) -> Roster:
    """The newest roster, if something was sealed by just this one.

    A header does not say which key it is for: sealed to a key that was exchanged meanwhile, it
    would be taken for one of the new key's, and nobody could open it.

    Raises:
        MalformedError: it has more files than one report may have.
        OutdatedRosterError: it was sealed by another.
    """
    if len(submission.attachments) > desk.max_files:
        raise MalformedError
    if submission.roster_version != desk.roster().version:
        # The browser may have seen a newer one than this process has.
        desk.look_for_newer_roster()
    roster = desk.roster()
    if submission.roster_version != roster.version:
        raise OutdatedRosterError(f"sealed by roster {submission.roster_version}")
    return roster


def lay_out_sealed(
    desk: IntakeDesk,
    submission: SealedSubmission,
    organ: Organ,
    place: ItemPlace,
    session: Session | None = None,
) -> tuple[SealedRows, Claim]:
    """Turn what a browser sealed to one organ into rows, with those of its files that are there.

    Args:
        desk: the intake zone.
        submission: what was sealed.
        organ: to whom.
        place: where it belongs.
        session: the transaction to look for its files in, where one is open.
    """
    if session is None:
        with desk.database.read() as own:
            return lay_out_sealed(desk, submission, organ, place, own)
    owner = verifier_hash(submission.verifier)
    found = list_arrived_files(session, owner, submission.item_ids())
    arrived = {file.item_id: file for file in found}
    files = [
        SealedFile(attachment.item_id, row.payload_digest, row.payload_bytes, (attachment.header,))
        for attachment in submission.attachments
        if (row := arrived.get(attachment.item_id)) and row.payload_digest
    ]
    claim = Claim(
        submission.item_ids(),
        partial(claim_arrived_files, files=found),
        len(files) == len(submission.attachments),
    )
    return lay_out(submission.body, files, [organ], place=place), claim


def _chosen_organ(roster: Roster, organ_id: str) -> Organ:
    for organ in roster.open_to_reporters():
        if organ.organ_id == organ_id:
            return organ
    raise MalformedError
