"""The steps of a lead that is being worked on: marks, extensions, pressing."""

from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.console.blueprint import desk
from app.console.deciding.facts import asked_text
from app.console.deciding.forms import AnswerForm, ExtendForm, MarkForm, PressForm
from app.console.deciding.steps import Step, proposing, put_step
from app.domain.deadlines import Clock
from app.domain.decisions import DecisionError, Matter
from app.domain.extensions import latest_extension
from app.domain.marks import list_marks
from app.domain.pressing import list_open
from app.domain.roles import Role
from app.services.officer.deciding.extend import extendable_clocks
from app.services.officer.deciding.mark_done import mark_done
from app.services.officer.deciding.press import answer_pressing, press
from app.services.officer.desk import ActingOfficer
from app.services.officer.lead.record import Record, open_record
from app.web import labels
from app.web.choices import choices_of

_WORKING = frozenset({Role.INTAKE_OFFICER, Role.CASE_OFFICER})


def _mark(officer: ActingOfficer, number: str, form: MarkForm) -> None:
    record = open_record(desk(), officer, number)[1]
    marks = list_marks(record.status, record.history())
    if not marks:
        raise DecisionError("clock")
    note = (form.note.data or "").strip()
    mark_done(desk(), officer, number, marks[0], form.done_on.data, note=note, seen=form.seen.data)


def _fill_mark(form: MarkForm, record: Record, today: date) -> None:
    marks = list_marks(record.status, record.history())
    if marks:
        form.done_on.label.text = _("Done on: %(what)s", what=labels.CLOCKS[marks[0]])
    if not form.is_submitted():
        form.done_on.data = today


def _fill_extend(form: ExtendForm, record: Record, _today: date) -> None:
    form.clock.choices = choices_of((c.name, _extendable(c)) for c in extendable_clocks(record))


def _extendable(clock: Clock) -> Any:  # noqa: ANN401  a translated text
    return _(
        "%(what)s: due on %(due)s, at the latest on %(latest)s",
        what=labels.CLOCKS[clock.name],
        due=format_date(clock.due_on),
        latest=format_date(latest_extension(clock)),
    )


def _press(officer: ActingOfficer, number: str, form: PressForm) -> None:
    press(desk(), officer, number, form.asked.data, form.due_on.data, seen=form.seen.data)


def _answer(officer: ActingOfficer, number: str, form: AnswerForm) -> None:
    answer_pressing(desk(), officer, number, form.answer.data, seen=form.seen.data)


def _fill_answer(form: AnswerForm, record: Record, _today: date) -> None:
    waiting = list_open(record.pressings)
    form.answer.description = asked_text(waiting[0]) if waiting else ""


put_step(
    Step(
        name="mark",
        title=_l("Say that something was done"),
        hint=_l("The clock that asks for it stops, and the next one runs from that day."),
        button=_l("Save"),
        order=70,
        roles=_WORKING,
        form=MarkForm,
        offers=lambda record, _officer, _today: bool(list_marks(record.status, record.history())),
        do=_mark,
        fill=_fill_mark,
        proposes=False,
    )
)
put_step(
    Step(
        name="extend",
        title=_l("Propose to put off a due day"),
        hint=_l("Once, and by no more than the time that the rule gives."),
        button=_l("Propose"),
        order=80,
        roles=_WORKING,
        form=ExtendForm,
        offers=lambda record, _officer, _today: bool(extendable_clocks(record)),
        do=proposing(Matter.EXTEND),
        fill=_fill_extend,
    )
)
put_step(
    Step(
        name="press",
        title=_l("Press for progress"),
        hint=_l("It stands in the record until it is answered, and a clock runs for it."),
        button=_l("Press"),
        order=90,
        roles=frozenset({Role.APPROVER}),
        form=PressForm,
        offers=lambda _record, _officer, _today: True,
        do=_press,
        proposes=False,
    )
)
put_step(
    Step(
        name="answer",
        title=_l("Answer what was pressed for"),
        hint=_l("The nearest comes first."),
        button=_l("Answer"),
        order=15,
        roles=_WORKING,
        form=AnswerForm,
        offers=lambda record, _officer, _today: bool(list_open(record.pressings)),
        do=_answer,
        fill=_fill_answer,
        proposes=False,
    )
)
