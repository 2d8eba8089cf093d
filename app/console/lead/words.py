"""What the codes of a lead's own entries are called, in the officer's language."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.domain.people import Part
from app.domain.policy_line import Axis, Criterion, Interest, Leaning
from app.domain.reporter_risk import RiskLevel
from app.domain.tasks import TaskState
from app.web.labels import Label

PARTS: Mapping[Part, Label] = {
    Part.SUBJECT: _l("Subject: the lead is about them"),
    Part.MENTIONED: _l("Merely mentioned"),
}
TASK_STATES: Mapping[TaskState, Label] = {
    TaskState.OPEN: _l("open"),
    TaskState.DONE: _l("done"),
    TaskState.CANCELLED: _l("cancelled"),
}
CRITERIA: Mapping[Criterion, Label] = {
    Criterion.YES: _l("Yes, with evidence"),
    Criterion.NO: _l("No: ordinary social contact"),
    Criterion.UNCLEAR: _l("Unclear still"),
}
INTERESTS: Mapping[Interest, Label] = {
    Interest.GROUP: _l("An interest group"),
    Interest.PASSED_ALONG: _l("Interest passed along"),
    Interest.LIVED_OFF: _l("Interest lived off"),
}
AXES: Mapping[Axis, Label] = {
    Axis.DURATION: _l("Lasting or occasional"),
    Axis.MEMBERSHIP: _l("Fixed or loose"),
    Axis.STANDING: _l("Dependent or equal"),
    Axis.OPENNESS: _l("Exclusive or open"),
}
SIDES: Mapping[Axis, tuple[Label, Label]] = {
    Axis.DURATION: (_l("lasting"), _l("occasional")),
    Axis.MEMBERSHIP: (_l("fixed"), _l("loose")),
    Axis.STANDING: (_l("dependent"), _l("equal")),
    Axis.OPENNESS: (_l("exclusive"), _l("open to others")),
}
"""Left and right of each axis."""
RISK_LEVELS: Mapping[RiskLevel, Label] = {
    RiskLevel.LOW: _l("Low"),
    RiskLevel.MEDIUM: _l("Medium"),
    RiskLevel.HIGH: _l("High"),
}


def leaning_text(axis: Axis, leaning: Leaning) -> Label:
    """To which side an axis leans, in its own words."""
    left, right = SIDES[axis]
    words: Mapping[Leaning, Label] = {
        Leaning.LEFT: left,
        Leaning.RIGHT: right,
        Leaning.UNCLEAR: _l("unclear"),
        Leaning.NO_EVIDENCE: _l("no evidence"),
    }
    return words[leaning]
