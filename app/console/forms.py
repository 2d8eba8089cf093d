"""The forms of the console."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length

from app.domain.categories import Category, CircleType
from app.services.notice import LANGUAGES, Section
from app.services.officer.lead.record import Record
from app.services.officer.lead.triage_case import Triage, triage_mark
from app.web import labels
from app.web.choices import choices_of

NOTE_MAX = 2_000
NOTICE_MAX = 3_000
TOO_LONG = _l("Please shorten this to %(max)d characters at most.")


class LineField(StringField):
    """One line of an officer's own words: it comes back where nothing was saved."""


class TriageForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
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
    note = TextAreaField(_l("Note"), [Length(max=NOTE_MAX, message=TOO_LONG)])
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


class RecuseForm(FlaskForm):  # type: ignore[misc]  # the same
    """Who is to be kept away from a lead, confirmed."""

    account = SelectField(_l("Who is to be kept away"))
    sure = BooleanField(
        _l("There is a conflict of interest. I know that it takes two colleagues to lift this."),
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


def _own_words(label: labels.Label) -> TextAreaField:
    return TextAreaField(label, [Length(max=NOTICE_MAX, message=TOO_LONG)])


class SeenForm(FlaskForm):  # type: ignore[misc]  # the same
    """What the officer had before them, as a version."""

    seen = HiddenField()

    def seen_version(self) -> int:
        """The version; what is none is taken for the first, which cannot be seen twice."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < _VERSION_DIGITS else 0


class NoticeForm(SeenForm):
    """The notice of the public first page, in an office's own words."""

    purpose_zh = _own_words(_l("Purpose, in Chinese"))
    purpose_en = _own_words(_l("Purpose, in English"))
    key_points_zh = _own_words(_l("Key points, in Chinese"))
    key_points_en = _own_words(_l("Key points, in English"))
    requirements_zh = _own_words(_l("Requirements, in Chinese"))
    requirements_en = _own_words(_l("Requirements, in English"))

    def texts(self) -> dict[tuple[Section, str], str]:
        """What was typed, with one kind of line end."""
        return {
            (section, language): "\n".join(
                line.rstrip() for line in (self[f"{section}_{language}"].data or "").splitlines()
            ).strip()
            for section in Section
            for language in LANGUAGES
        }


class ResetNoticeForm(SeenForm):
    """Back to the built-in texts: asked twice, since the office's own words are gone then."""

    sure = BooleanField(
        _l("Yes, drop our own texts"),
        [DataRequired(_l("Please confirm it: your own texts will be gone."))],
    )


_VERSION_DIGITS = 10
