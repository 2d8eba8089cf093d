"""Everything that happened to a lead, the newest first.

What stands in a record's steps is there by itself; a topic that keeps entries of its own adds them:

    @timeline_source
    def list_pressings(lead: Lead) -> Iterable[Event]: ...
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.console.lead.case_answers import notice_tags
from app.console.lead.sections import Lead, View, section
from app.console.lead.step_words import KINDS, Kind, step_kind, step_text
from app.domain.inspections import Inspection
from app.domain.notes import Hand, Note
from app.domain.tasks import Task, TaskState
from app.services.officer.lead.record import Step


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the timeline."""

    on: date
    kind: Kind
    who: str
    what: str
    note: str = field(default="", repr=False)
    struck: bool = False
    """It was retracted since."""


Source = Callable[[Lead], Iterable[Event]]
SourceT = TypeVar("SourceT", bound=Source)
_sources: list[Source] = []


def timeline_source(source: SourceT) -> SourceT:
    """Let the timeline hold what a topic keeps of its own."""
    _sources.append(source)
    return source


@section("timeline", _l("Timeline"), "lead_timeline.html", order=90)
def show(lead: Lead) -> View:
    """Every event; within a day in the order in which its source has them."""
    events = list_events(lead)
    newest_first = events[::-1]
    there = {event.kind for event in events}
    return {
        "events": newest_first,
        "kinds": [(str(kind), label) for kind, label in KINDS.items() if kind in there],
    }


def list_events(lead: Lead) -> list[Event]:
    """Every event, the oldest first."""
    events = (event for source in _sources for event in source(lead))
    return sorted(events, key=lambda event: event.on)


@timeline_source
def _received(lead: Lead) -> Iterator[Event]:
    if lead.record.received is not None:
        # When the report came, a unit that got an extract does not learn.
        return
    reporter = _("the reporter")
    report = lead.content.report
    yield Event(lead.record.received_on, Kind.STEP, reporter, _("The report was received"))
    if report and report.attachments:
        yield Event(lead.record.received_on, Kind.FILE, reporter, _files(len(report.attachments)))


@timeline_source
def _messages(lead: Lead) -> Iterator[Event]:
    for message in lead.content.messages:
        if message.from_team:
            # Who wrote it, a step says.
            continue
        reporter = _("the reporter") if message.verified else _("unverified")
        tags = "; ".join(notice_tags(message.answers))
        yield Event(message.day, Kind.MESSAGE, reporter, _("The reporter wrote"), tags)
        if message.attachments:
            yield Event(message.day, Kind.FILE, reporter, _files(len(message.attachments)))


@timeline_source
def _steps(lead: Lead) -> Iterator[Event]:
    read = lead.content.report is not None
    for step in lead.record.steps:
        # What the reporter did, the message itself says where it can be read.
        if not (read and step.act.startswith("reporter_")):
            yield _step(step)


@timeline_source
def _notes(lead: Lead) -> Iterator[Event]:
    for note in lead.record.notes:
        yield _by(note.by, Kind.NOTE, _("Note"), note.text, struck=note.retracted is not None)
        yield from _retracted(note)


@timeline_source
def _tasks(lead: Lead) -> Iterator[Event]:
    for task in lead.record.tasks:
        what = _("Task for %(name)s", name=task.name)
        yield _by(task.by, Kind.TASK, what, task.text)
        yield from _closed(task)


@timeline_source
def _inspections(lead: Lead) -> Iterator[Event]:
    for one in lead.record.inspections:
        if one.refused:
            yield _by(one.by, Kind.INSPECTION, _("No inspection is dispatched"), one.refused)
            continue
        yield _by(one.by, Kind.INSPECTION, _("Inspection dispatched"), one.who)
        yield from _reported(one)


def _step(step: Step) -> Event:
    who = step.name if step.account else _("the reporter")
    return Event(step.on, step_kind(step.act), who, step_text(step.act), step.note)


def _retracted(note: Note) -> Iterator[Event]:
    if note.retracted:
        yield _by(note.retracted, Kind.NOTE, _("Note retracted"), note.reason)


def _closed(task: Task) -> Iterator[Event]:
    if task.closed:
        what = _("Task done") if task.state is TaskState.DONE else _("Task cancelled")
        yield _by(task.closed, Kind.TASK, what, task.note)


def _reported(one: Inspection) -> Iterator[Event]:
    if one.reported:
        yield _by(one.reported, Kind.INSPECTION, _("Result of an inspection"), one.result)


def _by(hand: Hand, kind: Kind, what: str, note: str, *, struck: bool = False) -> Event:
    return Event(hand.on, kind, hand.name, what, note, struck)


def _files(count: int) -> str:
    return str(ngettext("%(num)s file came", "%(num)s files came", count))
