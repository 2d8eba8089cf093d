"""The forms of the public app: the questions that decide a case, each but the story optional."""

from typing import ClassVar, cast

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
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from app.domain.lifecycle import PublicWord
from app.domain.purposes import DANGER, PURPOSE, SATISFIED, WORDLESS, list_purposes, read_notice
from app.public.cleaning import not_cleaned
from app.public.desk import desk
from app.services.envelopes import Answers
from app.services.reporter.clean_file import AS_IS
from app.services.reporter.present_code import (
    AccessCodeError,
    CaseNumberError,
    read_case_number,
    read_code,
)
from app.web import labels
from app.web.choices import choices_of
from app.web.questions import QUESTIONS, Questions, at_most, pick
from app.web.sealed_uploads import SealedUploadRequest

MESSAGE_MAX = 10_000
NEUTRAL_NAME = "file"
"""In any language, as a browser that seals calls it: a name must not tell which it was."""


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
                    size=desk().max_file_mib,
                )
            )
    if len(incoming) + waiting > desk().max_files:
        raise ValidationError(_("Please choose %(count)s files at most.", count=desk().max_files))
    if names := [file.name for file in incoming if file.cleaning and file.cleaning.hindrance]:
        raise ValidationError(not_cleaned(names))
    field.data = []


class FilesForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """What the forms with files share. The files themselves are in the request, sealed already."""

    asked: ClassVar[tuple[str, ...]]
    """The fields that are answers, in their order on the page."""
    told: ClassVar[tuple[str, ...]]
    """Those of them that are answered in the reporter's own words."""

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
        return "" if self.keep_names.data else NEUTRAL_NAME

    def validate_attachments(self, field: Field) -> None:
        """Not too many and none too large."""
        _check_files(field, len(self.kept_ids()))


class ReportForm(Questions, FilesForm):
    """A report."""

    asked = ("organ", *QUESTIONS)
    told = (
        "narrative",
        "subjects",
        "unit",
        "place",
        "occurred_on",
        "regulars",
        "benefit",
        "recuse",
    )

    organ = RadioField(
        _l("Who should receive it?"),
        [InputRequired(_l("Please choose who should receive it."))],
        description=_l(
            "It is sealed so that only the one you choose can open it. "
            "If it concerns this office itself or the leaders of the department, "
            "choose the superior."
        ),
    )


class MessageForm(FilesForm):
    """A further message; what it is for, and how content the reporter is, may stay open."""

    asked = ("purpose", "danger", "satisfied", "message")
    told = ("message",)

    purpose = pick(_l("What is your message about?"), labels.PURPOSES)
    danger = BooleanField(
        _l("Somebody is in danger now"),
        description=_l("If you tick this, your case comes first. Call the police on 110 as well."),
    )
    satisfied = pick(
        _l("Are you satisfied with how your report was handled?"),
        labels.SATISFACTIONS,
        _l("It helps the office. It changes nothing in your case."),
    )
    message = TextAreaField(_l("Your message"), [at_most(MESSAGE_MAX)])

    def offer(self, word: PublicWord, *, asked: bool) -> None:
        """Show the purposes that fit what the reporter reads; any may be sent at any time."""
        offered = list_purposes(word, asked=asked)
        purposes = [(one, labels.PURPOSES[one]) for one in offered]
        # What was ticked can be taken back.
        self.purpose.choices = choices_of([*purposes, ("", _l("None of these"))])
        satisfactions = labels.SATISFACTIONS.items()
        self.satisfied.choices = choices_of([*satisfactions, ("", _l("I would rather not say"))])

    def answers(self) -> Answers | None:
        """What was ticked, as a browser that seals writes it too; None where nothing was."""
        values = {
            PURPOSE: self.purpose.data,
            SATISFIED: self.satisfied.data,
            DANGER: "yes" if self.danger.data else "",
        }
        return {name: value for name, value in values.items() if value} or None

    def validate_message(self, field: Field) -> None:
        """Words, a file, or a purpose that needs neither: one of them."""
        files = cast("SealedUploadRequest", request).incoming
        notice = read_notice(self.answers())
        wordless = notice.purpose in WORDLESS or notice.danger
        if not (field.data or "").strip() and not files and not self.kept_ids() and not wordless:
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


class ReplaceForm(ConfirmForm):
    """The same of a new code, beside the one-time code that it replaces."""

    new_code = HiddenField()


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
