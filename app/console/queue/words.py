"""What the work list's own codes are called."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.domain.deadlines import Colour
from app.services.officer.jobs import State
from app.services.officer.queue.filters import Due, Mark
from app.web.labels import Label

COLOURS: Mapping[Colour, Label] = {
    Colour.RED: _l("Red: overdue"),
    Colour.YELLOW: _l("Yellow: due soon"),
    Colour.GREEN: _l("On time"),
}
DUES: Mapping[Due, Label] = {
    Due.OVERDUE: _l("overdue"),
    Due.TODAY: _l("today or overdue"),
    Due.WEEK: _l("within 7 days"),
    Due.MONTH: _l("within a month"),
}
MARKS: Mapping[Mark, Label] = {
    Mark.UNREAD: _l("New message"),
    Mark.NEW: _l("Not seen by me"),
    Mark.CHANGED: _l("Changed since I looked"),
    Mark.SUSPECTED: _l("Suspected circle"),
    Mark.OBJECTION: _l("Objection"),
    Mark.APPROVAL: _l("Waits for my agreement"),
    Mark.TASK: _l("My tasks"),
    Mark.INSPECTION: _l("Inspection not decided"),
}
FIELDS: Mapping[str, Label] = {
    "level": _l("Level"),
    "colour": _l("Clock"),
    "due": _l("Due"),
    "status": _l("Status"),
    "category": _l("About"),
    "circle": _l("Kind of circle"),
    "unit": _l("Unit"),
    "officer": _l("Assigned to"),
    "mark": _l("Marked as"),
}
"""By the names in an address."""
STATES: Mapping[State, Label] = {
    State.RUNNING: _l("It is being worked on."),
    State.DONE: _l("It is done."),
    State.CANCELLED: _l("It was stopped. What was done by then stays done."),
    State.LOCKED: _l("The key has locked. What was done by then stays done; unlock and go on."),
    State.FAILED: _l("It came to a halt. What was done by then stays done; try again."),
}
