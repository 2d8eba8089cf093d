"""The forms of a lead's page."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from app.console.forms import NOTE_MAX, TOO_LONG, LineField
from app.console.lead.reply_templates import LANGUAGE_CHOICES, TEMPLATE_CHOICES
from app.console.lead.words import CRITERIA, INTERESTS, PARTS, RISK_LEVELS, leaning_text
from app.domain.people import Part
from app.domain.policy_line import Axis, AxisFinding, Leaning
from app.domain.tasks import TaskState
from app.web import labels
from app.web.choices import choices_of

REPLY_MAX = 5_000
LINE_MAX = 200
_WRITE = _l("Please write something.")
_REASON = _l("Please give the reason.")
_DAY = _l("Please give a day.")
_CHOOSE = _l("Please choose one.")


def _words(label: labels.Label, *validators: Any, max_length: int = NOTE_MAX) -> TextAreaField:  # noqa: ANN401  a field, later
    return TextAreaField(label, [*validators, Length(max=max_length, message=TOO_LONG)])


def _line(label: labels.Label, *validators: Any) -> LineField:  # noqa: ANN401  the same
    return LineField(label, [*validators, Length(max=LINE_MAX, message=TOO_LONG)])


SEND_ANYWAY = _l("Send it all the same: what it repeats gives nobody away")


class ReplyForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """Words to the reporter."""

    repeats: tuple[str, ...] = ()
    """What the text repeats of the report."""
    template = SelectField(_l("Start from a template"), choices=TEMPLATE_CHOICES)
    language = RadioField(
        _l("In the language in which the reporter wrote"), choices=LANGUAGE_CHOICES, default="zh"
    )
    text = _words(_l("Message"), DataRequired(_WRITE), max_length=REPLY_MAX)
    sure = BooleanField(SEND_ANYWAY)


class NoteForm(FlaskForm):  # type: ignore[misc]  # the same
    """A note."""

    text = _words(_l("Note"), DataRequired(_WRITE))


class EntryForm(FlaskForm):  # type: ignore[misc]  # the same
    """A form that belongs to one entry of a list, whose id stands in the address."""

    entry = ""


class ReasonForm(EntryForm):
    """Why an entry is retracted, taken out or made something else."""

    reason = _words(_l("Reason"), DataRequired(_REASON))


class TaskForm(FlaskForm):  # type: ignore[misc]  # the same
    """What is to be done, by whom and by when."""

    text = _words(_l("What is to be done"), DataRequired(_WRITE))
    account = SelectField(_l("For whom"))
    due_on = DateField(_l("To be done by"), [InputRequired(_DAY)])


class CloseTaskForm(EntryForm):
    """What became of a task."""

    state = RadioField(
        _l("What became of it"),
        [InputRequired(_CHOOSE)],
        choices=choices_of(
            [(TaskState.DONE, _l("It is done")), (TaskState.CANCELLED, _l("It is cancelled"))]
        ),
    )
    note = _words(_l("Note"))


class PersonForm(FlaskForm):  # type: ignore[misc]  # the same
    """Somebody in a lead."""

    part = RadioField(
        _l("What they have to do with it"),
        [InputRequired(_CHOOSE)],
        choices=choices_of(PARTS.items()),
        default=Part.MENTIONED,
    )
    name = _line(_l("Name of the person"), DataRequired(_l("Please give the name.")))
    post = _line(_l("Post"))
    unit = _line(_l("Unit"))
    relation = _line(_l("Relation"))


class PolicyLineForm(FlaskForm):  # type: ignore[misc]  # the same
    """The main criterion and the four axes."""

    seen = HiddenField()
    criterion = RadioField(
        _l("Main criterion: an interest group, or interest passed along or lived off"),
        [InputRequired(_CHOOSE)],
        choices=choices_of(CRITERIA.items()),
    )
    interests = SelectMultipleField(
        _l("Which, if yes"), choices=choices_of(INTERESTS.items()), default=()
    )
    grounds = _words(_l("Evidence for it, or why it is not met"))
    files = SelectMultipleField(_l("Files that show it"), choices=[], default=())

    def axis(self, axis: Axis) -> AxisFinding:
        """What was chosen for one axis."""
        note = (self[f"{axis}_note"].data or "").strip()
        return AxisFinding(Leaning(self[axis].data), note)


for _axis in Axis:
    _choices = choices_of((leaning, leaning_text(_axis, leaning)) for leaning in Leaning)
    setattr(
        PolicyLineForm,
        _axis,
        RadioField(_l("Leans to"), choices=_choices, default=Leaning.NO_EVIDENCE),
    )
    setattr(PolicyLineForm, f"{_axis}_note", _line(_l("From what")))


class RiskForm(FlaskForm):  # type: ignore[misc]  # the same
    """What could happen to the reporter."""

    seen = HiddenField()
    level = RadioField(
        _l("Level"), [InputRequired(_CHOOSE)], choices=choices_of(RISK_LEVELS.items())
    )
    dangers = _words(_l("What could happen"))
    reasons = _words(_l("Why you think so"), DataRequired(_REASON))
    measures = _words(_l("What is done against it"))


class SuspicionForm(FlaskForm):  # type: ignore[misc]  # the same
    """Whether what the words suggest is a drinking circle."""

    circle_type = SelectField(
        _l("Kind of circle"),
        [InputRequired(_CHOOSE)],
        choices=choices_of(labels.CIRCLE_TYPES.items()),
    )
    reason = _words(_l("Reason"), DataRequired(_REASON))


class InspectionForm(FlaskForm):  # type: ignore[misc]  # the same
    """Who goes, when and where to."""

    who = _line(_l("Who goes"), DataRequired(_l("Please say who goes.")))
    day = DateField(_l("On which day"), [InputRequired(_DAY)])
    time = _line(_l("At what time"))
    place = _line(_l("Where to"), DataRequired(_l("Please say where to.")))


class NoInspectionForm(FlaskForm):  # type: ignore[misc]  # the same
    """Why nobody goes."""

    reason = _words(_l("Why none is dispatched"), DataRequired(_REASON))


class ResultForm(EntryForm):
    """What an inspection found."""

    result = _words(_l("What was found"), DataRequired(_WRITE))


class JoinForm(FlaskForm):  # type: ignore[misc]  # the same
    """The lead that this one is a duplicate of."""

    main = _line(
        _l("Case number of the other lead"),
        DataRequired(_l("Please give the case number of the other lead.")),
    )
    reason = _words(_l("Why they are the same matter"), DataRequired(_REASON))


class SeparateForm(FlaskForm):  # type: ignore[misc]  # the same
    """Why it is no duplicate."""

    reason = _words(_l("Why they are not the same matter"), DataRequired(_REASON))
