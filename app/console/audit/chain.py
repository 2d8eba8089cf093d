"""The log as a whole: is it as it was written, when was it signed, a checkpoint to keep."""

from datetime import UTC, date
from typing import Any

from flask import Response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Length

from app.console.audit.finding_words import finding_text
from app.console.audit.log import moment_text
from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.queue.queue import officer_view
from app.domain.roles import Role
from app.services.audit.checkpoint import (
    MAX_CHARACTERS,
    CheckpointFormatError,
    SignedCheckpoint,
)
from app.services.audit.verify_log import Verified
from app.services.officer.audit.check_chain import (
    check_chain,
    make_checkpoint,
    read_chain_state,
    read_stored_checkpoint,
)
from app.services.officer.key_holder_client import (
    CheckpointRefusedError,
    KeyHolderBusyError,
    KeyHolderLockedError,
)
from app.web.qr_code import qr_code

_ANSWER = "checkpoint"
"""In the auditor's own cookie until the next look: what became of a signing."""
_HASH_GROUP = 8


class VerifyForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """What was kept elsewhere, to be held against the log."""

    kept = TextAreaField(
        _l("A checkpoint that was kept elsewhere (may stay empty)"),
        [Length(max=MAX_CHARACTERS, message=_l("This is too long for a checkpoint."))],
    )


@pages.get("/audit/chain")
@may_enter(Role.AUDITOR)
def audit_chain() -> ResponseReturnValue:
    """What is known without walking along the log."""
    return _page(VerifyForm(formdata=None), answer=session.pop(_ANSWER, ""))


@pages.post("/audit/verify")
@may_enter(Role.AUDITOR)
def verify_log() -> ResponseReturnValue:
    """Walk along it, which in a long log takes some seconds."""
    form = VerifyForm()
    if not form.validate():
        return _page(form), 422
    try:
        verified = check_chain(desk(), acting_officer(), (form.kept.data or "").strip())
    except CheckpointFormatError:
        form.kept.errors = [_l("This is no checkpoint, or not all of it. Copy all eleven lines.")]
        return _page(form), 422
    return _page(VerifyForm(formdata=None), verified=verified)


@pages.post("/audit/checkpoint")
@may_enter(Role.AUDITOR)
def send_checkpoint() -> ResponseReturnValue:
    """Have the log signed, and show the sheet; or say why it was not."""
    try:
        statement = make_checkpoint(desk(), acting_officer()).statement
    except KeyHolderLockedError:
        session[_ANSWER] = "locked"
    except CheckpointRefusedError:
        session[_ANSWER] = "refused"
    except KeyHolderBusyError:
        session[_ANSWER] = "busy"
    else:
        organ_id, number = statement.organ_id, statement.number
        return redirect(url_for("console.checkpoint", organ_id=organ_id, number=number), 303)
    return redirect(url_for("console.audit_chain"), 303)


@pages.get("/audit/checkpoints/<organ_id>/<number>")
@may_enter(Role.AUDITOR)
def checkpoint(organ_id: str, number: str) -> ResponseReturnValue:
    """One sheet of paper."""
    found = read_stored_checkpoint(desk(), acting_officer(), organ_id, number)
    return render_template(
        "audit_checkpoint.html",
        officer=officer_view(),
        unlocked=False,
        checkpoint=_shown(found),
        organ_name=_organ_name(found),
        key=found.statement.key_fingerprint(),
        qr_code=qr_code(found.text(), error="l"),
        text=found.text(),
    )


@pages.get("/audit/checkpoints/<organ_id>/<number>/download")
@may_enter(Role.AUDITOR)
def checkpoint_file(organ_id: str, number: str) -> ResponseReturnValue:
    """A small file to be kept elsewhere."""
    found = read_stored_checkpoint(desk(), acting_officer(), organ_id, number)
    name = f"checkpoint-{found.statement.organ_id}-{found.statement.number}.txt"
    answer = Response(found.text(), mimetype="text/plain")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(form: VerifyForm, *, answer: str = "", verified: Verified | None = None) -> str:
    state = read_chain_state(desk(), acting_officer())
    newest = state.checkpoints[0].statement if state.checkpoints else None
    return render_template(
        "audit_chain.html",
        officer=officer_view(),
        unlocked=False,
        form=form,
        answer=answer,
        entries=state.entries,
        verified_at=moment_text(state.verified.at.replace(tzinfo=UTC)) if state.verified else "",
        found_then=_found_then(state.verified.detail) if state.verified else 0,
        newest=newest,
        days_ago=_days_since(newest.day) if newest else 0,
        checkpoints=[_shown(one) for one in state.checkpoints],
        verified=verified,
        findings=[finding_text(finding) for finding in verified.findings] if verified else [],
    )


def _shown(found: SignedCheckpoint) -> dict[str, Any]:
    statement = found.statement
    digits = statement.entry_hash.hex()
    return {
        "organ_id": statement.organ_id,
        "number": statement.number,
        "day": statement.day,
        "entries": statement.entries,
        "groups": [digits[i : i + _HASH_GROUP] for i in range(0, len(digits), _HASH_GROUP)],
    }


def _organ_name(found: SignedCheckpoint) -> str:
    organs = {organ.organ_id: organ.name for organ in desk().roster().organs}
    return organs.get(found.statement.organ_id, found.statement.organ_id)


def _days_since(day: date) -> int:
    return max((desk().today() - day).days, 0)


def _found_then(detail: str) -> int:
    text = detail.rpartition("findings=")[2]
    return int(text) if text.isascii() and text.isdigit() else 0
