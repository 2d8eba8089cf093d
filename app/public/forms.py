"""The forms of the public app: the questions that decide a case, each but the story optional."""

from collections.abc import Iterable
from typing import Any, cast

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from app.public.cleaning import not_cleaned
from app.public.incoming import desk
from app.services.reporter.present_code import (
    AccessCodeError,
    CaseNumberError,
    read_case_number,
    read_code,
)
from app.web import labels
from app.web.choices import choices_of
from app.web.sealed_uploads import AS_IS, SealedUploadRequest

NARRATIVE_MAX = 20_000
"""Characters, in either language; all answers together fit the largest size bucket."""
MESSAGE_MAX = 10_000
SHORT_MAX = 500
LONG_MAX = 2_000


def _at_most(length: int) -> Length:
    return Length(max=length, message=_l("Please shorten this to %(max)d characters at most."))


def _text(
    label: labels.Label, description: labels.Label = "", length: int = SHORT_MAX
) -> StringField:
    return StringField(label, [Optional(), _at_most(length)], description=description)


def _pick(label: labels.Label, table: Any, description: labels.Label = "") -> RadioField:  # noqa: ANN401
    return RadioField(
        label, [Optional()], choices=choices_of(table.items()), description=description, default=""
    )


def _check_files(field: Field, waiting: int) -> None:
    if cast("SealedUploadRequest", request).files_dropped:
        raise ValidationError(files_not_taken())
    incoming = cast("SealedUploadRequest", request).incoming
    for file in incoming:
        if file.too_large:
            raise ValidationError(
                _(
                    "“%(name)s” is larger than %(size)s MB. Please send a smaller file.",
                    name=file.name,
                    size=desk().max_file_bytes // (1024 * 1024),
                )
            )
    if len(incoming) + waiting > desk().max_files:
        raise ValidationError(_("Please choose %(count)s files at most.", count=desk().max_files))
    if names := [file.name for file in incoming if file.cleaning and file.cleaning.hindrance]:
        raise ValidationError(not_cleaned(names))
    field.data = []


class FilesForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """What the forms with files share. The files themselves are in the request, sealed already."""

    access_code = HiddenField()
    clean = RadioField(
        _l("What is hidden inside your files"),
        choices=choices_of(
            [
                (
                    "clean",
                    _l("Remove it before sealing: place, device, author, time and the like"),
                ),
                (AS_IS, _l("Send the files as they are, with everything that is inside them")),
            ]
        ),
        default="clean",
    )
    keep_names = BooleanField(_l("Keep the files’ own names"))
    attachments = MultipleFileField(_l("Choose files"))

    def kept_ids(self) -> list[str]:
        """The files received with an earlier try that the reporter still wants."""
        return request.form.getlist("kept")

    def name_stem(self) -> str:
        """What files are called with a number; empty where they keep their names."""
        return "" if self.keep_names.data else str(_("file"))

    def validate_attachments(self, field: Field) -> None:
        """Not too many and none too large."""
        _check_files(field, len(self.kept_ids()))


class ReportForm(FilesForm):
    """A report. Source of the questions: the office's rules, section 1."""

    organ = RadioField(
        _l("Who should receive it?"),
        [InputRequired(_l("Please choose who should receive it."))],
        description=_l(
            "It is sealed so that only the one you choose can open it. "
            "If it concerns this office itself or the leaders of the department, "
            "choose the superior."
        ),
    )
    category = _pick(_l("What is it about?"), labels.PUBLIC_CATEGORIES)
    circle_type = _pick(_l("In whose name do they gather?"), labels.CIRCLE_TYPES)
    narrative = TextAreaField(
        _l("What happened?"),
        [
            DataRequired(_l("Please write what happened. It is the only thing we need.")),
            _at_most(NARRATIVE_MAX),
        ],
        description=_l(
            "In your own words: who, what, when, where. Leave out what only you could know."
        ),
    )
    subjects = _text(
        _l("Who is it about?"), _l("A name, a post, or only the unit."), length=LONG_MAX
    )
    unit = _text(_l("Which unit?"))
    place_type = _pick(_l("What kind of place?"), labels.PLACE_TYPES)
    place = _text(_l("Which place?"), _l("A name, a street, a room: whatever you know."))
    occurred_on = _text(_l("When was it?"), _l("A day, a month, or roughly."))
    ongoing = _pick(_l("Is it still going on?"), labels.ONGOING)
    frequency = _pick(_l("How often?"), labels.FREQUENCIES)
    payer = _pick(_l("Who paid?"), labels.PAYERS)
    regulars = _text(_l("Who comes as a rule?"), length=LONG_MAX)
    benefit = TextAreaField(
        _l("What was asked for or given in return?"),
        [Optional(), _at_most(LONG_MAX)],
        description=_l("A post, a contract, money, protection, a favour."),
    )
    how_known = SelectMultipleField(
        _l("How do you know?"), [Optional()], choices=choices_of(labels.HOW_KNOWN.items())
    )
    recuse = _text(
        _l("Who should be kept away from it?"),
        _l("People in the office who should not see this."),
    )

    def answers(self) -> dict[str, str | list[str]]:
        """What was answered; empty answers are left out."""
        names = [n for n in _ANSWERS if getattr(self, n).data]
        return {name: _plain(getattr(self, name).data) for name in names}


_ANSWERS = (
    "narrative",
    "category",
    "circle_type",
    "subjects",
    "unit",
    "place_type",
    "place",
    "occurred_on",
    "ongoing",
    "frequency",
    "payer",
    "regulars",
    "benefit",
    "how_known",
    "recuse",
)


class MessageForm(FilesForm):
    """A further message."""

    message = TextAreaField(_l("Your message"), [_at_most(MESSAGE_MAX)])

    def validate_message(self, field: Field) -> None:
        """Words or a file: one of them."""
        files = cast("SealedUploadRequest", request).incoming
        if not (field.data or "").strip() and not files and not self.kept_ids():
            raise ValidationError(_("Please write something, or choose a file."))


class StatusForm(FlaskForm):  # type: ignore[misc]  # the same
    """The access code, and the case number where the reporter gives it."""

    access_code = StringField(
        _l("Access code"),
        [InputRequired(_l("Please type your access code."))],
        description=_l("12 Chinese characters or 12 English words, as you wrote them down."),
    )
    case_number = StringField(
        _l("Case number (may stay empty)"), description=_l("It begins with QF.")
    )

    def validate_access_code(self, field: Field) -> None:
        """A slip is named before anything is looked up."""
        try:
            read_code(field.data or "")
        except AccessCodeError as error:
            raise ValidationError(slip(error)) from error

    def validate_case_number(self, field: Field) -> None:
        """A case number, or nothing."""
        try:
            read_case_number(field.data or "")
        except CaseNumberError as error:
            raise ValidationError(
                _("A case number looks like QF-7K2M-9RTD-4X. You can leave it empty.")
            ) from error


class ConfirmForm(FlaskForm):  # type: ignore[misc]  # the same
    """Part of the code, typed back."""

    access_code = HiddenField()
    positions = HiddenField()
    typed = StringField()


class SaveForm(FlaskForm):  # type: ignore[misc]  # the same
    """The code, to be saved as a file."""

    access_code = HiddenField()


def files_not_taken() -> str:
    """What to do where files came and could not be stored."""
    return str(
        _("Your files could not be taken in. Choose them again, or send the form without them.")
    )


def slip(error: AccessCodeError) -> str:
    """What is wrong with a code, without a word of it."""
    places = _(", ").join(str(place) for place in error.unknown_positions)
    texts: dict[str, str] = {
        "length": _("The code has 12 parts. Please compare it with your note."),
        "words": _(
            "Not in the list: number %(places)s. Please compare with your note.", places=places
        ),
        "checksum": _(
            "At least one of the 12 is not right, or their order is not. "
            "Please compare them with your note, one by one."
        ),
    }
    return texts[error.reason]


def _plain(value: str | Iterable[str]) -> str | list[str]:
    return value if isinstance(value, str) else list(value)
