"""What the timeline calls each act of a record, and of which kind it is.

A topic names its own acts where its pages stand:

    name_steps(Kind.DECISION, {"approved_accept": _l("Acceptance approved")})
"""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from app.web.labels import PURPOSE_TAGS, Label


class Kind(StrEnum):
    """By what the timeline can be narrowed down."""

    STEP = "step"
    MESSAGE = "message"
    DECISION = "decision"
    NOTE = "note"
    TASK = "task"
    FINDING = "finding"
    INSPECTION = "inspection"
    FILE = "file"


KINDS: Mapping[Kind, Label] = {
    Kind.STEP: _l("Steps"),
    Kind.MESSAGE: _l("Messages"),
    Kind.DECISION: _l("Decisions"),
    Kind.NOTE: _l("Notes"),
    Kind.TASK: _l("Tasks"),
    Kind.FINDING: _l("Findings"),
    Kind.INSPECTION: _l("Inspections"),
    Kind.FILE: _l("Files"),
}
_words: dict[str, tuple[Kind, Label]] = {}


def name_steps(kind: Kind, words: Mapping[str, Label]) -> None:
    """Say what the timeline calls some acts.

    Raises:
        ValueError: one of them has its words already.
    """
    for act, label in words.items():
        if act in _words:
            raise ValueError(act)
        _words[act] = kind, label


def step_text(act: str) -> str:
    """What was done, in words; the program's own where nobody named it."""
    return str(_words[act][1]) if act in _words else act


def step_kind(act: str) -> Kind:
    """Of which kind it is."""
    return _words[act][0] if act in _words else Kind.STEP


name_steps(
    Kind.STEP,
    {
        "opened": _l("Opened"),
        "triaged": _l("Screened"),
        "routed": _l("Routed to a unit"),
        "joined_to": _l("Joined to another lead as its duplicate"),
        "joined": _l("A duplicate was joined to this lead"),
        "separated": _l("A duplicate was separated again"),
    },
)
name_steps(
    Kind.MESSAGE,
    {
        "replied": _l("Wrote to the reporter"),
        "reporter_danger": _l("Somebody is in danger"),
        **{f"reporter_{purpose}": text for purpose, text in PURPOSE_TAGS.items()},
    },
)
name_steps(
    Kind.FINDING,
    {
        "subject_entered": _l("A subject was entered"),
        "mentioned_entered": _l("Somebody who is mentioned was entered"),
        "person_promoted": _l("Somebody who was mentioned is a subject now"),
        "person_removed": _l("An entry about a person was taken out"),
        "policy_line_yes": _l("Policy line: main criterion met"),
        "policy_line_no": _l("Policy line: main criterion not met"),
        "policy_line_unclear": _l("Policy line: main criterion unclear"),
        "risk_low": _l("Risk for the reporter: low"),
        "risk_medium": _l("Risk for the reporter: medium"),
        "risk_high": _l("Risk for the reporter: high"),
        "circle_confirmed": _l("Confirmed as a drinking circle"),
        "circle_refused": _l("Not a drinking circle, an officer says"),
    },
)
