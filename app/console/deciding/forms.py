"""The forms of deciding: each carries the mark of what the officer had before them."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from app.console.deciding.words import DUTIES, FOUR_FORMS, LEVELS, MANNERS
from app.console.forms import NOTE_MAX
from app.console.lead.forms import REPLY_MAX, SEND_ANYWAY
from app.domain.deadlines import ClockName
from app.domain.decisions import TARGETS, Facts, FourForms, Matter, Study
from app.domain.lifecycle import Status
from app.domain.sentences import (
    SENTENCES,
    TURNS,
    Conclusion,
    Sentence,
    decline_code,
    read_decline_code,
)
from app.services.officer.deciding.close_up import LEVEL
from app.web import labels
from app.web.choices import choices_of
from app.web.outcome_words import CONCLUSIONS, decline_words
from app.web.outcome_words import SENTENCES as SENTENCES_TOLD

_TOO_LONG = _l("Please shorten this to %(max)d characters at most.")
_LINE_MAX = 100
_LEAST, _GENERAL = "least", "general"
_NEEDED = _l("Please choose one.")


def words_field(label: labels.Label, missing: labels.Label, *, longest: int = NOTE_MAX) -> Any:  # noqa: ANN401  WTForms' own
    """A field for words that must not be missing."""
    return TextAreaField(label, [DataRequired(missing), Length(max=longest, message=_TOO_LONG)])


def _day(label: labels.Label) -> Any:  # noqa: ANN401  WTForms' own
    return DateField(label, [DataRequired(_l("Please give the day."))])


class SeenForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """What the officer had before them, as its mark."""

    seen = HiddenField()


class ReasonForm(SeenForm):
    """Why."""

    reason = words_field(_l("Reason"), _l("Please give the reason."))

    def facts(self) -> Facts:
        """What is proposed."""
        return Facts(reason=self.reason.data)


class DeclineForm(SeenForm):
    """Why a report is not accepted, and where its reporter can turn."""

    told = RadioField(
        _l("What the reporter is told"),
        [DataRequired(_NEEDED)],
        choices=choices_of(
            (decline_code(reason, turn), decline_words(reason, turn))
            for reason, turns in TURNS.items()
            for turn in turns
        ),
    )
    reason = words_field(
        _l("Reason, for the record and the approver"), _l("Please give the reason.")
    )

    def facts(self) -> Facts:
        """What is proposed."""
        decline, turn_to = read_decline_code(self.told.data or "") or (None, None)
        return Facts(reason=self.reason.data, decline=decline, turn_to=turn_to)


class AskForm(SeenForm):
    """A question to the reporter."""

    repeats: tuple[str, ...] = ()
    """What the question repeats of the lead."""
    question = words_field(_l("Question"), _l("Please write the question."), longest=REPLY_MAX)
    send_anyway = BooleanField(SEND_ANYWAY)
    """Shown only where it repeats something."""


class StudyFields(SeenForm):
    """A collective study; the fields go where one stands in the record already."""

    minutes_number = StringField(
        _l("Number of the minutes"),
        [Length(max=_LINE_MAX, message=_TOO_LONG)],
    )
    held_on = DateField(_l("Day of the collective study"), [Optional()])
    attendants = TextAreaField(
        _l("Who took part"),
        [Length(max=NOTE_MAX, message=_TOO_LONG)],
        description=_l("One name a line, three at least."),
    )

    def study(self) -> Study | None:
        """The study as typed; None where nothing was."""
        if self.minutes_number is None:
            return None
        names = tuple(
            name.strip() for name in (self.attendants.data or "").splitlines() if name.strip()
        )
        number = (self.minutes_number.data or "").strip()
        if self.held_on.data is None:
            return None
        return Study(number, self.held_on.data, names)

    def drop_study(self) -> None:
        """Ask for none: it stands in the record."""
        del self.minutes_number
        del self.held_on
        del self.attendants


class DisposeForm(StudyFields):
    """How a lead is dealt with."""

    target = RadioField(_l("How it is dealt with"), [DataRequired(_NEEDED)])
    reason = words_field(_l("Reason"), _l("Please give the reason."))

    def offer(self, targets: tuple[Any, ...]) -> None:
        """Offer where the lead may go."""
        self.target.choices = choices_of(
            (target, labels.STATUSES[target])
            for target in TARGETS[Matter.DISPOSE]
            if target in targets
        )

    def facts(self) -> Facts:
        """What is proposed."""
        target = Status(self.target.data)
        return Facts(target=target, reason=self.reason.data, study=self.study())


class ConcludeForm(StudyFields):
    """How a lead ends, and what its reporter is told."""

    conclusion = RadioField(
        _l("How it ends"), [DataRequired(_NEEDED)], choices=choices_of(CONCLUSIONS.items())
    )
    tell = RadioField(
        _l("What the reporter is told"),
        [DataRequired(_NEEDED)],
        choices=choices_of(
            [
                (_LEAST, _l("Only that it was looked into and closed under the rules")),
                (_GENERAL, _l("The general sentence that fits how it ends")),
            ]
        ),
        default=_LEAST,
        description=_l(
            "Neither names a unit, an officer or a measure. Where somebody may stand behind the "
            "reporter, tell the least."
        ),
    )
    form = SelectField(
        _l("Which of the four forms"),
        choices=choices_of([("", _l("none: nothing was found")), *FOUR_FORMS.items()]),
    )
    reason = words_field(_l("Reason"), _l("Please give the reason."))

    def told_lines(self) -> list[tuple[labels.Label, labels.Label]]:
        """What the reporter reads: the least, then the general sentence of each conclusion."""
        least = (_l("The least"), SENTENCES_TOLD[Sentence.CLOSED])
        general = ((CONCLUSIONS[c], SENTENCES_TOLD[told[-1]]) for c, told in SENTENCES.items())
        return [least, *general]

    def facts(self) -> Facts:
        """What is proposed: how it ends, what is told, and which form."""
        conclusion = Conclusion(self.conclusion.data)
        return Facts(
            reason=self.reason.data,
            study=self.study(),
            conclusion=conclusion,
            sentence=SENTENCES[conclusion][self.tell.data == _GENERAL],
            form=FourForms(self.form.data) if self.form.data else None,
        )


class ExtendForm(SeenForm):
    """Which due day, until when, and why."""

    clock = RadioField(_l("Which due day"), [DataRequired(_NEEDED)])
    due_on = _day(_l("New due day"))
    reason = words_field(_l("Reason"), _l("Please give the reason."))

    def facts(self) -> Facts:
        """What is proposed."""
        clock = ClockName(self.clock.data)
        return Facts(reason=self.reason.data, clock=clock, due_on=self.due_on.data)


class MarkForm(SeenForm):
    """That something was done, and when."""

    done_on = _day(_l("Done on"))
    note = TextAreaField(_l("Note"), [Length(max=NOTE_MAX, message=_TOO_LONG)])


class PressForm(SeenForm):
    """What is asked for, and by when."""

    asked = words_field(_l("What is asked for"), _l("Please say what you ask for."))
    due_on = _day(_l("To be answered by"))


class AnswerForm(SeenForm):
    """What came of it."""

    answer = words_field(_l("Answer"), _l("Please answer what was asked for."))


class InquiryForm(SeenForm):
    """The answer to one of the two inquiries."""

    duty = RadioField(
        _l("Whose responsibility"), [DataRequired(_NEEDED)], choices=choices_of(DUTIES.items())
    )
    pursued = RadioField(
        _l("Is it pursued?"),
        [DataRequired(_NEEDED)],
        choices=choices_of([("yes", _l("Pursued")), ("no", _l("Not pursued"))]),
    )
    reason = words_field(_l("Reason"), _l("Please give the reason."))


class ClarifyForm(SeenForm):
    """Whether somebody is to be cleared, how, and when it was done."""

    needed = RadioField(
        _l("Is the person to be cleared?"),
        [DataRequired(_NEEDED)],
        choices=choices_of(
            [("yes", _l("Yes")), ("no", _l("No: not asked for, or nobody knew of the report"))]
        ),
    )
    note = words_field(
        _l("Who asked for it, or why it is not needed"), _l("Please give the reason.")
    )
    manner = SelectField(
        _l("How"), choices=choices_of([("", _l("not decided yet")), *MANNERS.items()])
    )
    done_on = DateField(
        _l("Done on"), [Optional()], description=_l("Leave it empty until it is done.")
    )


class FalseAccusationForm(SeenForm):
    """A finding of false accusation, by whose approval."""

    level = RadioField(
        _l("Who approved the finding"), [DataRequired(_NEEDED)], choices=choices_of(LEVELS.items())
    )
    approval_number = StringField(
        _l("Number of the approval"),
        [
            DataRequired(_l("Please give the number of the approval.")),
            Length(max=_LINE_MAX, message=_TOO_LONG),
        ],
    )
    reason = words_field(
        _l("What shows that facts were made up with intent to harm"),
        _l("Please give the reason."),
    )
    intent = BooleanField(
        _l("It is no mistake: intent to harm is shown."),
        [DataRequired(_l("Without intent it is a mistaken report, which is never punished."))],
    )

    def facts(self) -> Facts:
        """What is proposed."""
        return Facts(
            reason=self.reason.data,
            approval_number=self.approval_number.data or "",
            details={LEVEL: self.level.data},
        )


class PledgeForm(SeenForm):
    """Both days of a relapse after the pledge."""

    pledged_on = _day(_l("Pledge signed on"))
    act_on = _day(_l("Act committed on"))


class DecideForm(SeenForm):
    """A refusal, with its reason."""

    reason = words_field(_l("Reason for refusing"), _l("Please give the reason."))
