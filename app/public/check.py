"""Look it over before sending: what was answered, and what in it may tell who wrote it.

The page is made in memory from what the form brought, and carries all of it on in hidden fields;
nothing of it is stored. Files wait, sealed, as with a form that needs correcting.
"""

from collections.abc import Iterator
from typing import Any

from flask import render_template
from flask_babel import gettext as _

from app.domain.giveaways import find_giveaways, is_telling_source
from app.public.cleaning import files_may_tell
from app.public.forms import FilesForm
from app.services.reporter.present_code import AccessCode
from app.web import labels

STEP = "step"
"""The field that says what a button is for; without it the form is sent for good."""
CHECK, EDIT, SEND = "check", "edit", "send"


def check_page(
    form: FilesForm,
    code: AccessCode,
    waiting: list[dict[str, object]],
    *,
    address: str,
    try_again_at: str | None,
) -> str:
    """The answers, to be read over, with what to look at again.

    Args:
        form: valid.
        code: the one under which it will be sent.
        waiting: the files received with it.
        address: where the form goes, to be sent or to be changed.
        try_again_at: the time of day, where sending would be one try too many.
    """
    form.access_code.data = " ".join(code.words())
    return render_template(
        "check.html",
        form=form,
        rows=list(_rows(form)),
        carried=list(_carried(form, waiting)),
        giveaways=list(_giveaways(form)),
        telling_source="how_known" in form and is_telling_source(form.how_known.data or []),
        waiting_files=waiting,
        address=address,
        gives_code="organ" in form,
        try_again_at=try_again_at,
    )


def may_tell(form: FilesForm, code: AccessCode) -> bool:
    """Whether something in a form may tell who wrote it: its words, or what its files keep."""
    keep_names = bool(form.keep_names.data)
    return any(_giveaways(form)) or files_may_tell(code, form.kept_ids(), keep_names=keep_names)


def _rows(form: FilesForm) -> Iterator[dict[str, Any]]:
    for name in form.asked:
        field = form[name]
        if field.data:
            yield {"id": field.id, "question": field.label.text, "answer": _answer(field)}


def _answer(field: Any) -> str:  # noqa: ANN401  wtforms has no types
    if field.data is True:
        return str(_("Ticked"))
    choices = getattr(field, "choices", None)
    if choices is None:
        return str(field.data)
    picked = [field.data] if isinstance(field.data, str) else field.data
    return "\n".join(str(choice.label) for choice in choices if choice.value in picked)


def _carried(form: FilesForm, waiting: list[dict[str, object]]) -> Iterator[tuple[str, str]]:
    for name in (*form.asked, "clean", "keep_names"):
        data = form[name].data or []
        # A box that stands alone, as its page sends it.
        values = ["y"] if data is True else data
        for value in [values] if isinstance(values, str) else values:
            yield name, value
    for file in waiting:
        yield "kept", str(file["item_id"])


def _giveaways(form: FilesForm) -> Iterator[dict[str, Any]]:
    for name in form.told:
        for found in find_giveaways(form[name].data or ""):
            yield {
                "part": found.part,
                "reasons": [labels.GIVEAWAYS[kind] for kind in found.kinds],
            }
