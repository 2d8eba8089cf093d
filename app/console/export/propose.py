"""Propose to take a lead out: as a dossier, or sealed to another office."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.console.blueprint import WORKING_ON_LEADS
from app.console.deciding.facts import DETAILS, NOT_SHOWN
from app.console.deciding.forms import SeenForm, words_field
from app.console.deciding.steps import Step, proposing, put_step
from app.domain.decisions import Facts, Matter
from app.services.officer.export.agreed_exports import (
    COPIES,
    KEY_DIGEST,
    KIND,
    RECIPIENT,
    ExportKind,
    export_details,
)
from app.web.choices import choices_of
from app.web.labels import Label

EXPORT_KINDS: Final[Mapping[ExportKind, Label]] = {
    ExportKind.DOSSIER: _l("A dossier: a PDF with a watermark"),
    ExportKind.SEALED: _l("For another office: the dossier and the original files, sealed to it"),
}
"""What goes out."""
_KEY_MAX: Final = 4_000
_LINE_MAX: Final = 100
_CHOOSE = _l("Please choose one.")
_TOO_LONG = _l("Please shorten this to %(max)d characters at most.")

DETAILS |= {
    KIND: (_l("What goes out"), EXPORT_KINDS),
    COPIES: (_l("Copies"), {}),
    KEY_DIGEST: (_l("SHA-256 of the receiving office's key"), {}),
}
NOT_SHOWN.add(RECIPIENT)


class ExportForm(SeenForm):
    """What is to go out, why, and to whom."""

    kind = RadioField(_l("What goes out"), [DataRequired(_CHOOSE)])
    copies = IntegerField(
        _l("Copies"),
        [InputRequired(_l("Please say how many copies."))],
        default=1,
        description=_l("Of a dossier, 1 to 20. The number stands on its cover."),
    )
    recipient = TextAreaField(
        _l("Key of the receiving office"),
        [Length(max=_KEY_MAX, message=_TOO_LONG)],
        description=_l("Only for another office. One line that begins with age1pq1 or age1."),
    )
    digits = StringField(
        _l("What the receiving office reads out"),
        [Length(max=_LINE_MAX, message=_TOO_LONG)],
        description=_l(
            "Call the office by a number that you know. It reads out the first 20 digits of the "
            "SHA-256 of its key; type what you hear. Else the key may be somebody else's."
        ),
    )
    reason = words_field(_l("Reason"), _l("Please give the reason."))

    def facts(self) -> Facts:
        """What is proposed.

        Raises:
            DecisionError: the key is none, or not the one that was read out.
        """
        key = "".join((self.recipient.data or "").split())
        kind = ExportKind(self.kind.data)
        details = export_details(kind, self.copies.data or 0, key, self.digits.data or "")
        return Facts(reason=self.reason.data, details=details)


def _name_kinds(form: ExportForm, _record: object, _today: object) -> None:
    form.kind.choices = choices_of(EXPORT_KINDS.items())


put_step(
    Step(
        name="export",
        title=_l("Propose to export the lead"),
        hint=_l(
            "An approver agrees. For a week then, you and the approver can make it, and each "
            "making is on record."
        ),
        button=_l("Propose"),
        order=95,
        roles=frozenset(WORKING_ON_LEADS),
        form=ExportForm,
        offers=lambda _record, _officer, _today: True,
        do=proposing(Matter.EXPORT),
        fill=_name_kinds,
    )
)
