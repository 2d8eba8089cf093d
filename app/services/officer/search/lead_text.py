"""What of a lead a search looks through: made of record and content by one function, kept sealed.

In it is what was reported and written, as far as an officer has read it. Left out are messages that
nobody vouches for or nobody has read, notes that were retracted, whom the reporter wants kept away,
and the names of people who are merely mentioned: a mask stands in their place.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from app.domain.categories import Category, CircleType
from app.domain.lifecycle import Status
from app.domain.people import Part, mask, subjects_of
from app.domain.similarity import MatterFacts, days_in, fold_names, fold_place
from app.services.envelopes import Answers
from app.services.officer.lead.read_report import OpenedCase
from app.services.officer.lead.record import Record

LAYOUT: Final = 1
"""Raised when texts of before no longer do: the index is then built anew."""
_ANSWERS: Final = ("narrative", "subjects", "unit", "place", "occurred_on", "regulars", "benefit")
_SHORTEST_NAME: Final = 2


class Source(StrEnum):
    """Where in a lead a text stands."""

    REPORT = "report"
    SUBJECT = "subject"
    MESSAGE = "message"
    REPLY = "reply"
    EXTRACT = "extract"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class LeadText:
    """A lead, as it is searched."""

    case_number: str
    received_on: date
    status: Status
    category: Category | None
    circle_type: CircleType | None
    assigned_to: str | None
    texts: tuple[tuple[Source, str], ...] = field(repr=False)
    subjects: str = field(repr=False)
    """Names, a line each."""
    unit: str = field(repr=False)
    place: str = field(repr=False)
    facts: MatterFacts
    joined_to: str
    joined: tuple[str, ...]
    stated: frozenset[str]
    """The accounts that stated that no ground of recusal is known to them."""


@dataclass(frozen=True, slots=True)
class IndexedText:
    """An entry of the index: a lead's text, and the version of the record that it was made from."""

    version: int
    text: LeadText | None
    """None where nothing of the lead may be found: it cannot be read, or has left the office."""


def text_of(record: Record, content: OpenedCase) -> LeadText | None:
    """What is searched of a lead; None for one that was given to the superior."""
    if record.transfer is not None:
        return None
    hide = _hider(p.name for p in record.people if p.part is Part.MENTIONED)
    answers = content.report.answers if content.report else {}
    subjects = [person.name for person in subjects_of(record)]
    reported = [hide(_line(answers, name)) for name in ("subjects", "unit", "place")]
    return LeadText(
        case_number=record.case_number,
        received_on=record.received_on,
        status=record.status,
        category=record.category,
        circle_type=record.circle_type,
        assigned_to=record.assigned_to,
        texts=tuple((source, hide(text)) for source, text in _texts(record, content) if text),
        subjects="\n".join(filter(None, [reported[0], *subjects])),
        unit=reported[1],
        place=reported[2],
        facts=_facts(record, answers, content, hide),
        joined_to=record.joined_to,
        joined=record.joined,
        stated=frozenset(record.stated),
    )


def write_entry(indexed: IndexedText) -> bytes:
    """An entry as it is sealed."""
    return msgspec.msgpack.encode(indexed)


def read_entry(content: bytes) -> IndexedText:
    """Read an opened entry.

    Raises:
        ValueError: it is none, or of another layout.
    """
    return _DECODER.decode(content)


_DECODER: Final = msgspec.msgpack.Decoder(IndexedText)


def _texts(record: Record, content: OpenedCase) -> Iterator[tuple[Source, str]]:
    yield from _answers(Source.REPORT, content.report.answers if content.report else {})
    if record.received:
        yield Source.EXTRACT, record.received.extract
        yield from ((Source.EXTRACT, one.text) for one in record.received.supplements)
    for person in subjects_of(record):
        yield Source.SUBJECT, " ".join(filter(None, (person.name, person.unit, person.post)))
    for message in content.messages:
        if message.verified:
            source = Source.REPLY if message.from_team else Source.MESSAGE
            yield source, message.text
            yield from _answers(source, message.answers or {})
    if record.extract:
        yield Source.EXTRACT, record.extract.text
    yield from ((Source.NOTE, note.text) for note in record.notes if note.retracted is None)


def _answers(source: Source, answers: Answers) -> Iterator[tuple[Source, str]]:
    return ((source, _line(answers, name)) for name in _ANSWERS)


def _facts(record: Record, answers: Answers, content: OpenedCase, hide: "_Hider") -> MatterFacts:
    subjects = [hide(_line(answers, "subjects")), *(p.name for p in subjects_of(record))]
    return MatterFacts(
        subjects=fold_names(subjects),
        unit=fold_place(_line(answers, "unit")),
        place=fold_place(_line(answers, "place")),
        days=days_in(_line(answers, "occurred_on")),
        regulars=fold_names([hide(_line(answers, "regulars"))]),
        files=frozenset(attachment.sha256 for attachment in content.attachments()),
    )


def _line(answers: Answers, name: str) -> str:
    value = answers.get(name, "")
    return value if isinstance(value, str) else "\n".join(value)


class _Hider:
    """Puts masks in the place of names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._masks = [
            (re.compile(r"[\s.·•・]*".join(map(re.escape, plain))), mask(name))
            for name in names
            if len(plain := re.sub(r"[\s.·•・]", "", name)) >= _SHORTEST_NAME
        ]

    def __call__(self, text: str) -> str:
        for pattern, masked in self._masks:
            text = pattern.sub(masked, text)
        return text


def _hider(names: Iterable[str]) -> _Hider:
    return _Hider(sorted(names, key=len, reverse=True))
