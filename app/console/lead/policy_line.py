"""The policy line (政策界限) of a lead."""

from collections.abc import Mapping
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.lead.case import back_to, case_page
from app.console.lead.forms import PolicyLineForm
from app.console.lead.sections import Lead, View, section
from app.console.lead.words import AXES, CRITERIA, INTERESTS, leaning_text
from app.domain.hexadecimal import ITEM_ID
from app.domain.notes import Hand
from app.domain.policy_line import (
    Axis,
    Criterion,
    Interest,
    PolicyLine,
    may_find_small_circle,
    missing,
)
from app.services.officer.lead.amend_record import WRITING
from app.services.officer.lead.record_finding import record_finding
from app.services.officer.lead.seen_mark import mark_of
from app.web.choices import choices_of


@section("policy-line", _l("Policy line"), "lead_policy_line.html", order=60)
def show(lead: Lead) -> View:
    """What was found, in words, and the form."""
    line = lead.record.policy_line
    form = lead.sent.get("policy")
    if form is None:
        form = PolicyLineForm(formdata=None, data=_values(line))
        form.seen.data = mark_of(line)
    names = {attachment.item_id: attachment.name for attachment in lead.content.attachments()}
    form.files.choices = choices_of(names.items())
    return {
        "line": _line(line, names) if line else None,
        "may_find": may_find_small_circle(line),
        "may_write": lead.officer.role in WRITING,
        "axes": [(AXES[axis], axis, form[axis], form[f"{axis}_note"]) for axis in Axis],
        "form": form,
    }


@pages.post("/cases/<case_number>/policy-line")
@may_enter(*WRITING)
def send_policy_line(case_number: str) -> ResponseReturnValue:
    """Record what was found."""
    form = PolicyLineForm()
    # Which files there are, only the opened lead tells: the page's own list is made when it is.
    form.files.validate_choice = False
    if not form.validate() or not _is_whole(form):
        return case_page(case_number, policy=form), 422
    found = _found(form)
    record_finding(desk(), acting_officer(), case_number, found, seen=form.seen.data or "")
    return back_to(case_number, "policy-line")


def _found(form: PolicyLineForm) -> PolicyLine:
    criterion = Criterion(form.criterion.data)
    met = criterion is Criterion.YES
    return PolicyLine(
        Hand(desk().today(), "", ""),
        criterion,
        tuple(Interest(one) for one in form.interests.data or ()) if met else (),
        (form.grounds.data or "").strip(),
        tuple(one for one in form.files.data or () if ITEM_ID.fullmatch(one)),
        {axis: form.axis(axis) for axis in Axis},
    )


def _is_whole(form: PolicyLineForm) -> bool:
    says = {
        "interests": _("Please tick which it is."),
        "grounds": _("Please give the evidence, or say why the criterion is not met."),
    }
    lacking = missing(_found(form))
    for name in lacking:
        form[name].errors = [says[name]]
    return not lacking


def _values(line: PolicyLine | None) -> dict[str, Any]:
    if line is None:
        return {}
    axes: dict[str, Any] = {}
    for axis in Axis:
        axes |= {axis: line.axis(axis).leaning, f"{axis}_note": line.axis(axis).note}
    return axes | {
        "criterion": line.criterion,
        "interests": list(line.interests),
        "grounds": line.grounds,
        "files": list(line.files),
    }


def _line(line: PolicyLine, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "by": line.by,
        "criterion_text": CRITERIA[line.criterion],
        "interests": [str(INTERESTS[one]) for one in line.interests],
        "grounds": line.grounds,
        "files": [names[one] for one in line.files if one in names],
        "axes": [
            (AXES[axis], leaning_text(axis, line.axis(axis).leaning), line.axis(axis).note)
            for axis in Axis
        ],
    }
