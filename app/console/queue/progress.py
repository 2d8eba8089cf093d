"""How far a long work is: the opening of a large batch, the putting together of the list."""

from typing import Final

from flask import abort, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.queue.queue import officer_view
from app.console.queue.words import STATES
from app.domain.roles import Role
from app.services.officer.jobs import Job, State
from app.services.officer.queue import open_in_pieces, read_queue
from app.services.officer.recusal import compare_declared
from app.services.officer.search import keep_up

_JOBS: Final = {
    "batch": open_in_pieces.JOB,
    "list": read_queue.BUILD,
    "interests": "",
    "search": keep_up.JOB,
}
_LEADS_TO: Final = {"interests": "console.interests"}
"""Where one goes when it is done: the list, where nothing else is said."""


@pages.get("/queue/progress/<kind>")
@may_enter(*WORKING_ON_LEADS)
def progress(kind: str) -> ResponseReturnValue:
    """How far it is; the list itself, once there is nothing more to say of it."""
    # The page is as secret as the list: only while the key lies open.
    desk().key_holder.status(acting_officer().unlock_token)
    job = _find(kind)
    if kind == "search":
        # Its own page says it.
        return redirect(url_for("console.search_page"), 303)
    leads_to = url_for(_LEADS_TO.get(kind, "console.queue"))
    if job is None or (job.state is State.DONE and not job.problems):
        return redirect(leads_to, 303)
    if job.state is not State.RUNNING:
        desk().jobs.forget(acting_officer().organ_id, job.kind)
    return render_template(
        "progress.html",
        officer=officer_view(),
        unlocked=True,
        kind=kind,
        leads_to=leads_to,
        job=job,
        running=job.state is State.RUNNING,
        state_text=STATES[job.state],
        may_cancel=kind == "batch" and acting_officer().role is Role.INTAKE_OFFICER,
    )


@pages.get("/queue/progress/<kind>/numbers")
@may_enter(*WORKING_ON_LEADS)
def progress_numbers(kind: str) -> ResponseReturnValue:
    """The same for the page's script: two numbers, and whether it goes on."""
    desk().key_holder.status(acting_officer().unlock_token)
    job = _find(kind)
    running = job is not None and job.state is State.RUNNING
    return jsonify(done=job.done if job else 0, total=job.total if job else 0, running=running)


@pages.post("/queue/progress/batch/cancel")
@may_enter(Role.INTAKE_OFFICER)
def cancel_opening() -> ResponseReturnValue:
    """Stop opening after the piece at hand; what is open stays open, the rest stays sealed."""
    job = _find("batch")
    if job:
        job.cancel()
    return redirect(url_for("console.progress", kind="batch"), 303)


def _find(kind: str) -> Job | None:
    if kind not in _JOBS:
        abort(404)
    officer = acting_officer()
    return desk().jobs.find(officer.organ_id, _JOBS[kind] or compare_declared.job_of(officer))
