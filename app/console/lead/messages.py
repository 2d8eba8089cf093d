"""The talk with the reporter, both ways."""

from datetime import UTC, date, datetime
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.files.addresses import file_view
from app.console.lead.case import back_to, case_page
from app.console.lead.case_answers import answer_lines, notice_tags
from app.console.lead.forms import ReplyForm
from app.console.lead.reply_templates import template_text
from app.console.lead.sections import Lead, View, section
from app.domain.roles import Role
from app.domain.working_days import office_day
from app.services.officer.lead.read_report import OpenedMessage
from app.services.officer.lead.reply_to_reporter import reply_to_reporter

MAY_REPLY = (Role.INTAKE_OFFICER, Role.CASE_OFFICER)


@section("messages", _l("Messages"), "lead_messages.html", order=20)
def show(lead: Lead) -> View | None:
    """What was said, the oldest first, and the form to write; nothing beside an extract."""
    if lead.record.received is not None:
        return None
    content = lead.content
    return {
        "count": len(content.messages),
        "messages": [message_view(lead.case_number, message) for message in content.messages],
        "being_passed_on": content.being_passed_on,
        "has_no_code": content.has_no_code,
        "may_reply": (
            lead.officer.role in MAY_REPLY
            and content.report is not None
            and not content.has_no_code
        ),
        "form": lead.sent.get("reply") or ReplyForm(formdata=None),
    }


@pages.post("/cases/<case_number>/reply")
@may_enter(*MAY_REPLY)
def reply(case_number: str) -> ResponseReturnValue:
    """Send words to the reporter, or put those of a template into the form."""
    form = ReplyForm()
    if request.form.get("step") == "template":
        words = template_text(form.template.data or "", form.language.data or "")
        typed = (form.text.data or "").strip()
        form.text.data = "\n\n".join(part for part in (typed, words) if part)
        return case_page(case_number, reply=form)
    if not form.validate():
        return case_page(case_number, reply=form), 422
    text = (form.text.data or "").strip()
    form.repeats = reply_to_reporter(
        desk(), acting_officer(), case_number, text, sure=form.sure.data
    )
    if form.repeats:
        form.text.errors = [repeats_text(form.repeats)]
        return case_page(case_number, reply=form), 422
    return back_to(case_number, "messages")


def repeats_text(repeats: tuple[str, ...]) -> str:
    """What words to the reporter repeat of the lead, and what to do about it."""
    named = _("; ").join(f"“{one}”" for one in repeats[:_MOST_NAMED])
    text: str = _(
        "This repeats what is in the lead: %(named)s. Somebody may look over the reporter's "
        "shoulder. Say it in other words, or tick the box to send it all the same.",
        named=named,
    )
    return text


_MOST_NAMED = 10


def message_view(case_number: str, message: OpenedMessage) -> dict[str, Any]:
    """A message as pages show it."""
    return {
        "from_team": message.from_team,
        "is_new": message.verified and not message.from_team and message.read_on is None,
        "day": message.day,
        "text": message.text,
        "tags": [] if message.from_team else notice_tags(message.answers),
        "answers": answer_lines(message.answers) if message.answers else [],
        "verified": message.verified,
        "shows_from": _day(message.shown_from) if message.shown_from else None,
        "attachments": [
            file_view(case_number, file, message.item_id) for file in message.attachments
        ],
    }


def _day(seconds: int) -> date:
    return office_day(datetime.fromtimestamp(seconds, UTC))
