"""One lead: what was reported, what was said, what was done, and what to do next."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

from flask import Response, redirect, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.console.blueprint import (
    WORKING_ON_LEADS,
    acting_officer,
    desk,
    may_enter,
    pages,
)
from app.console.forms import RecuseForm, ReplyForm, RouteForm, TriageForm, triage_values
from app.console.lead.case_answers import answer_lines, notice_tags, problem_text, step_text
from app.console.queue.queue import category_text, circle_type_text, officer_view
from app.domain.deadlines import colour
from app.domain.lifecycle import Status, list_moves
from app.domain.roles import Role
from app.domain.working_days import office_day
from app.services.envelopes import Attachment
from app.services.officer.desk import ActingOfficer
from app.services.officer.key_holder_client import KeptAway, KeyHolderBusyError
from app.services.officer.lead.download_attachment import Download, download_attachment
from app.services.officer.lead.mark_read import mark_read
from app.services.officer.lead.read_report import OpenedCase, OpenedMessage, read_case_content
from app.services.officer.lead.record import Record, Step, open_record
from app.services.officer.lead.reply_to_reporter import reply_to_reporter
from app.services.officer.lead.triage_case import list_colleagues, triage_case
from app.services.officer.queue.mark_seen import mark_seen
from app.services.officer.queue.place import place
from app.services.officer.queue.read_queue import without_recused
from app.services.officer.queue.summary import Summary, summarise
from app.services.officer.recusal.recuse import MAY_RECUSE_OTHERS, list_who_could_be_recused
from app.services.officer.routing.hand_on import hand_on
from app.services.officer.routing.route_case import list_units, route_case
from app.services.roster import OutdatedRosterError
from app.storage.case_records import HeldRecord
from app.storage.cases import list_holders
from app.storage.casework import Officer
from app.web import labels
from app.web.choices import choices_of


@pages.get("/cases/<case_number>")
@may_enter(*WORKING_ON_LEADS)
def case(case_number: str) -> ResponseReturnValue:
    """The lead, decrypted in memory for this answer only."""
    return case_page(case_number)


@pages.post("/cases/<case_number>/triage")
@may_enter(Role.INTAKE_OFFICER)
def triage(case_number: str) -> ResponseReturnValue:
    """Save what was found on reading."""
    form = TriageForm()
    form.assigned_to.choices = _colleagues(_kept_away().of_case(case_number))
    if not form.validate():
        return case_page(case_number, triage_form=form), 422
    triage_case(desk(), acting_officer(), case_number, form.triage(), seen=form.seen.data)
    return _back(case_number)


@pages.post("/cases/<case_number>/reply")
@may_enter(Role.INTAKE_OFFICER, Role.CASE_OFFICER)
def reply(case_number: str) -> ResponseReturnValue:
    """Send words to the reporter."""
    form = ReplyForm()
    if not form.validate():
        return case_page(case_number, reply_form=form), 422
    reply_to_reporter(desk(), acting_officer(), case_number, (form.text.data or "").strip())
    return _back(case_number)


@pages.post("/cases/<case_number>/route")
@may_enter(Role.INTAKE_OFFICER)
def route(case_number: str) -> ResponseReturnValue:
    """Let a unit open the lead."""
    form = RouteForm()
    form.unit.choices = _units()
    if not form.validate():
        return case_page(case_number, route_form=form), 422
    route_case(
        desk(),
        acting_officer(),
        case_number,
        unit_id=form.unit.data,
        note=(form.note.data or "").strip(),
    )
    return _back(case_number)


@pages.get("/cases/<case_number>/attachments/<item_id>")
@may_enter(*WORKING_ON_LEADS)
def attachment(case_number: str, item_id: str) -> ResponseReturnValue:
    """One file, checked to its end before its first byte goes out, under its own name."""
    download = download_attachment(desk(), acting_officer(), case_number, item_id)
    response = Response(stream_with_context(_blocks(download)), mimetype=_NEVER_SHOWN)
    response.content_length = download.attachment.length_bytes
    name = quote(download.attachment.name, safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


_NEVER_SHOWN = "application/octet-stream"
"""The reporter's own word for the type is no reason to let a browser render the file."""


def _blocks(download: Download) -> Iterator[bytes]:
    yield from download.blocks


def _back(case_number: str) -> ResponseReturnValue:
    return redirect(url_for("console.case", case_number=case_number), 303)


def case_page(
    case_number: str,
    *,
    triage_form: TriageForm | None = None,
    reply_form: ReplyForm | None = None,
    route_form: RouteForm | None = None,
    recuse_form: RecuseForm | None = None,
) -> str:
    """The whole page, with a form as it was sent where it needs correcting."""
    officer = acting_officer()
    held, record = open_record(desk(), officer, case_number)
    content = read_case_content(desk(), officer, record)
    record = _note_reading(officer, held, record, content)
    away = _kept_away()
    shown = without_recused(summarise(record), away)
    mark_seen(desk(), officer, held)
    intake_officer = officer.role is Role.INTAKE_OFFICER
    may_route = intake_officer and Status.FORWARDED in list_moves(record.status, officer.role)
    if triage_form is None:
        values = triage_values(record) | {"assigned_to": shown.assigned_to or ""}
        triage_form = TriageForm(formdata=None, data=values)
        triage_form.assigned_to.choices = _colleagues(away.of_case(case_number))
    if route_form is None:
        route_form = RouteForm(formdata=None)
        route_form.unit.choices = _units()
    if recuse_form is None:
        recuse_form = RecuseForm(formdata=None)
        recuse_form.account.choices = recuse_choices(case_number)
    return render_template(
        "case.html",
        officer=officer_view(),
        lead=_lead(record, shown),
        answers=answer_lines(content.report.answers) if content.report else [],
        attachments=[_file(case_number, a) for a in _of_report(content)],
        problems=[problem_text(problem) for problem in content.problems],
        messages=[_message(case_number, message) for message in content.messages],
        being_passed_on=content.being_passed_on,
        timeline=[_step(step) for step in reversed(record.steps)],
        triage_form=triage_form,
        reply_form=reply_form or ReplyForm(formdata=None),
        route_form=route_form,
        recuse_form=recuse_form,
        kept_away=_names(away.of_case(case_number)),
        may_triage=intake_officer,
        may_reply=officer.role in (Role.INTAKE_OFFICER, Role.CASE_OFFICER)
        and content.report is not None,
        may_route=may_route and bool(route_form.unit.choices),
    )


def _note_reading(
    officer: ActingOfficer, held: HeldRecord, record: Record, content: OpenedCase
) -> Record:
    record = mark_read(desk(), officer, held, record, content)
    with suppress(KeyHolderBusyError, OutdatedRosterError):
        # What cannot be handed on now is handed on at the next reading.
        hand_on(desk(), officer, record.case_number)
    return record


def _lead(record: Record, shown: Summary) -> dict[str, Any]:
    today = desk().today()
    row = place(shown, today)
    roster = desk().roster()
    with desk().intake.read() as session:
        holders = list_holders(session, record.case_number)
    return {
        "case_number": record.case_number,
        "status_text": labels.STATUSES[record.status],
        "level": row.ranking.level.name,
        "reasons": [str(labels.REASONS[reason]) for reason in row.ranking.reasons],
        "received_on": record.received_on,
        "clocks": [
            {
                "name_text": labels.CLOCKS[clock.name],
                "due_on": clock.due_on,
                "colour": str(colour(clock, today)),
            }
            for clock in shown.clocks()
        ],
        "category_text": category_text(record.category),
        "circle_type_text": circle_type_text(record.circle_type),
        "assigned_to": shown.assigned_to,
        "holders": [roster.organ(holder).name for holder in holders],
        "objection": shown.may_be_reopened(),
        "satisfied_text": str(labels.SATISFACTIONS[record.satisfied]) if record.satisfied else "",
        "concerns_organ": False,
    }


def _of_report(content: OpenedCase) -> tuple[Attachment, ...]:
    return content.report.attachments if content.report else ()


def _file(case_number: str, attachment: Attachment) -> dict[str, Any]:
    return {
        "item_id": attachment.item_id,
        "name": attachment.name,
        "type": attachment.media_type,
        "size_bytes": attachment.length_bytes,
        "url": url_for("console.attachment", case_number=case_number, item_id=attachment.item_id),
    }


def _message(case_number: str, message: OpenedMessage) -> dict[str, Any]:
    return {
        "from_team": message.from_team,
        "day": message.day,
        "text": message.text,
        "tags": [] if message.from_team else notice_tags(message.answers),
        "answers": answer_lines(message.answers) if message.answers else [],
        "verified": message.verified,
        "shows_from": _day(message.shown_from) if message.shown_from else None,
        "attachments": [_file(case_number, a) for a in message.attachments],
    }


def _step(step: Step) -> dict[str, Any]:
    who = step.name if step.account else _("the reporter")
    return {"on": step.on, "who": who, "what": step_text(step.act), "note": step.note}


def _day(seconds: int) -> date:
    return office_day(datetime.fromtimestamp(seconds, UTC))


def recuse_choices(case_number: str) -> list[Any]:
    """Whom the officer may keep away: themself, and as intake officer or approver a colleague."""
    officer = acting_officer()
    choices = [(officer.account, _("myself: I have a conflict of interest"))]
    if officer.role in MAY_RECUSE_OTHERS:
        away = _kept_away().of_case(case_number)
        colleagues = list_who_could_be_recused(desk(), officer)
        choices += [(c.account, _name(c)) for c in colleagues if c.account not in away]
    return choices_of(choices)


def _kept_away() -> KeptAway:
    return desk().key_holder.kept_away(acting_officer().unlock_token)


def _colleagues(kept_away: Collection[str]) -> list[Any]:
    colleagues = list_colleagues(desk(), acting_officer())
    names = ((c.account, _name(c)) for c in colleagues if c.account not in kept_away)
    return choices_of([("", _("nobody yet")), *names])


def _names(accounts: Collection[str]) -> list[str]:
    colleagues = list_who_could_be_recused(desk(), acting_officer())
    return [_name(colleague) for colleague in colleagues if colleague.account in accounts]


def _name(colleague: Officer) -> str:
    return f"{colleague.name} ({colleague.account})"


def _units() -> list[Any]:
    return choices_of((unit.organ_id, unit.name) for unit in list_units(desk(), acting_officer()))
