"""The first use of a one-time code: a new code, shown once and typed back, takes its place."""

import json
from base64 import b64encode

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from app.public.blueprint import pages
from app.public.desk import desk
from app.public.forms import MessageForm, ReplaceForm
from app.public.receipt import not_typed_back, read_positions
from app.public.sealed_answers import is_from_script, refuse, refuse_limit
from app.public.sealing import is_server_chosen, sealing_to
from app.public.status_page import status_page
from app.services.reporter.check_status import check_sealed_status, check_status
from app.services.reporter.present_code import (
    AccessCode,
    Positions,
    choose_positions,
    find_code,
    is_typed_back,
    new_access_code,
    spell,
)
from app.services.reporter.read_sealed import MalformedError, read_sealed_new_code
from app.services.reporter.replace_code import (
    ReplyCameError,
    read_one_time_case,
    replace_code,
    replace_code_sealed,
)
from app.services.roster import OutdatedRosterError
from app.web.error_table import error_page
from app.web.languages import CHINESE, chosen_language


def replacement_page(
    code: AccessCode,
    number: str | None,
    *,
    new_code: AccessCode | None = None,
    positions: Positions | None = None,
    mistake: str = "",
) -> str:
    """A new code, and the question for part of it. Until it is answered, the old one counts.

    Raises:
        CaseNotFoundError: the code has no case, or is no one-time code (any more).
    """
    case = read_one_time_case(desk(), code.verifier(), number)
    new_code = new_code or new_access_code()
    form = ReplaceForm(formdata=None)
    form.access_code.data = " ".join(code.words())
    form.new_code.data = " ".join(new_code.words())
    if mistake:
        form.typed.errors = [mistake]
    return render_template(
        "replace_code.html",
        case_number=case.case_number,
        code=spell(new_code, chinese=chosen_language() == CHINESE),
        form=form,
        positions=positions or choose_positions(),
        sealing=None,
        slots="",
        server_seals=is_server_chosen(),
    )


def sealed_replacement_page(verifier: bytes, number: str | None) -> str:
    """The same for a browser that keeps the code: its script makes the new one, and fills it in.

    Raises:
        CaseNotFoundError: the code has no case, or is no one-time code (any more).
    """
    case = read_one_time_case(desk(), verifier, number)
    roster = desk().roster()
    slots = [
        {"item_id": slot.item_id, "header": b64encode(slot.header).decode()} for slot in case.slots
    ]
    return render_template(
        "replace_code.html",
        case_number=case.case_number,
        code=(),
        form=ReplaceForm(formdata=None),
        positions=choose_positions(),
        sealing=sealing_to([roster.organ(case.organ_id)], roster, server=False),
        roster=f"{roster.version}.{case.organ_id}",
        slots=json.dumps(slots),
        server_seals=False,
    )


@pages.post("/status/replace")
def replace_one_time_code() -> ResponseReturnValue:
    """Compare what was typed back, and put the new code in the old one's place."""
    if g.try_again_at:
        return refuse_limit() if is_from_script() else error_page(429)
    if is_from_script():
        return _replace_sealed()
    form = ReplaceForm()
    code, new_code = find_code(form.access_code.data or ""), find_code(form.new_code.data or "")
    if code is None or new_code is None or code == new_code:
        raise BadRequest
    positions = read_positions(form.positions.data or "")
    if not is_typed_back(new_code, positions, form.typed.data or ""):
        mistake = not_typed_back(positions)
        page = replacement_page(code, None, new_code=new_code, positions=positions, mistake=mistake)
        return page, 422
    replace_code(desk(), code, new_code)
    status = check_status(desk(), new_code, None)
    return status_page(status, new_code, MessageForm(formdata=None))


def _replace_sealed() -> ResponseReturnValue:
    try:
        new = read_sealed_new_code(request.form)
        replace_code_sealed(desk(), new)
    except MalformedError:
        return refuse(400, "malformed")
    except OutdatedRosterError:
        return refuse(409, "outdated")
    except ReplyCameError:
        return refuse(409, "replies")
    status = check_sealed_status(desk(), new.new_verifier, None)
    return status_page(status, None, MessageForm(formdata=None))
