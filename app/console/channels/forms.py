"""The form on which an officer enters a lead: the public form's questions, and how it came.

No field asks who called, wrote or came.
"""

from typing import cast

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, HiddenField, MultipleFileField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from app.console.blueprint import desk
from app.console.channels.incoming import intake_desk
from app.domain.channels import OLDEST, is_receivable
from app.services.reporter.clean_file import AS_IS
from app.web import labels
from app.web.choices import choices_of
from app.web.questions import NARRATIVE_MAX, Questions, at_most
from app.web.sealed_uploads import SealedUploadRequest


class NewCaseForm(Questions):
    """A lead from another channel."""

    access_code = HiddenField()
    way = RadioField(
        _l("How did it come?"),
        [InputRequired(_l("Please choose how it came."))],
        choices=choices_of(labels.WAYS.items()),
    )
    received_on = DateField(
        _l("Received on"),
        [DataRequired(_l("Please give the day on which it was received, as 2026-11-26."))],
        description=_l("The day of the call, the visit, the check; of a letter, when it arrived."),
    )
    organ = RadioField(
        _l("To which organ does it go?"),
        [InputRequired(_l("Please choose who should receive it."))],
        description=_l(
            "It is sealed so that only this organ can open it. What concerns this office itself or "
            "the leaders of the department goes to the superior."
        ),
    )
    narrative = TextAreaField(
        _l("What happened?"),
        [
            DataRequired(_l("Please write what was said or found.")),
            at_most(NARRATIVE_MAX),
        ],
        description=_l(
            "What was said, written or found: who, what, when, where. Nothing about who reports: "
            "no name, number, voice, handwriting, post or kinship."
        ),
    )
    clean = RadioField(
        _l("What is hidden inside the files"),
        choices=choices_of(
            [
                (
                    "clean",
                    _l("Remove it before sealing: place, device, author, time and the like"),
                ),
                (AS_IS, _l("Keep it: place and time were recorded at a check, and are evidence")),
            ]
        ),
        default="clean",
    )
    attachments = MultipleFileField(_l("Choose files"))

    def validate_received_on(self, field: Field) -> None:
        """Not in the future, and not long ago: clocks run from that day."""
        if not is_receivable(field.data, desk().today()):
            raise ValidationError(
                _("Please give a day between %(days)s days ago and today.", days=OLDEST.days)
            )

    def validate_attachments(self, field: Field) -> None:
        """Not too many, none too large, none that could not be cleaned."""
        incoming = cast("SealedUploadRequest", request).incoming
        large = next((file.name for file in incoming if file.too_large), "")
        hindered = [file.name for file in incoming if file.cleaning and file.cleaning.hindrance]
        if cast("SealedUploadRequest", request).files_dropped:
            raise ValidationError(_("The files could not be taken in."))
        if large:
            raise ValidationError(
                _(
                    "“%(name)s” is larger than %(size)s MB.",
                    name=large,
                    size=intake_desk().max_file_mib,
                )
            )
        if len(incoming) > intake_desk().max_files:
            count = intake_desk().max_files
            raise ValidationError(_("Please choose %(count)s files at most.", count=count))
        if hindered:
            names = _(", ").join(f"“{name}”" for name in hindered)
            raise ValidationError(
                _(
                    "Could not be cleaned: %(names)s. Keep what is hidden in the files, or leave "
                    "it out.",
                    names=names,
                )
            )
        field.data = []
