"""The work list: the sealed batch, and every lead in the order in which it is to be worked."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _

from app.console.blueprint import (
    WORKING_ON_LEADS,
    acting_officer,
    desk,
    may_enter,
    pages,
)
from app.domain.deadlines import Colour
from app.domain.priority import Level
from app.domain.roles import Role
from app.services.officer.key_holder_client import KeyHolderLockedError
from app.services.officer.queue.open_batch import list_sealed, open_batch
from app.services.officer.queue.read_queue import Queue, QueueRow, may_be_reopened, read_queue
from app.services.officer.queue.read_waiting import Waiting, read_waiting
from app.web import labels

NOTICE = "notice"
"""In the officer's own cookie until the next look at the list: what was done."""
_NOTHING = Queue()


@pages.get("/queue")
@may_enter(*WORKING_ON_LEADS)
def queue() -> ResponseReturnValue:
    """The work list, or how to unlock it, or whose phrase is still needed."""
    officer = acting_officer()
    sealed = len(list_sealed(desk(), officer.organ_id))
    try:
        key = desk().key_holder.status(officer.unlock_token)
        waiting = read_waiting(desk(), officer, key) if key.missing else None
        content = _NOTHING if waiting else read_queue(desk(), officer)
    except KeyHolderLockedError:
        return _page(sealed, _NOTHING, unlocked_until=None)
    left = min(key.idle_seconds_left, key.seconds_left)
    until = format_time(datetime.now(UTC) + timedelta(seconds=left), "HH:mm")
    shown = sealed if waiting else content.sealed
    return _page(shown, content, unlocked_until=until, waiting=waiting)


@pages.post("/queue/open")
@may_enter(Role.INTAKE_OFFICER)
def send_open_batch() -> ResponseReturnValue:
    """Open the sealed batch and go back to the list, which now holds it in order."""
    if open_batch(desk(), acting_officer()).nobody_left:
        session[NOTICE] = "nobody_left"
    return redirect(url_for("console.queue"), 303)


def officer_view() -> dict[str, Any]:
    """Who is signed in, as the head of each page says it."""
    officer = acting_officer()
    return {
        "name": officer.name,
        "account": officer.account,
        "role_text": str(labels.ROLES[officer.role]),
        "organ_name": desk().roster().organ(officer.organ_id).name,
    }


def _page(
    sealed: int, content: Queue, *, unlocked_until: str | None, waiting: Waiting | None = None
) -> str:
    rows = [_row(row) for row in content.rows]
    return render_template(
        "queue.html",
        officer=officer_view(),
        unlocked=unlocked_until is not None,
        unlocked_until=unlocked_until,
        waiting=waiting,
        notice=session.pop(NOTICE, None),
        sealed_count=sealed,
        may_open=acting_officer().role is Role.INTAKE_OFFICER,
        rows=rows,
        unreadable=content.unreadable,
        counts={level.name: 0 for level in Level} | Counter(row["level"] for row in rows),
        colours={str(c): 0 for c in Colour} | Counter(row["colour"] for row in rows),
    )


def _row(row: QueueRow) -> dict[str, Any]:
    record = row.record
    return {
        "case_number": record.case_number,
        "level": row.ranking.level.name,
        "reasons": [str(labels.REASONS[reason]) for reason in row.ranking.reasons],
        "category_text": category_text(record.category),
        "circle_type_text": circle_type_text(record.circle_type),
        "status_text": labels.STATUSES[record.status],
        "received_on": record.received_on,
        "clock_text": labels.CLOCKS[row.clock.name] if row.clock else _("no clock runs"),
        "due_on": row.clock.due_on if row.clock else None,
        "colour": str(row.colour),
        "assigned_to": record.assigned_to,
        "unread": row.unread,
        "objection": may_be_reopened(record),
    }


def category_text(category: object) -> str:
    """What a lead is about, or that nobody said."""
    return str(labels.CATEGORIES[category]) if category else _("not said")  # type: ignore[index]


def circle_type_text(circle_type: object) -> str:
    """In whose name a circle gathers, where it was said."""
    return str(labels.CIRCLE_TYPES[circle_type]) if circle_type else ""  # type: ignore[index]
