"""The receipt: the number and the code, to write down, save, and type back before leaving."""

from flask import Response, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.public.blueprint import pages
from app.public.desk import desk
from app.public.forms import ConfirmForm, SaveForm
from app.public.sealed_answers import is_from_script, refuse, refuse_limit
from app.public.sealing import is_server_chosen
from app.services.reporter.confirm_code import confirm_code as confirm
from app.services.reporter.confirm_code import find_own_case
from app.services.reporter.present_code import (
    CODE_LENGTH,
    AccessCode,
    Positions,
    choose_positions,
    find_code,
    is_typed_back,
    number_of,
    spell,
)
from app.services.reporter.read_sealed import MalformedError, read_verifier
from app.services.reporter.submit_report import Outcome, Receipt
from app.services.reporter.submit_sealed_report import SealedReceipt
from app.web.languages import CHINESE, chosen_language
from app.web.qr_code import qr_code


def receipt_page(
    receipt: Receipt,
    *,
    positions: Positions | None = None,
    mistake: str = "",
    removed: str = "",
    looked_up: bool = True,
) -> str:
    """What the reporter leaves with.

    Args:
        receipt: the number and the code, and what became of the form.
        positions: which parts of the code are asked for; chosen anew unless given.
        mistake: what was wrong with the parts that were typed back.
        removed: what was removed from the files.
        looked_up: there is such a case; else the page does not say so.
    """
    form = ConfirmForm()
    form.access_code.data = " ".join(receipt.code.words())
    if mistake:
        form.typed.errors = [mistake]
    return render_template(
        "receipt.html",
        case_number=receipt.case_number,
        qr_code=qr_code(receipt.case_number),
        code=spell(receipt.code, chinese=chosen_language() == CHINESE),
        outcome=receipt.outcome if looked_up else "",
        removed=removed,
        confirm_form=form,
        positions=positions or choose_positions(),
        code_hidden=receipt.code_confirmed,
        in_browser=False,
        server_seals=is_server_chosen(),
    )


def sealed_receipt_page(receipt: SealedReceipt) -> str:
    """The same for a report sealed in a browser: its script fills in the code."""
    return render_template(
        "receipt.html",
        case_number=receipt.case_number,
        qr_code=qr_code(receipt.case_number),
        code=(),
        outcome=receipt.outcome,
        removed="",
        confirm_form=ConfirmForm(formdata=None),
        positions=choose_positions(),
        code_hidden=receipt.code_confirmed,
        in_browser=True,
        server_seals=False,
    )


@pages.post("/report/confirm")
def confirm_code() -> ResponseReturnValue:
    """Compare what was typed back; once it is right, no page shows the code again."""
    if is_from_script():
        return refuse_limit() if g.try_again_at else _confirm_sealed()
    form = ConfirmForm()
    code = _code_of(form)
    positions = read_positions(form.positions.data or "")
    if g.try_again_at:
        # Nothing is looked up, and the code does not go from the screen before it is noted down.
        receipt = Receipt(number_of(code), code, Outcome.NEW, code_confirmed=False)
        mistake = _("Too many attempts. Please try again at %(time)s.", time=g.try_again_at)
        page = receipt_page(receipt, positions=positions, mistake=mistake, looked_up=False)
        return page, 429
    if is_typed_back(code, positions, form.typed.data or ""):
        number = confirm(desk(), code.verifier())
        return render_template(
            "confirmed.html", case_number=number, server_seals=is_server_chosen()
        )
    case = find_own_case(desk(), code)
    receipt = Receipt(case.case_number, code, Outcome.NEW, case.code_confirmed)
    return receipt_page(receipt, positions=positions, mistake=not_typed_back(positions)), 422


def not_typed_back(positions: Positions) -> str:
    """Says which parts of the code were asked for and do not match."""
    first, second = positions
    text: str = _(
        "These are not words %(first)s and %(second)s of your code. Please compare your note with "
        "the code above.",
        first=first,
        second=second,
    )
    return text


def _confirm_sealed() -> ResponseReturnValue:
    # Its script has compared what was typed: the code is in no form.
    try:
        number = confirm(desk(), read_verifier(request.form["verifier"]))
    except MalformedError:
        return refuse(400, "malformed")
    return render_template("confirmed.html", case_number=number, server_seals=False)


@pages.post("/report/save")
def save_code() -> ResponseReturnValue:
    """The number and the code as a plain text file that looks like nothing.

    Nothing is looked up for it: so no code can be tried here, and it needs no limit, over which a
    reporter would lose the page that shows the code.
    """
    code = _code_of(SaveForm())
    parts = " ".join(spell(code, chinese=chosen_language() == CHINESE))
    response = Response(f"{number_of(code)}\n{parts}\n", mimetype="text/plain")
    response.headers["Content-Disposition"] = 'attachment; filename="notes.txt"'
    return response


def _code_of(form: ConfirmForm | SaveForm) -> AccessCode:
    code = find_code(form.access_code.data or "")
    if code is None:
        raise BadRequest
    return code


def read_positions(text: str) -> Positions:
    """The two places that a form asks for.

    Raises:
        BadRequest: no page of ours asks so.
    """
    known = {str(place): place for place in range(1, CODE_LENGTH + 1)}
    match text.split(","):
        case [first, second] if first in known and second in known:
            return known[first], known[second]
    raise BadRequest
