"""What words to a reporter repeat of the lead: somebody may look over the reporter's shoulder."""

from collections.abc import Iterator

from app.domain.people import names_in
from app.domain.repeats import find_repeats
from app.services.envelopes import Answers
from app.services.officer.lead.read_report import OpenedCase
from app.services.officer.lead.record import Record

_TOLD = ("narrative", "benefit", "occurred_on", "subjects", "unit", "place", "regulars", "recuse")
"""What reporters write in their own words."""
_NAMING = ("subjects", "unit", "place", "regulars", "recuse")
"""What names people, units and places."""


def what_repeats(record: Record, content: OpenedCase, text: str) -> tuple[str, ...]:
    """Return the runs and the names of the lead that stand in `text` as well.

    Args:
        record: with the people whom officers entered.
        content: with what the reporter wrote.
        text: what is to be sent.
    """
    return find_repeats(text, _texts(content), _names(record, content))


def _texts(content: OpenedCase) -> Iterator[str]:
    for answers in _answers(content):
        yield from _values(answers, _TOLD)
    yield from (message.text for message in content.messages if not message.from_team)


def _names(record: Record, content: OpenedCase) -> tuple[str, ...]:
    lists = [value for answers in _answers(content) for value in _values(answers, _NAMING)]
    return (*names_in(lists), *(person.name for person in record.people))


def _answers(content: OpenedCase) -> Iterator[Answers]:
    if content.report:
        yield content.report.answers
    yield from (m.answers for m in content.messages if m.answers and not m.from_team)


def _values(answers: Answers, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = answers.get(name)
        if isinstance(value, str):
            yield value
