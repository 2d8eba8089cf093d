"""Enter a lead from another channel, and hand its caller a case number and a one-time code."""

from datetime import date
from typing import Any, cast

from flask import render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.console.blueprint import UNLOCK, acting_officer, desk, may_enter, pages
from app.console.channels.forms import NewCaseForm
from app.console.channels.incoming import ENTERING, intake_desk
from app.console.lead.step_words import Kind, name_steps
from app.console.queue.queue import officer_view
from app.domain.channels import Way
from app.services.officer.channels.enter_case import EnteredLead, enter_case
from app.services.reporter.present_code import AccessCode, find_code, new_access_code, spell
from app.services.reporter.send_message import OneTimeCodeError, OtherOrganError
from app.services.reporter.submit_report import Receipt
from app.services.roster import OrganKind
from app.web.choices import choices_of
from app.web.qr_code import qr_code
from app.web.sealed_uploads import SealedUploadRequest

name_steps(Kind.STEP, {"entered": _l("Entered from another channel")})


@pages.get("/cases/new")
@may_enter(*ENTERING)
def new_case() -> ResponseReturnValue:
    """An empty form with a one-time code of its own. Nothing is stored by opening it."""
    form = NewCaseForm(received_on=desk().today(), organ=_organs()[0].value)
    return _page(form, new_access_code())


@pages.post("/cases/new")
@may_enter(*ENTERING)
def send_new_case() -> ResponseReturnValue:
    """Take the lead in and show its slip, or give the form back with what needs correcting."""
    form = NewCaseForm()
    form.organ.choices = _organs()
    code = find_code(form.access_code.data or "")
    if code is None:
        form.validate()
        return _back(form, _("This form had lost its code. Please send it once more."))
    if not form.validate():
        return _page(form, code), 422
    lead = EnteredLead(
        Way(form.way.data),
        cast("date", form.received_on.data),
        form.organ.data,
        form.answers(),
        tuple(cast("SealedUploadRequest", request).incoming),
    )
    try:
        receipt = enter_case(desk(), intake_desk(), acting_officer(), code, lead)
    except (OneTimeCodeError, OtherOrganError):
        # Sent, gone back to, changed and sent again: the first is stored, and stays as it was.
        return _back(
            form,
            _(
                "This lead was entered before, with other words. What stands here now was not "
                "taken in: as it is, it would be a lead of its own. Send it once more for that."
            ),
        )
    return _slip(receipt, form)


def _page(form: NewCaseForm, code: AccessCode) -> str:
    form.access_code.data = " ".join(code.words())
    form.organ.choices = form.organ.choices or _organs()
    intake = intake_desk()
    return render_template(
        "new_case.html",
        officer=officer_view(),
        unlocked=bool(session.get(UNLOCK)),
        form=form,
        max_files=intake.max_files,
        max_file_mib=intake.max_file_mib,
        files_gone=bool(cast("SealedUploadRequest", request).received),
    )


def _back(form: NewCaseForm, message: str) -> ResponseReturnValue:
    """Give the form back under a new code, and say why."""
    form.narrative.errors = [message]
    return _page(form, new_access_code()), 409


def _slip(receipt: Receipt, form: NewCaseForm) -> str:
    if Way(form.way.data).medium is None:
        return render_template(
            "new_case_no_slip.html",
            officer=officer_view(),
            unlocked=bool(session.get(UNLOCK)),
            case_number=receipt.case_number,
        )
    return render_template(
        "new_case_slip.html",
        officer=officer_view(),
        unlocked=bool(session.get(UNLOCK)),
        case_number=receipt.case_number,
        qr_code=qr_code(receipt.case_number),
        characters=spell(receipt.code, chinese=True),
        words=spell(receipt.code, chinese=False),
        way=form.way.data,
        own_organ=form.organ.data == acting_officer().organ_id,
    )


def _organs() -> list[Any]:
    organs = desk().roster().open_to_reporters()
    return choices_of((one.organ_id, _name(one.kind, one.name)) for one in organs)


def _name(kind: OrganKind, name: str) -> str:
    if kind is OrganKind.SUPERIOR:
        return str(_("%(name)s (it concerns this office or the department's leaders)", name=name))
    return name
