"""All files of a lead in one list, on its page."""

from flask_babel import lazy_gettext as _l

from app.console.files.addresses import file_view
from app.console.lead.sections import Lead, View, section
from app.services.officer.files.list_files import list_files


@section("files", _l("Files"), "lead_files.html", order=15)
def show(lead: Lead) -> View | None:
    """The report's files, then those of later messages; nothing beside an extract."""
    if lead.record.received is not None:
        return None
    files = list_files(lead.case_number, lead.content)
    views = [
        {**file_view(lead.case_number, file.attachment, file.message_id), "day": file.day}
        for file in files
    ]
    return {"count": len(views), "files": views}
