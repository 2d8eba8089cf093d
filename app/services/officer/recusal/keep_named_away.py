"""Keep officers away from a lead in which the reporter names them, before anybody reads it.

The text is compared here, where it lies open; the key-holder only keeps and enforces what was
found, at the hands of whoever opened it. The log has that somebody is kept away, never who.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from app.domain.people import subjects_of
from app.domain.recusal import find_named
from app.domain.roles import Role
from app.services.envelopes import Answers, EnvelopeError
from app.services.officer.channels.entry import NOT_ASKED
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.key_holder_client import KeyHolderBusyError, OfficerRecusedError
from app.services.officer.lead.read_report import OpenedCase, named_by, open_report
from app.services.officer.lead.record import Record
from app.services.officer.recusal.recuse import MAY_RECUSE_OTHERS
from app.storage.cases import HeldItem
from app.storage.intake import Case
from app.storage.officers import list_officers

_READING = (Role.INTAKE_OFFICER, Role.CASE_OFFICER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class KeptByText:
    """What became of the officers whom a batch names."""

    left: frozenset[str] = frozenset()
    """Cases that have to stay sealed: the key-holder takes no more recusals for now."""
    nobody_left: tuple[str, ...] = ()
    """Cases of which nobody in the organ can open anything now."""


def keep_named_away_from_batch(
    desk: OfficeDesk,
    officer: ActingOfficer,
    sealed: Iterable[tuple[Case, HeldItem, bytes | None]],
) -> KeptByText:
    """Keep away all whom reports name that nobody has opened yet, whoever opens them too.

    All of it comes before the first of them is opened, so that the log does not tell by its order
    in which lead somebody is named.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: an intake officer who opens the batch.
        sealed: the cases, their reports and the reports' file keys.
    """
    names = list_names(desk, officer)
    named = {
        case.case_number: find_named(
            "\n".join(_report_words(desk, officer, case, held, key)), names
        )
        for case, held, key in sealed
    }
    left: set[str] = set()
    nobody_left: list[str] = []
    for number, accounts in named.items():
        try:
            if not _keep_away(desk, officer, number, accounts):
                nobody_left.append(number)
        except KeyHolderBusyError:
            left.add(number)
    return KeptByText(frozenset(left), tuple(nobody_left))


def keep_named_away(
    desk: OfficeDesk, officer: ActingOfficer, record: Record, content: OpenedCase
) -> None:
    """Keep away whoever is named in what was opened of a lead, the reader first of all.

    A case officer cannot have colleagues kept away: each of them is found at their own reading,
    and sees nothing of the lead either.

    Raises:
        OfficerRecusedError: the reader is named, and may not see it.
        KeyHolderBusyError: the reader has to wait.
    """
    named = find_named("\n".join(_words(record, content)), list_names(desk, officer))
    if officer.role not in MAY_RECUSE_OTHERS:
        named &= {officer.account}
    _keep_away(desk, officer, record.case_number, named)
    if officer.account in named:
        raise OfficerRecusedError("recused")


def _keep_away(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, named: frozenset[str]
) -> bool:
    """Say whether anybody is left for it; who acts comes last, and has no say in it afterwards."""
    if not named:
        return True
    there = desk.key_holder.kept_away(officer.unlock_token).of_case(case_number)
    new = sorted(named - there, key=lambda account: (account == officer.account, account))
    left = [desk.key_holder.recuse(officer.unlock_token, case_number, who) for who in new]
    return all(left)


def list_names(desk: OfficeDesk, officer: ActingOfficer) -> list[tuple[str, str]]:
    """Whom texts are searched for: (account, name) of all in the organ who read leads."""
    with desk.casework.read() as session:
        officers = list_officers(session, officer.organ_id)
    return [(one.account, one.name) for one in officers if one.role in _READING]


def _report_words(
    desk: OfficeDesk, officer: ActingOfficer, case: Case, held: HeldItem, key: bytes | None
) -> Iterator[str]:
    with suppress(EnvelopeError):
        report = open_report(held, key, case, named_by(desk, officer, case))
        yield from _values(report.answers)


def _words(record: Record, content: OpenedCase) -> Iterator[str]:
    if content.report:
        yield from _values(content.report.answers)
    for message in content.messages:
        # By what somebody else wrote in the reporter's place, a whole organ could be locked out.
        if message.verified and not message.from_team:
            yield message.text
            yield from _values(message.answers or {})
    yield from (attachment.name for attachment in content.attachments())
    if record.received:
        # A unit has an extract in the report's place.
        yield record.received.extract
        yield from (one.text for one in record.received.supplements)
    yield from (person.name for person in subjects_of(record))


def _values(answers: Answers) -> Iterator[str]:
    for name, value in answers.items():
        # Who typed a lead in is not named by it.
        if name in NOT_ASKED:
            continue
        yield from [value] if isinstance(value, str) else value
