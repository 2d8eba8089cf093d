"""Keep officers away from a lead that names them, or what they declared, before anybody reads it.

The text is compared here, where it lies open; the key-holder only keeps and enforces what was
found, at the hands of whoever opened it. The log has that somebody is kept away, never who.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from app.domain.people import subjects_of
from app.domain.recusal import ReadText
from app.services.envelopes import Answers, EnvelopeError
from app.services.officer.channels.entry import NOT_ASKED
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.key_holder_client import KeyHolderBusyError, OfficerRecusedError
from app.services.officer.lead.list_matter import list_matter
from app.services.officer.lead.read_report import OpenedCase, named_by, open_report
from app.services.officer.lead.record import Record
from app.services.officer.recusal.keep_away_from_joined import keep_away_with_joined
from app.services.officer.recusal.read_recusals import read_recusals
from app.services.officer.recusal.recuse import MAY_RECUSE_OTHERS
from app.services.officer.recusal.watched import Found, list_watched
from app.storage.cases import HeldItem
from app.storage.intake import Case


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
    watched = list_watched(desk, officer)
    found = {
        case.case_number: watched.found_in(
            ReadText("\n".join(_report_words(desk, officer, case, held, key)))
        )
        for case, held, key in sealed
    }
    left: set[str] = set()
    nobody_left: list[str] = []
    for number, causes in found.items():
        try:
            if not keep_away_for(desk, officer, number, causes).is_anybody_left:
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
    text = ReadText("\n".join(words_of(record, content)))
    found = list_watched(desk, officer).found_in(text)
    if officer.role not in MAY_RECUSE_OTHERS:
        found = frozenset(one for one in found if one[0] == officer.account)
    if officer.account in keep_away_for(desk, officer, record.case_number, found).accounts:
        raise OfficerRecusedError("recused")


@dataclass(frozen=True, slots=True)
class Kept:
    """Who is kept away from one lead by what was found in it."""

    accounts: frozenset[str] = frozenset()
    """Who is kept away by what was found, whether it was new or not."""
    is_anybody_left: bool = True


def keep_away_for(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, found: Collection[Found]
) -> Kept:
    """Keep away for each cause that two persons have not lifted; who acts comes last.

    Raises:
        KeyHolderBusyError: somebody is still to be kept away, and the officer has to wait.
    """
    if not found:
        return Kept()
    known = read_recusals(desk, officer, case_number)
    away = {(who, cause) for who, cause in found if cause not in known.examined(who)}
    new = [(who, cause) for who, cause in away if cause not in known.known(who)]
    others = list_matter(desk, officer, case_number) if new else frozenset()
    left = []
    # Who acts has no say in it afterwards, not even for a second cause of their own.
    for one in sorted(new, key=lambda one: (one[0] == officer.account, *map(str, one))):
        try:
            left.append(keep_away_with_joined(desk, officer, case_number, one, others))
        except OfficerRecusedError:
            break
        except KeyHolderBusyError:
            # One more cause for whom is kept away already can wait.
            if one[0] not in known.accounts():
                raise
    return Kept(frozenset(who for who, _ in away), all(left))


def _report_words(
    desk: OfficeDesk, officer: ActingOfficer, case: Case, held: HeldItem, key: bytes | None
) -> Iterator[str]:
    with suppress(EnvelopeError):
        report = open_report(held, key, case, named_by(desk, officer, case))
        yield from _values(report.answers)


def words_of(record: Record, content: OpenedCase) -> Iterator[str]:
    """What of an opened lead is compared: all that is verified, and the subjects."""
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
