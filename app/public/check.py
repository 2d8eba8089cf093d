"""Look it over before sending: what was answered, and what in it may tell who wrote it.

The page is made in memory from what the form brought, and carries all of it on in hidden fields;
nothing of it is stored. Files wait, sealed, as with a form that needs correcting.
"""

from collections.abc import Iterator
from typing import Any

from flask import render_template

from app.domain.giveaways import find_giveaways, is_telling_source
from app.public.forms import ReportForm
from app.public.sealing import is_server_chosen
from app.services.reporter.present_code import AccessCode
from app.web import labels
from app.web.questions import QUESTIONS

STEP = "step"
"""The field that says what a button is for; without it the form is sent for good."""
CHECK, EDIT = "check", "edit"

_TOLD = ("narrative", "subjects", "unit", "place", "occurred_on", "regulars", "benefit", "recuse")
"""The questions that are answered in the reporter's own words."""


def check_page(
    form: ReportForm,
    code: AccessCode,
    waiting: list[dict[str, object]],
    *,
    try_again_at: str | None,
) -> str:
    """The answers, to be read over, with what to look at again.

    Args:
        form: valid.
        code: the one under which it will be sent.
        waiting: the files received with it.
        try_again_at: the time of day, where sending would be one try too many.
    """
    form.access_code.data = " ".join(code.words())
    return render_template(
        "check.html",
        form=form,
        rows=list(_rows(form)),
        carried=list(_carried(form, waiting)),
        giveaways=list(_giveaways(form)),
        telling_source=is_telling_source(form.how_known.data or []),
        waiting_files=waiting,
        server_seals=is_server_chosen(),
        try_again_at=try_again_at,
    )


def _rows(form: ReportForm) -> Iterator[dict[str, Any]]:
    for name in ("organ", *QUESTIONS):
        field = form[name]
        if field.data:
            yield {"id": field.id, "question": field.label.text, "answer": _answer(field)}


def _answer(field: Any) -> str:  # noqa: ANN401  wtforms has no types
    choices = getattr(field, "choices", None)
    if choices is None:
        return str(field.data)
    picked = [field.data] if isinstance(field.data, str) else field.data
    return "\n".join(str(choice.label) for choice in choices if choice.value in picked)


def _carried(form: ReportForm, waiting: list[dict[str, object]]) -> Iterator[tuple[str, str]]:
    for name in ("organ", *QUESTIONS):
        data = form[name].data or []
        for value in [data] if isinstance(data, str) else data:
            yield name, value
    yield "clean", form.clean.data or ""
    if form.keep_names.data:
        yield "keep_names", "y"
    for file in waiting:
        yield "kept", str(file["item_id"])


def _giveaways(form: ReportForm) -> Iterator[dict[str, Any]]:
    for name in _TOLD:
        for found in find_giveaways(form[name].data or ""):
            yield {
                "part": found.part,
                "reasons": [labels.GIVEAWAYS[kind] for kind in found.kinds],
            }
