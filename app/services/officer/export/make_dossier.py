"""A lead as a PDF dossier: all that the officer may see of it, under a watermark."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.rendering.printer import print_page
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.export.agreed_exports import AgreedExport, get_export
from app.services.officer.files.list_files import ListedFile, list_files
from app.services.officer.lead.read_report import OpenedCase, read_case_content
from app.services.officer.lead.record import Record, open_record
from app.services.officer.log_act import log_act
from app.services.officer.recusal.state_no_conflict import require_statement


@dataclass(frozen=True, slots=True)
class Dossier:
    """What goes out of a lead."""

    export: AgreedExport
    officer: ActingOfficer
    """Who takes it out."""
    organ_name: str
    made_on: date
    record: Record
    content: OpenedCase
    files: list[ListedFile]


LayOut = Callable[[Dossier], str]
"""Gives a whole page of HTML, in the officer's language."""


def gather_dossier(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, place: int
) -> Dossier:
    """Open what goes out, and put it on record before any of it does.

    Raises:
        CaseNotHeldError: not this officer's lead, or no export that this officer may make now.
        KeyHolderLockedError: the officer has to unlock first.
    """
    today = desk.today()
    _, record = open_record(desk, officer, case_number)
    require_statement(officer, record)
    export = get_export(record, place, officer.account, today)
    content = read_case_content(desk, officer, record)
    organ_name = desk.roster().organ(officer.organ_id).name
    with desk.casework.begin() as session:
        log_act(
            desk,
            session,
            officer,
            act="exported",
            case_number=case_number,
            detail=f"{export.place} {export.kind}",
        )
    files = list_files(case_number, content)
    return Dossier(export, officer, organ_name, today, record, content, files)


def make_dossier(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, place: int, lay_out: LayOut
) -> tuple[str, bytes]:
    """The number of an export that was agreed to, and its PDF.

    Args:
        desk: the zones.
        officer: who takes it out.
        case_number: of which lead.
        place: which of its exports, from 1 upward.
        lay_out: words it.

    Raises:
        CaseNotHeldError: as `gather_dossier`.
        NotPrintedError: no PDF came of it.
    """
    dossier = gather_dossier(desk, officer, case_number, place)
    return dossier.export.number, print_page(lay_out(dossier))
