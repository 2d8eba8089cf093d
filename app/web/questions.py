"""The questions that decide a case, on the public form and on the console's; all but one optional.

Source of the questions: the office's rules, section 1.
"""

from collections.abc import Iterable
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from app.web import labels
from app.web.choices import choices_of

NARRATIVE_MAX: Final = 20_000
"""Characters, in either language; all answers together fit the largest size bucket."""
SHORT_MAX: Final = 500
LONG_MAX: Final = 2_000


def at_most(length: int) -> Length:
    """Refuse what is longer, in characters."""
    return Length(max=length, message=_l("Please shorten this to %(max)d characters at most."))


def _text(
    label: labels.Label, description: labels.Label = "", length: int = SHORT_MAX
) -> StringField:
    return StringField(label, [Optional(), at_most(length)], description=description)


def pick(label: labels.Label, table: Any, description: labels.Label = "") -> RadioField:  # noqa: ANN401
    """A choice of one among a table's codes, or of none."""
    return RadioField(
        label, [Optional()], choices=choices_of(table.items()), description=description, default=""
    )


QUESTIONS = (
    "narrative",
    "category",
    "circle_type",
    "payer",
    "benefit",
    "subjects",
    "unit",
    "regulars",
    "ongoing",
    "frequency",
    "occurred_on",
    "place_type",
    "place",
    "how_known",
    "recuse",
)
"""The questions, in the order in which answers are kept and read over."""


class Questions(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """What a lead is about."""

    category = pick(
        _l("What is it about?"),
        labels.PUBLIC_CATEGORIES,
        _l("Choose what comes nearest. You need not be sure."),
    )
    circle_type = pick(
        _l("In whose name do they gather?"),
        labels.CIRCLE_TYPES,
        _l("Only if it is about a drinking circle."),
    )
    narrative = TextAreaField(
        _l("What happened?"),
        [
            DataRequired(_l("Please write what happened. It is the only thing we need.")),
            at_most(NARRATIVE_MAX),
        ],
        description=_l(
            "In your own words: who, what, when, where. Leave out what only you could know."
        ),
    )
    subjects = _text(
        _l("Who is it about?"), _l("A name, a post, or only the unit."), length=LONG_MAX
    )
    unit = _text(_l("Which unit?"), _l("Theirs, not yours."))
    place_type = pick(_l("What kind of place?"), labels.PLACE_TYPES)
    place = _text(_l("Which place?"), _l("A name, a street, a room: whatever you know."))
    occurred_on = _text(
        _l("When was it?"),
        _l("A day, a month, or roughly. The hour is seldom needed, and few people know it."),
    )
    ongoing = pick(_l("Is it still going on?"), labels.ONGOING)
    frequency = pick(_l("How often?"), labels.FREQUENCIES)
    payer = pick(
        _l("Who paid?"),
        labels.PAYERS,
        _l(
            "This often decides a case. Who settled the bill, signed for it or brought the drink? "
            "You can write why you think so under “What happened?”."
        ),
    )
    regulars = _text(
        _l("Who comes as a rule?"),
        _l("Names, posts, or what they are to each other. If you were one of them, think twice."),
        length=LONG_MAX,
    )
    benefit = TextAreaField(
        _l("What was asked for or given in return?"),
        [Optional(), at_most(LONG_MAX)],
        description=_l(
            "What turns a dinner into a circle. For example a post or an appraisal, a project or "
            "a contract, money or gifts, a warning before a check, a favour for a relative; before "
            "the dinner or after it. If you noticed nothing, leave it empty."
        ),
    )
    how_known = SelectMultipleField(
        _l("How do you know?"),
        [Optional()],
        choices=choices_of(labels.HOW_KNOWN.items()),
        description=_l(
            "How you know can point at you. If only a few people can know it, leave it empty."
        ),
    )
    recuse = _text(
        _l("Who should be kept away from it?"),
        _l("People in the office who should not see this."),
    )

    def answers(self) -> dict[str, str | list[str]]:
        """What was answered; empty answers are left out."""
        names = [n for n in QUESTIONS if getattr(self, n).data]
        return {name: _plain(getattr(self, name).data) for name in names}


def _plain(value: str | Iterable[str]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)
