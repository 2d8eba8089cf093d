"""Word the notice of the public first page; look at it before it is saved."""

from collections.abc import Mapping

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.forms import NoticeForm, ResetNoticeForm
from app.console.queue.queue import officer_view
from app.domain.plain_text import read_blocks
from app.domain.roles import Role
from app.services.notice import Notice, Section, Texts
from app.services.officer.edit_notice import edit_notice, show_notice
from app.storage.notices import StaleNoticeError
from app.web.notice_words import built_in_texts

_SAVED = "notice_saved"
"""In the administrator's own cookie until the next look: that it was saved."""


@pages.get("/admin/notice")
@may_enter(Role.ADMINISTRATOR)
def notice() -> ResponseReturnValue:
    """The texts as they stand, to be changed."""
    present = show_notice(desk(), acting_officer())
    return _page(_filled(present), saved=session.pop(_SAVED, False))


@pages.post("/admin/notice")
@may_enter(Role.ADMINISTRATOR)
def send_notice() -> ResponseReturnValue:
    """Show how it will look, or save it; a colleague's change in between is shown, not lost."""
    form = NoticeForm()
    if not form.validate():
        return _page(form), 422
    if request.form.get("step") == "preview":
        return _page(form, preview=form.texts())
    return _save(form, form.texts())


@pages.post("/admin/notice/reset")
@may_enter(Role.ADMINISTRATOR)
def reset_notice() -> ResponseReturnValue:
    """Go back to the built-in texts."""
    form = ResetNoticeForm()
    if not form.validate():
        return _page(_filled(show_notice(desk(), acting_officer())), reset_form=form), 422
    return _save(form, {})


def _save(form: NoticeForm | ResetNoticeForm, texts: Texts) -> ResponseReturnValue:
    built_in = built_in_texts()
    own = {where: text for where, text in texts.items() if text and text != built_in[where]}
    try:
        edit_notice(desk(), acting_officer(), form.seen_version(), own)
    except StaleNoticeError:
        present = show_notice(desk(), acting_officer())
        shown = form if isinstance(form, NoticeForm) else _filled(present)
        shown.seen.data = str(present.version)
        return _page(shown, theirs=_complete(present)), 409
    session[_SAVED] = True
    return redirect(url_for("console.notice"), 303)


def _filled(present: Notice) -> NoticeForm:
    form = NoticeForm(formdata=None, seen=str(present.version))
    for (section, language), text in _complete(present).items():
        form[f"{section}_{language}"].data = text
    return form


def _complete(present: Notice) -> dict[tuple[Section, str], str]:
    return built_in_texts() | dict(present.texts)


def _page(
    form: NoticeForm,
    *,
    preview: Texts | None = None,
    theirs: Mapping[tuple[Section, str], str] | None = None,
    saved: bool = False,
    reset_form: ResetNoticeForm | None = None,
) -> str:
    shown = {**built_in_texts(), **{w: t for w, t in preview.items() if t}} if preview else {}
    return render_template(
        "notice.html",
        officer=officer_view(),
        unlocked=False,
        form=form,
        reset_form=reset_form or ResetNoticeForm(formdata=None, seen=form.seen.data),
        preview={f"{s}_{language}": read_blocks(text) for (s, language), text in shown.items()},
        theirs={f"{s}_{language}": text for (s, language), text in (theirs or {}).items()},
        saved=saved,
    )
