"""Make an export that two people agreed to, and hand it out."""

from flask import Response, stream_with_context
from flask.typing import ResponseReturnValue

from app.console.blueprint import (
    WORKING_ON_LEADS,
    acting_officer,
    desk,
    may_enter,
    pages,
    second_factor_again,
)
from app.console.export.lay_out import lay_out
from app.services.officer.export.agreed_exports import ExportKind, get_export
from app.services.officer.export.make_dossier import make_dossier
from app.services.officer.export.seal_dossier import seal_dossier
from app.services.officer.lead.record import open_record
from app.web.headers import HARMLESS

_LONGEST_NUMBER = 6


@pages.post("/cases/<case_number>/exports/<place>")
@may_enter(*WORKING_ON_LEADS)
@second_factor_again
def make_export(case_number: str, place: str) -> ResponseReturnValue:
    """A PDF, or a sealed file."""
    number = (
        int(place) if place.isascii() and place.isdigit() and len(place) < _LONGEST_NUMBER else 0
    )
    officer = acting_officer()
    _, record = open_record(desk(), officer, case_number)
    export = get_export(record, number, officer.account, desk().today())
    if export.kind is ExportKind.DOSSIER:
        name, content = make_dossier(desk(), officer, case_number, number, lay_out)
        return _file(Response(content, mimetype="application/pdf"), f"{name}.pdf")
    sealed = seal_dossier(desk(), officer, case_number, number, lay_out)
    response = Response(stream_with_context(sealed.blocks), mimetype="application/octet-stream")
    response.call_on_close(sealed.close)
    return _file(response, f"{sealed.number}.zip.age")


def _file(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = HARMLESS
    return response
