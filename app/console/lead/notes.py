"""Notes on a lead."""

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import WORKING_ON_LEADS, acting_officer, desk, may_enter, pages
from app.console.lead.case import back_to, case_page
from app.console.lead.entry_forms import EntryForms
from app.console.lead.forms import NoteForm, ReasonForm
from app.console.lead.sections import Lead, View, section
from app.services.officer.lead.write_note import add_note, retract_note


@section("notes", _l("Notes"), "lead_notes.html", order=40)
def show(lead: Lead) -> View:
    """All notes, the newest first; retracted ones struck through."""
    forms = EntryForms(lead, "retract", ReasonForm)
    notes = [(note, forms.beside(note.note_id)) for note in reversed(lead.record.notes)]
    return {
        "count": sum(note.retracted is None for note in lead.record.notes),
        "notes": notes,
        "form": lead.sent.get("note") or NoteForm(formdata=None),
    }


@pages.post("/cases/<case_number>/notes")
@may_enter(*WORKING_ON_LEADS)
def send_note(case_number: str) -> ResponseReturnValue:
    """Write a note."""
    form = NoteForm()
    if not form.validate():
        return case_page(case_number, note=form), 422
    add_note(desk(), acting_officer(), case_number, (form.text.data or "").strip())
    return back_to(case_number, "notes")


@pages.post("/cases/<case_number>/notes/<note_id>/retract")
@may_enter(*WORKING_ON_LEADS)
def send_retraction(case_number: str, note_id: str) -> ResponseReturnValue:
    """Retract a note: it stays, struck through."""
    form = ReasonForm()
    form.entry = note_id
    if not form.validate():
        return case_page(case_number, retract=form), 422
    reason = (form.reason.data or "").strip()
    retract_note(desk(), acting_officer(), case_number, note_id, reason)
    return back_to(case_number, "notes")
