"""The people of a lead: subjects by name, who is merely mentioned behind a mask."""

from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.console.blueprint import acting_officer, desk, may_enter, pages
from app.console.lead.case import back_to, case_page
from app.console.lead.entry_forms import EntryForms
from app.console.lead.forms import EntryForm, PersonForm, ReasonForm
from app.console.lead.sections import Lead, View, section
from app.domain.notes import Hand
from app.domain.people import CasePerson, Part, mask
from app.services.officer.lead.amend_record import WRITING
from app.services.officer.lead.enter_person import (
    enter_person,
    may_reveal,
    promote_person,
    remove_person,
    reveal_person,
)

_SAID = ("name", "post", "unit", "relation")


@section("people", _l("People"), "lead_people.html", order=50)
def show(lead: Lead) -> View:
    """Subjects first; a masked name is there once its own button was pressed."""
    promote = EntryForms(lead, "promote", ReasonForm)
    remove = EntryForms(lead, "remove", ReasonForm)
    shown = lead.sent.get("reveal")
    people = sorted(lead.record.people, key=lambda person: person.part is Part.MENTIONED)
    return {
        "people": [
            {
                **_person(person, named=isinstance(shown, EntryForm) and _is(shown, person)),
                "promote": promote.beside(person.person_id),
                "remove": remove.beside(person.person_id),
            }
            for person in people
        ],
        "may_write": lead.officer.role in WRITING,
        "may_reveal": may_reveal(lead.officer, lead.shown),
        "form": lead.sent.get("person") or PersonForm(formdata=None),
    }


@pages.post("/cases/<case_number>/people")
@may_enter(*WRITING)
def send_person(case_number: str) -> ResponseReturnValue:
    """Enter somebody."""
    form = PersonForm()
    if not form.validate():
        return case_page(case_number, person=form), 422
    nobody = Hand(desk().today(), "", "")
    name, post, unit, relation = ((form[said].data or "").strip() for said in _SAID)
    person = CasePerson("", Part(form.part.data), nobody, name, post, unit, relation)
    enter_person(desk(), acting_officer(), case_number, person)
    return back_to(case_number, "people")


@pages.post("/cases/<case_number>/people/<person_id>/promote")
@may_enter(*WRITING)
def send_promotion(case_number: str, person_id: str) -> ResponseReturnValue:
    """Make a subject of somebody who was merely mentioned."""
    form = ReasonForm()
    form.entry = person_id
    if not form.validate():
        return case_page(case_number, promote=form), 422
    reason = (form.reason.data or "").strip()
    promote_person(desk(), acting_officer(), case_number, person_id, reason)
    return back_to(case_number, "people")


@pages.post("/cases/<case_number>/people/<person_id>/remove")
@may_enter(*WRITING)
def send_removal(case_number: str, person_id: str) -> ResponseReturnValue:
    """Take out somebody who was entered by mistake."""
    form = ReasonForm()
    form.entry = person_id
    if not form.validate():
        return case_page(case_number, remove=form), 422
    reason = (form.reason.data or "").strip()
    remove_person(desk(), acting_officer(), case_number, person_id, reason)
    return back_to(case_number, "people")


@pages.post("/cases/<case_number>/people/<person_id>/reveal")
@may_enter(*WRITING)
def send_reveal(case_number: str, person_id: str) -> ResponseReturnValue:
    """Show a masked name once, after it was put on record."""
    form = EntryForm()
    form.entry = person_id
    reveal_person(desk(), acting_officer(), case_number, person_id)
    return case_page(case_number, reveal=form)


def _is(shown: EntryForm, person: CasePerson) -> bool:
    return shown.entry == person.person_id


def _person(person: CasePerson, *, named: bool) -> dict[str, Any]:
    is_subject = person.part is Part.SUBJECT
    return {
        "id": person.person_id,
        "is_subject": is_subject,
        "named": named,
        "name": person.name if is_subject or named else mask(person.name),
        "post": person.post,
        "unit": person.unit,
        "relation": person.relation,
        "by": person.by,
        "promoted": person.promoted,
        "reason": person.reason,
    }
