"""Spans of clocks as an office writes them into its settings: `5 working days`, `6 months`.

What a rule above the office sets, or what reporters were promised, can be made stricter, not laxer.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from app.domain.deadlines import SPANS, ClockName, Span, Unit, add_span

_SPAN: Final = re.compile(
    r"(?P<amount>[1-9][0-9]{0,2}) (?P<unit>working day|day|month)s?"
    r"(, yellow after (?P<yellow>[1-9][0-9]{0,2}))?"
)
_UNITS: Final = {"working day": Unit.WORKING_DAYS, "day": Unit.DAYS, "month": Unit.MONTHS}

AT_MOST: Final = frozenset(
    {
        ClockName.ACCEPTANCE,
        ClockName.TRANSFER,
        ClockName.FORWARDING,
        ClockName.DISPOSITION,
        ClockName.CIRCLE_DISPOSITION,
        ClockName.INQUIRY_OPINION,
        ClockName.FEEDBACK,
    }
)
"""Never longer than the built-in span."""
AT_LEAST: Final = frozenset({ClockName.MAILBOX, ClockName.CONTINUATION})
"""Never shorter: reporters count on it."""
_A_MONDAY: Final = date(2018, 4, 9)
"""From where spans of different units are compared: weeks without much of a holiday."""


class SpanError(Exception):
    """A span that no clock may run for; the message says why."""


def read_span(name: ClockName, text: str) -> Span:
    """Read the span of one clock.

    Raises:
        SpanError: it does not read like a span, or is laxer than the rules allow.
    """
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise SpanError("must read like `5 working days`, `30 days` or `6 months, yellow after 3`")
    yellow = int(match["yellow"]) if match["yellow"] else None
    span = Span(int(match["amount"]), _UNITS[match["unit"]], yellow)
    if yellow is not None and yellow > span.amount:
        raise SpanError("cannot turn yellow after its end")
    if name in AT_MOST and _length(span) > _length(SPANS[name]):
        raise SpanError(f"may be shorter than {_words(SPANS[name])}, not longer")
    if name in AT_LEAST and _length(span) < _length(SPANS[name]):
        raise SpanError(f"may be longer than {_words(SPANS[name])}, not shorter")
    return span


def read_spans(pairs: Iterable[tuple[str, str]]) -> Mapping[ClockName, Span]:
    """Read spans by the names of their clocks.

    Raises:
        SpanError: with the name of the first that is wrong.
    """
    spans: dict[ClockName, Span] = {}
    for name, text in pairs:
        if name not in SPANS:
            raise SpanError(f"{name}: there is no such clock")
        try:
            spans[ClockName(name)] = read_span(ClockName(name), text)
        except SpanError as error:
            raise SpanError(f"{name}: {text!r} {error}") from error
    return spans


def _length(span: Span) -> int:
    return (add_span(_A_MONDAY, span.amount, span.unit) - _A_MONDAY).days


def _words(span: Span) -> str:
    return f"{span.amount} {span.unit.value.replace('_', ' ')}"
