"""Write the redacted extract of a lead: by another person than who proposes where it goes."""

from collections.abc import Iterable
from dataclasses import replace

from app.domain.decisions import DecisionError, Matter
from app.domain.extract import EXTRACT_MAX, find_repetitions
from app.domain.forwarding import Extract
from app.domain.roles import KEY_ROLES
from app.services.officer.deciding.propose import open_seen
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.read_joined import read_with_joined
from app.services.officer.lead.read_report import OpenedCase
from app.services.officer.lead.record import Record

_NAMES = ("subjects", "unit", "place")
"""Answers that are names: an extract cannot do without them, however long they are."""


class ExtractRefusedError(Exception):
    """An extract that cannot be signed off yet; `repeated` are the reporter's words in it."""

    def __init__(self, repeated: list[str]) -> None:
        self.repeated = repeated
        super().__init__(f"{len(repeated)} repetitions")


def write_extract(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    text: str,
    *,
    sign: bool,
    seen: str | None = None,
) -> None:
    """Save an extract; signed off, it may go to the unit once that is approved.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who wrote it.
        case_number: of which lead.
        text: what it says.
        sign: it is ready; else it is a draft, which anybody may go on with.
        seen: the mark of the lead as the officer had it before their eyes.

    Raises:
        DecisionError: `own_extract`: who proposes the route writes no extract; `no_extract`: it is
            empty or too long.
        ExtractRefusedError: it repeats the reporter's own words.
        CaseNotHeldError: not this officer's lead, or its report cannot be read.
        StaleCaseError: somebody else changed it in the meantime.
    """
    officer.require(*KEY_ROLES)
    held, record = open_seen(desk, officer, case_number, seen)
    require_other_hand(officer, record)
    if not text.strip() or len(text) > EXTRACT_MAX:
        raise DecisionError("no_extract")
    if sign:
        repeated = repeats_reporter(text, read_with_joined(desk, officer, record))
        if repeated:
            raise ExtractRefusedError(repeated)
    today = desk.today()
    extract = Extract(text, officer.account, officer.name, today, sign)
    step = "extract_signed" if sign else "extract_drafted"
    changed = replace(record, extract=extract).with_step(officer, today, step)
    change_record(desk, officer, held, changed, act="extract_signed" if sign else "extract_drafted")


def require_other_hand(officer: ActingOfficer, record: Record) -> None:
    """Go on only for who has not proposed where the lead goes.

    Raises:
        DecisionError: `own_extract`.
    """
    proposal = record.proposal
    is_route = proposal is not None and proposal.matter is Matter.FORWARD
    if is_route and proposal is not None and proposal.by.account == officer.account:
        raise DecisionError("own_extract")


def repeats_reporter(text: str, contents: Iterable[OpenedCase]) -> list[str]:
    """The parts of a text that repeat a reporter's own words for too long; duplicates count too."""
    said: list[str] = []
    names: list[str] = []
    for content in contents:
        answers = content.report.answers if content.report else {}
        said += [value for value in answers.values() if isinstance(value, str)]
        said += [message.text for message in content.messages if not message.from_team]
        names += [value for name in _NAMES if isinstance(value := answers.get(name), str)]
    return find_repetitions(text, said, names)
