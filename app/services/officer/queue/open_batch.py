"""Open the sealed batch: what came since the last time is read, ranked and put into the queue."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from app.domain.categories import Category, CircleType, Frequency, Ongoing, Payer
from app.domain.circle_suspicion import suggest
from app.domain.circle_vocabulary import find_circle_words
from app.domain.lifecycle import Status, public_word
from app.domain.roles import Role
from app.services.envelopes import Answers, EnvelopeError, Report
from app.services.officer.channels.entry import read_entry
from app.services.officer.desk import ActingOfficer, OfficeDesk, unwrap_many
from app.services.officer.key_holder_client import RecordChangedError, Unwrapped
from app.services.officer.lead.read_report import named_by, open_report
from app.services.officer.lead.record import Record, Step, write_record
from app.services.officer.log_act import log_act
from app.services.officer.recusal.keep_named_away import keep_named_away_from_batch
from app.services.roster import RosterError, load_roster
from app.storage.case_records import SealedHeader, StaleCaseError, add_record, list_recorded
from app.storage.cases import (
    HeldItem,
    has_public_word,
    list_held_items,
    list_holders,
    list_unrecorded,
    lock_case,
    mark_recorded,
    put_public_word,
)
from app.storage.intake import Case, CodeState, ItemKind, PublicWordChange, SealedItem
from crypto.padding import ReportTooLongError

Code = TypeVar("Code", bound=StrEnum)
_TELLING = ("narrative", "benefit", "regulars", "place")
"""The answers that may speak of a circle."""
_CHECKABLE = ("subjects", "unit", "place", "occurred_on", "regulars", "benefit")


@dataclass(frozen=True, slots=True)
class Batch:
    """What opening did."""

    opened: int
    unreadable: tuple[str, ...]
    """Case numbers whose report is not what was received; they are in the queue, and say so."""
    left: tuple[str, ...] = ()
    """Case numbers that could not be opened at all, and are sealed still."""
    nobody_left: tuple[str, ...] = ()
    """Case numbers whose report names all who could open it."""


def list_sealed(desk: OfficeDesk, organ_id: str) -> list[str]:
    """The numbers of the cases that an organ holds and nobody has opened, in order.

    Those that turn out to be opened are marked, so that nobody looks there for their record again:
    the two zones share no transaction in which that could be said once and for all.
    """
    with desk.intake.read() as session:
        waiting = list_unrecorded(session, organ_id)
    with desk.casework.read() as session:
        recorded = list_recorded(session, organ_id, waiting)
    if recorded:
        with desk.intake.begin() as session:
            mark_recorded(session, organ_id, recorded)
    return [number for number in waiting if number not in recorded]


def open_batch(
    desk: OfficeDesk, officer: ActingOfficer, case_numbers: Sequence[str] | None = None
) -> Batch:
    """Open what waits sealed for the officer's organ: these cases, or all.

    By this the officer states that no ground of recusal is known to them. A lead from which the
    officer is kept away stays sealed, for a colleague to open; whom a report names, is kept away
    from it before it is opened. One that cannot be opened is named, and the rest goes on.

    Raises:
        NotPermittedError: the officer is no intake officer.
        KeyHolderLockedError: the officer has to unlock first.
    """
    officer.require(Role.INTAKE_OFFICER)
    numbers = list_sealed(desk, officer.organ_id) if case_numbers is None else case_numbers
    try:
        waiting, unwrapped = _unwrap_waiting(desk, officer, numbers)
    except RecordChangedError:
        # A header was re-wrapped between our look and the key-holder's.
        waiting, unwrapped = _unwrap_waiting(desk, officer, numbers)
    kept = keep_named_away_from_batch(
        desk,
        officer,
        [(*one, key) for one, key in zip(waiting, unwrapped.file_keys, strict=True) if key],
    )
    withheld = unwrapped.recused | unwrapped.opened | kept.left
    opened: list[str] = []
    unreadable: list[str] = []
    left: list[str] = []
    for (case, held), key in zip(waiting, unwrapped.file_keys, strict=True):
        number = case.case_number
        if number in withheld:
            continue
        try:
            readable = _open_one(desk, officer, case, held, key)
        except (RosterError, ReportTooLongError):
            # Its rows name an organ that no signed roster does, or more than a record can hold.
            left.append(number)
            continue
        opened.append(number)
        if not readable:
            unreadable.append(number)
    return Batch(len(opened), tuple(unreadable), tuple(left), kept.nobody_left)


def _unwrap_waiting(
    desk: OfficeDesk, officer: ActingOfficer, numbers: Sequence[str]
) -> tuple[list[tuple[Case, HeldItem]], Unwrapped]:
    with desk.intake.read() as session:
        waiting = [
            (case, reports[0])
            for number in numbers
            if (case := session.get(Case, number))
            and (reports := list_held_items(session, number, officer.organ_id, ItemKind.REPORT))
        ]
    if not waiting:
        return [], Unwrapped([], frozenset(), frozenset())
    grant = desk.key_holder.grant(officer.unlock_token, "open_batch", len(waiting))
    headers = [(case.case_number, held.header) for case, held in waiting]
    return waiting, unwrap_many(desk, officer, "open_batch", headers, grant=grant)


def _open_one(
    desk: OfficeDesk, officer: ActingOfficer, case: Case, held: HeldItem, key: bytes | None
) -> bool:
    try:
        report: Report | None = open_report(held, key, case, named_by(desk, officer, case))
    except EnvelopeError:
        report = None
    today = desk.today()
    digest = held.item.payload_digest.hex()
    record = _with_suspicion(new_record(case, report, digest, today), report)
    if report is not None and report.organ_id != case.organ_id:
        by = desk.roster().organ(report.organ_id)
        record = replace(record, steps=(Step(today, by.organ_id, by.name, "arrived_by_transfer"),))
    record = _with_entry(record, case, report, held.item.day)
    record = replace(record, stated={officer.account: today})
    record = record.with_step(officer, today, "opened")
    # First what the reporter may read, then the record: cut off in between, it is opened anew.
    with desk.intake.begin() as session:
        lock_case(session, case.case_number)
        # A colleague may have opened it and gone further already.
        if not has_public_word(session, case.case_number):
            put_public_word(
                session,
                PublicWordChange(
                    case_number=case.case_number,
                    shown_from=desk.shown_from(),
                    word=public_word(Status.OPENED),
                    opened_on=today,
                ),
            )
        roster = load_roster(session, desk.roster_pin)
        organs = [roster.organ(o) for o in list_holders(session, case.case_number)]
    payload, headers = write_record(record, organs)
    # A colleague may open the same batch at the same moment; or the report was sealed anew since
    # it was read, and waits to be opened again.
    with suppress(IntegrityError, StaleCaseError), desk.intake.begin() as session:
        lock_case(session, case.case_number)
        if session.get_one(SealedItem, held.item.item_id).payload_digest.hex() != digest:
            raise StaleCaseError(case.case_number)
        _add(desk, officer, record, payload, headers)
    return report is not None


def _with_entry(record: Record, case: Case, report: Report | None, day: date) -> Record:
    """The record with by which channel it came and who entered it, if an officer did."""
    # Anybody may name a channel in a report of their own: only what was entered has such a code.
    if report is None or case.code_state is CodeState.OWN:
        return record
    entry = read_entry(report.answers)
    by = Step(day, entry.account, entry.name, "entered")
    return replace(record, channel=entry.channel, medium=entry.medium, steps=(by, *record.steps))


def _with_suspicion(record: Record, report: Report | None) -> Record:
    """The record with what in the report's words suggests a circle that it was not reported as."""
    if report is None or record.facts().is_drinking_circle:
        return record
    text = "\n".join(str(report.answers.get(name, "")) for name in _TELLING)
    found = find_circle_words(text)
    if found is None:
        return record
    return replace(
        record, circle_suspicion=suggest(record.circle_suspicion, found.words, found.why)
    )


def _add(
    desk: OfficeDesk,
    officer: ActingOfficer,
    record: Record,
    payload: bytes,
    headers: list[SealedHeader],
) -> None:
    with desk.casework.begin() as session:
        add_record(session, record.case_number, record.organ_id, payload, headers)
        log_act(desk, session, officer, act="opened", case_number=record.case_number)


def new_record(case: Case, report: Report | None, digest: str, today: date) -> Record:
    """The record of a case that was just opened; empty of facts where it could not be read."""
    answers: Answers = report.answers if report else {}
    known = {name: value for name, value in answers.items() if isinstance(value, str)}
    checkable = sum(name in known for name in _CHECKABLE) + bool(report and report.attachments)
    return Record(
        case_number=case.case_number,
        organ_id=case.organ_id,
        report_digest=digest,
        received_on=case.received_on,
        opened_on=today,
        status=Status.OPENED,
        entered_on={Status.OPENED: today},
        category=_code(Category, known.get("category")),
        circle_type=_code(CircleType, known.get("circle_type")),
        ongoing=_code(Ongoing, known.get("ongoing")),
        frequency=_code(Frequency, known.get("frequency")),
        payer=_code(Payer, known.get("payer")),
        checkable_facts=checkable,
    )


def _code(kind: type[Code], value: str | None) -> Code | None:
    # What a reporter's own browser seals is not checked by the form: an unknown code is none.
    try:
        return kind(value) if value is not None else None
    except ValueError:
        return None
