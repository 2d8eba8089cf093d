"""The forms of the console."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from app.domain.categories import Category, CircleType
from app.services.officer.record import Record
from app.services.officer.triage_case import Triage, triage_mark
from app.web import labels
from app.web.choices import choices_of

NOTE_MAX = 2_000
REPLY_MAX = 5_000
_TOO_LONG = _l("Please shorten this to %(max)d characters at most.")


class SignInForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """An account and its password."""

    account = StringField(_l("Account"), [InputRequired(_l("Please type your account."))])
    password = PasswordField(_l("Password"), [InputRequired(_l("Please type your password."))])


class TriageForm(FlaskForm):  # type: ignore[misc]  # the same
    """What an intake officer found on reading."""

    category = SelectField(
        _l("About"),
        choices=choices_of([("", _l("not said")), *labels.CATEGORIES.items()]),
    )
    circle_type = SelectField(
        _l("Kind of circle"),
        choices=choices_of([("", _l("none")), *labels.CIRCLE_TYPES.items()]),
    )
    retaliation = BooleanField(_l("The reporter is under pressure because of the report"))
    danger = BooleanField(_l("Retaliation threatens, or somebody is in danger"))
    evidence_at_risk = BooleanField(_l("Evidence is being destroyed"))
    assigned_to = SelectField(_l("Assign to"))
    note = TextAreaField(_l("Note"), [Length(max=NOTE_MAX, message=_TOO_LONG)])
    seen = HiddenField()

    def triage(self) -> Triage:
        """What was found."""
        return Triage(
            Category(self.category.data) if self.category.data else None,
            CircleType(self.circle_type.data) if self.circle_type.data else None,
            self.danger.data,
            self.evidence_at_risk.data,
            self.assigned_to.data or None,
            (self.note.data or "").strip(),
            self.retaliation.data,
        )


class ReplyForm(FlaskForm):  # type: ignore[misc]  # the same
    """Words to the reporter."""

    text = TextAreaField(
        _l("Message"),
        [
            DataRequired(_l("Please write something.")),
            Length(max=REPLY_MAX, message=_TOO_LONG),
        ],
    )


class RouteForm(FlaskForm):  # type: ignore[misc]  # the same
    """Which unit, and why."""

    unit = SelectField(_l("Unit"))
    note = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Please give the reason.")),
            Length(max=NOTE_MAX, message=_TOO_LONG),
        ],
    )


class RecuseForm(FlaskForm):  # type: ignore[misc]  # the same
    """Who is to be kept away from a lead, confirmed."""

    account = SelectField(_l("Who is to be kept away"))
    sure = BooleanField(
        _l("There is a conflict of interest. I know that this cannot be undone."),
        [DataRequired(_l("Please tick the box to confirm."))],
    )


def triage_values(record: Record) -> dict[str, object]:
    """What a triage form shows at first."""
    return {
        "category": record.category or "",
        "circle_type": record.circle_type or "",
        "retaliation": record.retaliation,
        "danger": record.danger,
        "evidence_at_risk": record.evidence_at_risk,
        "assigned_to": record.assigned_to or "",
        "seen": triage_mark(record),
    }
