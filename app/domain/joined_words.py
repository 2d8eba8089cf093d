"""When the reporter of a duplicate reads the word of the lead that it was joined to.

1. A word of the main lead is the duplicate's too, but for a question: it was asked of another.
2. It is read no earlier than any report that came on the duplicate's day would get it, by the
   office's published spans: who reports a matter to learn whether it is known, reads nothing that
   a first report of it would not bring.

Source: the office's rules, section 4, line `duplicate`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from app.domain.deadlines import SPANS, ClockName, Span, add_span
from app.domain.lifecycle import PublicWord

_BY_WHEN: Final[Mapping[PublicWord, ClockName]] = {
    PublicWord.ACCEPTED: ClockName.ACCEPTANCE,
    PublicWord.FORWARDED: ClockName.ACCEPTANCE,
    PublicWord.NOT_ACCEPTED: ClockName.ACCEPTANCE,
    PublicWord.IN_PROGRESS: ClockName.DISPOSITION,
    PublicWord.CONCLUDED: ClockName.FEEDBACK_AT_MOST,
}
"""By which clock every report has had that word; each of them runs from the day of receipt."""


def passes_on(word: PublicWord) -> bool:
    """Whether a main lead's word becomes its duplicates' as well."""
    return word is not PublicWord.INFO_REQUESTED


def earliest_day(
    word: PublicWord, received_on: date, spans: Mapping[ClockName, Span] = SPANS
) -> date:
    """Return the first day on which a duplicate may read a word of its main lead.

    Args:
        word: the main lead's.
        received_on: the day on which the duplicate came.
        spans: how long each clock runs.
    """
    clock = _BY_WHEN.get(word)
    if clock is None:
        return received_on
    return add_span(received_on, spans[clock].amount, spans[clock].unit)
