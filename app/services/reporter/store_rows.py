"""Put sealed rows into the database: one way, whether the server sealed them or a browser did."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.services.reporter.desk import IntakeDesk
from app.services.reporter.receive_file import IncomingFile
from app.services.reporter.seal_item import SealedRows
from app.services.roster import Organ, Roster, require_newest
from app.storage.cases import find_case_by_verifier
from app.storage.intake import Case, CaseHolder, CodeState, ItemHeader, SealedItem
from crypto.access_code import case_number, verifier_hash


class WaitingFilesGoneError(Exception):
    """Files that were received earlier were swept meanwhile: they have to be chosen again."""


class NumberTakenError(Exception):
    """A stranger's case has the number that this code stands for: a new code has to be made."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Files that were received earlier, and become part of what is stored now."""

    item_ids: frozenset[str]
    forget: Callable[[Session], set[str]]
    """Drops their rows, and says which were there."""
    is_whole: bool
    """All of them were there when they were looked for."""
    fresh: Sequence[IncomingFile] = ()
    """Files that came with this very request."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What an officer's entering a case changes in its row; by which way it came is sealed."""

    received_on: date
    """The day on which the office received it, which may be before that of entering it."""
    code_state: CodeState = CodeState.ONE_TIME
    """Whoever entered it has seen the code; or nobody was given one."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case that is about to be: whose it is, and to whom it is addressed."""

    verifier: bytes
    reporter_recipient: str
    organ: Organ
    rows: SealedRows
    claim: Claim
    entry: Entry | None = None
    """How an officer entered it; none for a report by the public form."""


def open_case(desk: IntakeDesk, new: NewCase, roster: Roster) -> Case | None:
    """Make a case with its report, in one transaction.

    Returns:
        None where it was made; else the case that this code has already, and nothing is stored.

    Raises:
        NumberTakenError: a stranger's case has its number; nothing is stored.
        OutdatedRosterError: there is a newer roster; nothing is stored.
        WaitingFilesGoneError: some files are not there any more; nothing is stored.
    """
    number = case_number(new.verifier)
    owner = verifier_hash(new.verifier)
    case = {
        "case_number": number,
        "verifier_hash": owner,
        "reporter_recipient": new.reporter_recipient,
        "organ_id": new.organ.organ_id,
        "received_on": new.entry.received_on if new.entry else new.rows.body["day"],
        "code_confirmed": False,
        "code_state": new.entry.code_state if new.entry else CodeState.OWN,
    }
    holder = {"case_number": number, "organ_id": new.organ.organ_id}
    try:
        with desk.database.begin() as session:
            session.execute(insert(Case), case)
            session.execute(insert(CaseHolder), holder)
            insert_rows(session, new.rows, new.claim, roster)
    except IntegrityError:
        with desk.database.read() as session:
            known = find_case_by_verifier(session, owner)
        if known is None:
            raise NumberTakenError from None
        return known
    return None


def insert_rows(session: Session, rows: SealedRows, claim: Claim, roster: Roster) -> None:
    """Put rows, sealed as a roster says, into a case that is there; claim the files that waited.

    Raises:
        OutdatedRosterError: there is a newer roster; nothing is stored.
        WaitingFilesGoneError: some of them are not there any more; nothing is stored.
    """
    if not claim.is_whole:
        raise WaitingFilesGoneError
    session.execute(insert(SealedItem), rows.body)
    if rows.files:
        session.execute(insert(SealedItem), rows.files)
    session.execute(insert(ItemHeader), rows.headers)
    require_newest(session, roster)
    if claim.item_ids and claim.forget(session) != claim.item_ids:
        raise WaitingFilesGoneError
    for file in claim.fresh:
        file.keep()
