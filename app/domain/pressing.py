"""Pressing for progress (督办): asked for with a day, and answered.

Source: the office's rules, sections 4 and 8.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.domain.decisions import Person


@dataclass(frozen=True, slots=True)
class Pressing:
    """What was asked for.

    Attributes:
        by: who pressed.
        on: when.
        due_on: by which day it is to be answered.
        asked: what was asked for.
        answer: what came of it; empty while there is none.
        answered_by: who answered.
        answered_on: when.
        press_id: where the superior asked, who sends no words: by which its row is found.
    """

    by: Person
    on: date
    due_on: date
    asked: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)
    answered_by: Person | None = None
    answered_on: date | None = None
    press_id: str = ""


def list_open(pressings: Iterable[Pressing]) -> tuple[Pressing, ...]:
    """What was not answered yet, the nearest day first."""
    waiting = (pressing for pressing in pressings if pressing.answered_on is None)
    return tuple(sorted(waiting, key=lambda pressing: pressing.due_on))
