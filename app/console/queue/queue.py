"""The work list: the sealed batch, and every lead in the order in which it is to be worked."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time

from app.console.blueprint import (
    WORKING_ON_LEADS,
    acting_officer,
    desk,
    may_enter,
    pages,
)
from app.console.queue.filter_form import (
    chosen_tags,
    colleagues,
    count_links,
    filter_choices,
    queue_url,
    view_links,
)
from app.console.queue.lead_words import category_text, circle_type_text
from app.console.queue.rows import row_values
from app.console.queue.words import FIELDS
from app.domain.roles import Role
from app.services.officer.desk import ActingOfficer
from app.services.officer.key_holder_client import KeyHolderLockedError, KeyStatus
from app.services.officer.queue.filters import Filter, count, pick_page, read_filter
from app.services.officer.queue.lead_index import IndexBehindError
from app.services.officer.queue.open_batch import Batch, list_sealed
from app.services.officer.queue.open_in_pieces import open_in_pieces
from app.services.officer.queue.read_queue import Queue, read_queue
from app.services.officer.queue.read_waiting import read_waiting
from app.services.officer.queue.saved_views import list_views
from app.services.officer.queue.told import take_told, tell
from app.services.officer.recusal.hand_on_unread import list_stuck
from app.services.officer.recusal.recuse import MAY_RECUSE_OTHERS
from app.web import labels

__all__ = ["NOTICE", "category_text", "circle_type_text", "officer_view"]

NOTICE = "notice"
"""In the officer's own cookie until the next look at the list: what was done."""
URGENT_SHOWN = 5


@pages.get("/queue")
@may_enter(*WORKING_ON_LEADS)
def queue() -> ResponseReturnValue:
    """The work list, or how to unlock it, or whose phrase is still needed."""
    officer = acting_officer()
    try:
        key = desk().key_holder.status(officer.unlock_token)
        if key.missing:
            return _waiting_page(key)
        content = read_queue(desk(), officer)
    except KeyHolderLockedError:
        return _locked_page()
    if content.building:
        return redirect(url_for("console.progress", kind="list"), 303)
    return _list_page(key, content, _asked())


@pages.errorhandler(IndexBehindError)
def not_there_yet(_error: IndexBehindError) -> ResponseReturnValue:
    """Another page needs the list, which is put together first: it says how far that is."""
    return redirect(url_for("console.queue"), 303)


@pages.post("/queue/open")
@may_enter(Role.INTAKE_OFFICER)
def send_open_batch() -> ResponseReturnValue:
    """Open the sealed batch and go back to the list, which now holds it in order."""
    officer = acting_officer()
    begun = open_in_pieces(desk(), officer)
    if isinstance(begun, Batch):
        if begun.nobody_left:
            session[NOTICE] = "nobody_left"
        tell(desk(), officer, begun)
        return redirect(url_for("console.queue"), 303)
    return redirect(url_for("console.progress", kind="batch"), 303)


def officer_view() -> dict[str, Any]:
    """Who is signed in, as the head of each page says it."""
    officer = acting_officer()
    return {
        "name": officer.name,
        "account": officer.account,
        "role_text": str(labels.ROLES[officer.role]),
        "organ_name": desk().roster().organ(officer.organ_id).name,
    }


@dataclass(frozen=True, slots=True)
class _Asked:
    wanted: Filter
    page: int


def _lifts(officer: ActingOfficer) -> tuple[str, ...]:
    """The leads in which a recusal waits to be lifted, for who may agree."""
    if officer.role is not Role.APPROVER:
        return ()
    return desk().key_holder.kept_away(officer.unlock_token).lifts


def _asked() -> _Asked:
    page = request.args.get("page", "")
    return _Asked(read_filter(request.args), int(page) if page.isascii() and page.isdigit() else 1)


def _list_page(key: KeyStatus, content: Queue, asked: _Asked) -> str:
    officer, today = acting_officer(), desk().today()
    people = colleagues()
    choices = filter_choices(people)
    found = pick_page(content.rows, asked.wanted, asked.page, today)
    codes = asked.wanted.codes()
    urgent = content.urgent()
    return render_template(
        "queue.html",
        **_frame(key),
        told=take_told(desk(), officer),
        lifts=_lifts(officer),
        stuck=len(list_stuck(desk(), officer)) if officer.role in MAY_RECUSE_OTHERS else 0,
        sealed_count=content.sealed,
        opening=desk().jobs.find(officer.organ_id, "open_batch"),
        may_open=officer.role is Role.INTAKE_OFFICER,
        may_assign=officer.role is Role.INTAKE_OFFICER,
        urgent=[row_values(row) for row in urgent[:URGENT_SHOWN]],
        urgent_count=len(urgent),
        urgent_url=queue_url({"mark": "inspection"}),
        unreadable=content.unreadable,
        rows=[row_values(row) for row in found.rows],
        all_count=len(content.rows),
        found=found,
        page_urls=[queue_url(codes, number) for number in range(1, found.pages + 1)],
        counts=count_links(count(content.rows, officer.account), asked.wanted),
        choices=choices,
        codes=codes,
        fields=FIELDS,
        chosen=chosen_tags(asked.wanted, choices),
        views=view_links(list_views(desk(), officer), asked.wanted),
        colleagues=people,
    )


def _waiting_page(key: KeyStatus) -> str:
    waiting = read_waiting(desk(), acting_officer(), key)
    return render_template("queue_waiting.html", **_frame(key), waiting=waiting)


def _locked_page() -> str:
    return render_template(
        "queue_locked.html",
        officer=officer_view(),
        unlocked=False,
        notice=session.pop(NOTICE, None),
        sealed_count=len(list_sealed(desk(), acting_officer().organ_id)),
    )


def _frame(key: KeyStatus) -> dict[str, object]:
    left = min(key.idle_seconds_left, key.seconds_left)
    return {
        "officer": officer_view(),
        "unlocked": True,
        "unlocked_until": format_time(datetime.now(UTC) + timedelta(seconds=left), "HH:mm"),
        "notice": session.pop(NOTICE, None),
    }
