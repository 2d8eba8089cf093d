"""The forms of routing: each carries the mark of what the officer had before them."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.console.deciding.forms import ReasonForm, SeenForm
from app.console.routing.words import CONCERNS, HAND_BACK_REASONS, SENT
from app.domain.extract import EXTRACT_MAX
from app.domain.forwarding import SentAs
from app.web.choices import choices_of
from app.web.outcome_words import CONCLUSIONS

_TOO_LONG = _l("Please shorten this to %(max)d characters at most.")
_NEEDED = _l("Please choose one.")


class ConcernForm(SeenForm):
    """Whom a lead is about."""

    concern = RadioField(
        _l("It is about"), [DataRequired(_NEEDED)], choices=choices_of(CONCERNS.items())
    )
    unit = SelectField(_l("Unit that it is about"))
    post_checked = BooleanField(
        _l("I have checked: the leading post that the report names is not of this unit")
    )


class RouteForm(ReasonForm):
    """Which unit, what it gets, and why."""

    unit = SelectField(_l("Unit"), [DataRequired(_l("Please choose the unit."))])
    sent = RadioField(
        _l("What it gets"),
        [DataRequired(_NEEDED)],
        choices=choices_of(SENT.items()),
        default=SentAs.EXTRACT,
    )


class TransferForm(ReasonForm):
    """Why a lead is the superior's, and that it will be gone here."""

    sure = BooleanField(
        _l("I know that nobody here can read this lead, or what its reporter writes, any more"),
        [DataRequired(_l("Please tick the box to confirm."))],
    )


class PressUnitForm(SeenForm):
    """What a unit is asked, and until when."""

    text = TextAreaField(
        _l("What you ask"),
        [
            DataRequired(_l("Please say what you ask for.")),
            Length(max=EXTRACT_MAX, message=_TOO_LONG),
        ],
    )
    due_on = DateField(_l("To be answered by"), [DataRequired(_l("Please give the day."))])


class SupplementForm(ReasonForm):
    """An extract of what the reporter wrote later."""

    text = TextAreaField(
        _l("What the unit is told"),
        [
            DataRequired(_l("Please write something.")),
            Length(max=EXTRACT_MAX, message=_TOO_LONG),
        ],
    )


class HandBackForm(SeenForm):
    """Why a lead goes back, and what came of it."""

    why = RadioField(
        _l("Why"), [DataRequired(_NEEDED)], choices=choices_of(HAND_BACK_REASONS.items())
    )
    conclusion = SelectField(
        _l("How it ended, where it is finished"),
        choices=choices_of([("", _l("not finished")), *CONCLUSIONS.items()]),
    )
    text = TextAreaField(
        _l("The result, or the reason"),
        [
            DataRequired(_l("Please give the reason.")),
            Length(max=EXTRACT_MAX, message=_TOO_LONG),
        ],
    )


class ExtractForm(SeenForm):
    """The words of an extract."""

    text = TextAreaField(
        _l("Redacted extract"),
        [
            DataRequired(_l("Please write something.")),
            Length(max=EXTRACT_MAX, message=_TOO_LONG),
        ],
    )
    step = HiddenField()
    """Which button was pressed: `look`, `edit`, `save` or `sign`."""
