"""Duplicates: join a lead to another, read the joined, separate them again."""

from collections.abc import Mapping

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.lead.case import back_to, case_page
from app.console.lead.forms import JoinForm, SeparateForm
from app.console.lead.sections import Column, Lead, View, section
from app.domain.lifecycle import Status, list_moves
from app.domain.roles import Role
from app.services.officer.lead.join_leads import (
    JoinedLead,
    JoiningError,
    join_leads,
    list_joined,
    separate_leads,
)
from app.storage.cases import count_messages
from app.web.labels import Label

_WHY_NOT: Mapping[str, Label] = {
    "itself": _l("This is the number of this lead itself."),
    "not_there": _l("There is no such lead that you can open. Check the number."),
    "not_opened": _l("Only a lead that is still to be screened can be joined to another."),
    "other_organ": _l("The two were sent to different organs, so each stays by itself."),
    "is_duplicate": _l("That one is a duplicate itself: join this to its main lead."),
    "has_duplicates": _l("Others were joined to this lead: join that one to this instead."),
    "is_over": _l("That lead is over. What is new needs a lead of its own."),
    "is_routed": _l("That lead was routed to a unit. Route this one too."),
}


@section("joined-to", _l("A duplicate"), "lead_joined_to.html", order=5, column=Column.TOP)
def show_main(lead: Lead) -> View | None:
    """Which lead this one was joined to, and the form to separate them."""
    if not lead.record.joined_to:
        return None
    return {
        "main": lead.record.joined_to,
        "may_separate": lead.officer.role is Role.INTAKE_OFFICER,
        "form": lead.sent.get("separate") or SeparateForm(formdata=None),
        "open": "separate" in lead.sent,
    }


@section("duplicates", _l("Duplicates"), "lead_duplicates.html", order=40, column=Column.SIDE)
def show(lead: Lead) -> View | None:
    """The leads that were joined to this one, and the form to join this to another."""
    may_join = Status.DUPLICATE in list_moves(lead.record.status, lead.officer.role)
    may_join = may_join and not lead.record.joined
    if not lead.record.joined and not may_join:
        return None
    joined = list_joined(desk(), lead.officer, lead.record)
    messages = _messages(lead)
    return {
        "count": len(lead.record.joined),
        "joined": [_joined(one, messages) for one in joined],
        "may_join": may_join,
        "form": lead.sent.get("join") or JoinForm(formdata=None),
        "open": "join" in lead.sent,
    }


@pages.post("/cases/<case_number>/join")
@may_enter(Role.INTAKE_OFFICER)
def send_join(case_number: str) -> ResponseReturnValue:
    """Make it a duplicate of another."""
    form = JoinForm()
    if not form.validate():
        return case_page(case_number, join=form), 422
    main = (form.main.data or "").strip().upper()
    reason = (form.reason.data or "").strip()
    try:
        join_leads(desk(), acting_officer(), case_number, main, reason)
    except JoiningError as error:
        form.main.errors = [_WHY_NOT[error.code]]
        return case_page(case_number, join=form), 422
    return back_to(main, "duplicates")


@pages.post("/cases/<case_number>/separate")
@may_enter(Role.INTAKE_OFFICER)
def send_separation(case_number: str) -> ResponseReturnValue:
    """Make it a lead of its own again."""
    form = SeparateForm()
    if not form.validate():
        return case_page(case_number, separate=form), 422
    try:
        separate_leads(desk(), acting_officer(), case_number, (form.reason.data or "").strip())
    except JoiningError as error:
        form.reason.errors = [_WHY_NOT[error.code]]
        return case_page(case_number, separate=form), 422
    return back_to(case_number)


def _messages(lead: Lead) -> Mapping[str, int]:
    with desk().intake.read() as session:
        return count_messages(session, lead.record.joined)


def _joined(one: JoinedLead, messages: Mapping[str, int]) -> dict[str, object]:
    record = one.record
    count = messages.get(one.case_number, 0)
    return {
        "case_number": one.case_number,
        "messages": count,
        "unread": count - record.messages_read if record else 0,
        "received_on": record.received_on if record else None,
        "retaliation": bool(record and record.retaliation),
    }
