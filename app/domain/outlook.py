"""What comes next for a reporter, and by which day: told from what was released, and nothing else.

1. An outlook depends on the public word, the release day on which that word first appeared, the day
   of receipt, whether the opening was released, and the office's published spans. The office knows
   more; none of it comes in. So two reports that came on the same day and read the same words have
   the same outlook, whatever is in their records, and who reports himself to learn whether he is
   known reads in it only the words again.
2. A word keeps its day however often the office moves the lead under it: an inquiry that turns into
   a verification changes no date, nor does archiving what is concluded.
3. Where the office's clock runs differently for different leads, the longest counts: a drinking
   circle's disposition is due in 15 days, every other's in a month, and everybody reads a month.
   The shorter day would tell what officers take the lead for. For the same reason nothing is said
   of the clocks of inquiry, verification and waiting: they would tell which of them it is.
4. A day has passed only when a release has come after it, since what was done on the day itself is
   read at the next release. It is said to be late where the word itself says that the step was not
   taken; where the step may have been taken without a new word, the outlook goes on without a day.

Source: the office's rules, section 4.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.domain.deadlines import ClockName, Span, add_span, spans_in_force
from app.domain.lifecycle import PublicWord


class NextStep(StrEnum):
    """What the office, another body or the reporter does next."""

    OPENING = "opening"
    """The office opens the report."""
    ACCEPTANCE = "acceptance"
    """The office decides whether it takes the report up."""
    DISPOSITION = "disposition"
    """The office decides how to go about it."""
    RENEWED_DISPOSITION = "renewed_disposition"
    """The same, for a case that was taken up again."""
    OUTCOME = "outcome"
    """The office works, and tells the outcome in general words."""
    HANDING_OVER = "handing_over"
    """The case is on its way to the body that may handle it."""
    ELSEWHERE = "elsewhere"
    """That body works by its own clocks."""
    ANSWER = "answer"
    """The reporter may answer a question; after that day the work goes on without."""
    GOING_ON = "going_on"
    """The time to answer is over: the work goes on."""
    FEEDBACK = "feedback"
    """The office tells the outcome in general words."""
    NOTHING = "nothing"
    """Nothing, unless the reporter has new facts."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A word that was released, and the day of that release."""

    word: PublicWord
    on: date


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes next.

    Attributes:
        step: what it is.
        by: the latest day for it, None where there is none to tell.
        late: that day has passed, and nothing was released.
        mailbox_until: until which day at least messages are read, for a concluded case.
        mailbox_closed: that day has passed: nothing more is taken in.
    """

    step: NextStep
    by: date | None = None
    late: bool = False
    mailbox_until: date | None = None
    mailbox_closed: bool = False


def word_since(received_on: date, shown: tuple[Shown, ...]) -> Shown:
    """Return the word that is shown, and since when it has been, without a break.

    Args:
        received_on: the day the report came: since then it reads as received.
        shown: all words that were released, oldest first.
    """
    since = Shown(PublicWord.RECEIVED, received_on)
    for one in shown:
        if one.word is not since.word:
            since = one
    return since


def look_ahead(
    received_on: date,
    shown: tuple[Shown, ...],
    *,
    opened: bool,
    released_on: date,
    told: bool = False,
    spans: Mapping[ClockName, Span] | None = None,
) -> Outlook:
    """Return what comes next for a report.

    Args:
        received_on: the day it came.
        shown: all words of it that were released, oldest first.
        opened: whether its opening was released.
        released_on: the day of the last release.
        told: whether a sentence about the outcome was released with the word.
        spans: how long the office's clocks run; those in force where not given.

    Source: the office's rules, section 4.
    """
    spans = spans or spans_in_force()
    since = word_since(received_on, shown)
    again = any(one.word in _ENDS for one in shown)
    step = _next_step(since.word, opened=opened, again=again)
    mailbox = _mailbox(since, spans)
    closed = mailbox is not None and released_on > mailbox
    by = _last_day(step, received_on, since.on, spans)
    passed = by is not None and released_on > by
    fed_back = told and since.word is PublicWord.CONCLUDED
    if (passed or fed_back) and step in _AFTERWARDS:
        return Outlook(_AFTERWARDS[step], mailbox_until=mailbox, mailbox_closed=closed)
    return Outlook(step, by, passed, mailbox, closed)


_ENDS: Final = frozenset({PublicWord.CONCLUDED, PublicWord.NOT_ACCEPTED})
_STEPS: Final[Mapping[PublicWord, NextStep]] = {
    PublicWord.RECEIVED: NextStep.OPENING,
    PublicWord.ACCEPTED: NextStep.DISPOSITION,
    PublicWord.FORWARDED: NextStep.HANDING_OVER,
    PublicWord.NOT_ACCEPTED: NextStep.NOTHING,
    PublicWord.INFO_REQUESTED: NextStep.ANSWER,
    PublicWord.IN_PROGRESS: NextStep.OUTCOME,
    PublicWord.CONCLUDED: NextStep.FEEDBACK,
}
_AFTERWARDS: Final[Mapping[NextStep, NextStep]] = {
    NextStep.RENEWED_DISPOSITION: NextStep.OUTCOME,
    NextStep.HANDING_OVER: NextStep.ELSEWHERE,
    NextStep.ANSWER: NextStep.GOING_ON,
    NextStep.FEEDBACK: NextStep.NOTHING,
}
"""What follows a day of which no word tells whether it was kept, or that ended a wait."""

_CLOCKS: Final[Mapping[NextStep, tuple[ClockName, ...]]] = {
    NextStep.OPENING: (ClockName.OPENING,),
    NextStep.ACCEPTANCE: (ClockName.ACCEPTANCE,),
    NextStep.DISPOSITION: (ClockName.DISPOSITION, ClockName.CIRCLE_DISPOSITION),
    NextStep.RENEWED_DISPOSITION: (ClockName.RENEWED_DISPOSITION,),
    NextStep.OUTCOME: (ClockName.FEEDBACK_AT_MOST,),
    NextStep.HANDING_OVER: (ClockName.FORWARDING, ClockName.TRANSFER),
    NextStep.ANSWER: (ClockName.CONTINUATION,),
    NextStep.FEEDBACK: (ClockName.FEEDBACK,),
}
"""The office's clocks behind a step; the longest counts."""

_FROM_RECEIPT: Final = frozenset(
    {NextStep.OPENING, NextStep.ACCEPTANCE, NextStep.DISPOSITION, NextStep.OUTCOME}
)
"""What is counted from the day of receipt; all else from the day the word appeared."""


def _next_step(word: PublicWord, *, opened: bool, again: bool) -> NextStep:
    if word is PublicWord.RECEIVED and opened:
        return NextStep.ACCEPTANCE
    if word is PublicWord.IN_PROGRESS and again:
        return NextStep.RENEWED_DISPOSITION
    return _STEPS[word]


def _last_day(
    step: NextStep, received_on: date, since: date, spans: Mapping[ClockName, Span]
) -> date | None:
    start = received_on if step in _FROM_RECEIPT else since
    last = max((_end(start, spans[name]) for name in _CLOCKS.get(step, ())), default=None)
    at_most = _end(received_on, spans[ClockName.FEEDBACK_AT_MOST])
    if step is NextStep.FEEDBACK and last is not None and since <= at_most:
        return min(last, at_most)
    return last


def _end(start: date, span: Span) -> date:
    return add_span(start, span.amount, span.unit)


def _mailbox(since: Shown, spans: Mapping[ClockName, Span]) -> date | None:
    # Archiving, from which the office counts, comes later and is not told: nobody outside may learn
    # that day. So the word's own day counts, and what comes later is shown the way to a new report.
    if since.word is not PublicWord.CONCLUDED:
        return None
    return _end(since.on, spans[ClockName.MAILBOX])
