"""Save and forget an officer's own views of the list."""

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.queue.filter_form import queue_url
from app.services.officer.queue.filters import read_filter
from app.services.officer.queue.saved_views import NAME_MAX, delete_view, save_view


@pages.post("/queue/views/save")
@may_enter(*WORKING_ON_LEADS)
def send_view() -> ResponseReturnValue:
    """Keep what is asked for under a name of the officer's own."""
    wanted = read_filter(request.form)
    name = " ".join(request.form.get("name", "").split())[:NAME_MAX]
    if name:
        save_view(desk(), acting_officer(), name, wanted)
    return redirect(queue_url(wanted.codes()), 303)


@pages.post("/queue/views/delete")
@may_enter(*WORKING_ON_LEADS)
def send_view_deletion() -> ResponseReturnValue:
    """Forget a view."""
    place = request.form.get("place", "")
    if place.isascii() and place.isdigit():
        delete_view(desk(), acting_officer(), int(place))
    return redirect(queue_url({}), 303)
