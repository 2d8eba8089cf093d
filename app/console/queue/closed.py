"""The leads that are closed, the last closed first."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.queue.queue import officer_view
from app.console.queue.rows import lead_values
from app.services.officer.key_holder_client import KeyHolderLockedError
from app.services.officer.queue.list_closed import list_closed
from app.services.officer.queue.read_queue import read_queue


@pages.get("/cases")
@may_enter(*WORKING_ON_LEADS)
def closed() -> ResponseReturnValue:
    """A page of closed leads; while the key is locked, the page that says so."""
    after = request.args.get("after", "")
    place = int(after) if after.isascii() and after.isdigit() else 0
    try:
        if read_queue(desk(), acting_officer()).building:
            return redirect(url_for("console.progress", kind="list"), 303)
        found = list_closed(desk(), acting_officer(), place)
    except KeyHolderLockedError:
        return redirect(url_for("console.queue"), 303)
    return render_template(
        "closed.html",
        officer=officer_view(),
        unlocked=True,
        rows=[lead_values(lead) for lead in found.leads],
        total=found.total,
        first=place == 0,
        next_url=url_for("console.closed", after=found.after) if found.after else None,
    )
