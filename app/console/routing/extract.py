"""The redacted extract: the original beside an editor, a look at it, and signing it off.

Leaving the page needs no saving: a draft is saved by its own button, and typed text always comes
back with what is wrong about it.
"""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.deciding.words import problem_text
from app.console.lead.case import back_to
from app.console.lead.case_answers import answer_lines
from app.console.queue.queue import officer_view
from app.console.routing.forms import ExtractForm
from app.console.routing.words import MARKS
from app.domain.decisions import DecisionError
from app.domain.giveaways import Giveaway, find_giveaways
from app.domain.lifecycle import MOVES, Status
from app.services.officer.deciding.mark import decision_mark
from app.services.officer.lead.read_joined import read_with_joined
from app.services.officer.lead.read_report import OpenedCase
from app.services.officer.lead.record import Record, open_record
from app.services.officer.recusal.state_no_conflict import require_statement
from app.services.officer.routing.write_extract import (
    ExtractRefusedError,
    repeats_reporter,
    require_other_hand,
    write_extract,
)

_Contents = tuple[OpenedCase, ...]
"""Of the lead, then of each of its duplicates."""
_LOOK, _EDIT, _SIGN = "look", "edit", "sign"


@pages.get("/cases/<case_number>/extract")
@may_enter(*WORKING_ON_LEADS)
def extract(case_number: str) -> ResponseReturnValue:
    """The original, and the extract as it is so far."""
    record, contents = _open(case_number)
    form = ExtractForm(formdata=None)
    form.seen.data = decision_mark(record)
    form.text.data = record.extract.text if record.extract else ""
    return _editor(record, contents, form)


@pages.post("/cases/<case_number>/extract")
@may_enter(*WORKING_ON_LEADS)
def send_extract(case_number: str) -> ResponseReturnValue:
    """Look at it, go on with it, save it or sign it off."""
    record, contents = _open(case_number)
    form = ExtractForm()
    if not form.validate():
        return _editor(record, contents, form), 422
    if form.step.data == _EDIT:
        return _editor(record, contents, form)
    if form.step.data == _LOOK:
        return _look(record, contents, form)
    try:
        write_extract(
            desk(),
            acting_officer(),
            case_number,
            _text(form),
            sign=form.step.data == _SIGN,
            seen=form.seen.data,
        )
    except ExtractRefusedError:
        form.text.errors = [problem_text("repeats_reporter")]
        return _editor(record, contents, form), 422
    except DecisionError as error:
        form.text.errors = [problem_text(error.code)]
        return _editor(record, contents, form), 422
    return back_to(case_number, "routing")


def _open(case_number: str) -> tuple[Record, _Contents]:
    _held, record = open_record(desk(), acting_officer(), case_number)
    require_statement(acting_officer(), record)
    return record, read_with_joined(desk(), acting_officer(), record)


def _text(form: ExtractForm) -> str:
    return (form.text.data or "").replace("\r\n", "\n").strip()


def _editor(record: Record, contents: _Contents, form: ExtractForm) -> str:
    return _page("extract.html", record, contents, form)


def _look(record: Record, contents: _Contents, form: ExtractForm) -> str:
    return _page("extract_look.html", record, contents, form)


def _page(template: str, record: Record, contents: _Contents, form: ExtractForm) -> str:
    text = _text(form)
    return render_template(
        template,
        officer=officer_view(),
        case_number=record.case_number,
        form=form,
        text=text,
        problem=_problem(record, contents[0]),
        originals=[
            _original(number, content)
            for number, content in zip(["", *record.joined], contents, strict=True)
        ],
        marks=[_mark(one) for one in find_giveaways(text)],
        repeated=repeats_reporter(text, contents) if text else [],
        written_by=record.extract.name if record.extract else "",
    )


def _original(duplicate: str, content: OpenedCase) -> dict[str, Any]:
    return {
        "duplicate": duplicate,
        "answers": answer_lines(content.report.answers) if content.report else [],
        "messages": [one.text for one in content.messages if one.text and not one.from_team],
    }


def _problem(record: Record, content: OpenedCase) -> str:
    """Why this officer cannot write one now; empty where nothing is in the way."""
    try:
        require_other_hand(acting_officer(), record)
    except DecisionError as error:
        return problem_text(error.code)
    if content.report is None:
        return problem_text("report_unreadable")
    if Status.FORWARDED not in MOVES[record.status]:
        return str(_("From where the lead stands now, it goes to no unit."))
    return ""


def _mark(giveaway: Giveaway) -> dict[str, Any]:
    return {
        "part": giveaway.part,
        "kinds": [MARKS[kind] for kind in giveaway.kinds],
    }
