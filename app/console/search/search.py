"""The search: what is looked for is sent in the body of a form, and no address ever holds it."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.queue.lead_words import category_text, circle_type_text
from app.console.queue.queue import officer_view
from app.console.search.forms import SearchForm
from app.console.search.words import SOURCES
from app.services.officer.jobs import Job
from app.services.officer.key_holder_client import KeyHolderLockedError
from app.services.officer.search.search import Found, Hit, prepare_search, search
from app.web import labels


@pages.get("/search")
@may_enter(*WORKING_ON_LEADS)
def search_page() -> ResponseReturnValue:
    """The form; meanwhile the texts are put together, so that the first search finds them ready."""
    try:
        building = prepare_search(desk(), acting_officer())
    except KeyHolderLockedError:
        return redirect(url_for("console.queue"), 303)
    return _page(SearchForm(formdata=None), building=building)


@pages.post("/search")
@may_enter(*WORKING_ON_LEADS)
def send_search() -> ResponseReturnValue:
    """What was found, or how far the texts are; the form as it was sent stands above it."""
    form = SearchForm()
    if not form.validate():
        return _page(form), 422
    try:
        found = search(desk(), acting_officer(), form.query(), form.page_number())
    except KeyHolderLockedError:
        return redirect(url_for("console.queue"), 303)
    return _page(form, found, found.building)


def _page(form: SearchForm, found: Found | None = None, building: Job | None = None) -> str:
    return render_template(
        "search.html",
        officer=officer_view(),
        unlocked=True,
        here="console.search_page",
        form=form,
        narrowed=any((f.data or "") != (f.default or "") or f.errors for f in form.narrowing()),
        building=building,
        found=found if found and not found.building else None,
        hits=[_hit_values(hit) for hit in found.hits] if found else [],
    )


def _hit_values(hit: Hit) -> dict[str, Any]:
    return {
        "case_number": hit.text.case_number,
        "category_text": category_text(hit.text.category),
        "circle_type_text": circle_type_text(hit.text.circle_type),
        "status_text": labels.STATUSES[hit.text.status],
        "received_on": hit.text.received_on,
        "source": SOURCES[hit.source] if hit.source else "",
        "pieces": hit.pieces,
        "is_stated": hit.is_stated,
    }
