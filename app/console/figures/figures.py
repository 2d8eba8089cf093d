"""Daily figures: how many items arrived on a day, and whether they are still there."""

from datetime import date
from typing import Any

from flask import Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.queue.queue import officer_view
from app.services.officer.figures.read_figures import (
    WHO_MAY_READ,
    FigureDay,
    keep_figures,
    read_figures,
)

_KEPT = "figures_kept"
"""In the officer's own cookie until the next look: how many were kept."""


@pages.get("/figures")
@may_enter(*WHO_MAY_READ)
def figures() -> ResponseReturnValue:
    """The newest days, or those before one."""
    found = read_figures(desk(), acting_officer(), _before())
    last = found.days[-1].compared.figure.day if found.days else ""
    return render_template(
        "figures.html",
        officer=officer_view(),
        unlocked=False,
        days=[_shown(day) for day in found.days],
        differing=sum(day.compared.differs or day.kept_otherwise for day in found.days),
        not_kept=found.not_kept,
        kept_now=session.pop(_KEPT, 0),
        older_url=url_for("console.figures", before=str(last)) if found.has_older else None,
    )


@pages.post("/figures/keep")
@may_enter(*WHO_MAY_READ)
def send_keep_figures() -> ResponseReturnValue:
    """Keep what is new, for good."""
    session[_KEPT] = keep_figures(desk(), acting_officer())
    return redirect(url_for("console.figures"), 303)


@pages.get("/figures/download")
@may_enter(*WHO_MAY_READ)
def figures_file() -> ResponseReturnValue:
    """The days of a page as text, to be kept elsewhere."""
    found = read_figures(desk(), acting_officer(), _before())
    texts = [day.compared.figure.text() for day in reversed(found.days)]
    answer = Response("\n".join(texts), mimetype="text/plain")
    answer.headers["Content-Disposition"] = 'attachment; filename="daily-figures.txt"'
    return answer


def _before() -> date | None:
    try:
        return date.fromisoformat(request.args.get("before", ""))
    except ValueError:
        return None


def _shown(day: FigureDay) -> dict[str, Any]:
    figure = day.compared.figure
    return {
        "day": figure.day,
        "arrived": figure.items,
        "there": day.compared.there,
        "root": figure.root.hex(),
        "kept": day.kept,
        "notes": _notes(day),
        "differs": day.compared.differs or day.kept_otherwise,
    }


def _notes(day: FigureDay) -> list[str]:
    compared = day.compared
    notes = []
    if compared.missing:
        notes.append(
            ngettext(
                "%(num)s item that arrived on this day is missing or was exchanged",
                "%(num)s items that arrived on this day are missing or were exchanged",
                compared.missing,
            )
        )
    if compared.added:
        notes.append(
            ngettext(
                "%(num)s item bears this day and was not there when it was over",
                "%(num)s items bear this day and were not there when it was over",
                compared.added,
            )
        )
    if compared.changed:
        notes.append(_("the figure itself was changed after it was made"))
    if day.kept_otherwise:
        notes.append(_("this is another figure than the one that you kept"))
    purged, transferred = (compared.deleted.get(why, 0) for why in ("purged", "transferred"))
    if purged:
        notes.append(_("deleted by the rules when their time was over: %(num)s", num=purged))
    if transferred:
        notes.append(_("transferred to the superior organ: %(num)s", num=transferred))
    return [str(note) for note in notes]
