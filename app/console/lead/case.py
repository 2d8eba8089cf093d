"""One lead's page: its head, and the sections that others put on the list (`sections.py`)."""

from contextlib import suppress
from dataclasses import replace

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app.console.blueprint import (
    WORKING_ON_LEADS,
    acting_officer,
    desk,
    may_enter,
    pages,
)
from app.console.lead.case_answers import problem_text
from app.console.lead.head import head_of
from app.console.lead.sections import Lead, show_sections
from app.console.queue.queue import officer_view
from app.services.officer.desk import ActingOfficer
from app.services.officer.key_holder_client import KeptAway, KeyHolderBusyError
from app.services.officer.lead.mark_read import mark_read
from app.services.officer.lead.read_report import OpenedCase, read_case_content
from app.services.officer.lead.record import Record, open_record
from app.services.officer.queue.mark_seen import mark_seen
from app.services.officer.queue.summary import without_recused
from app.services.officer.recusal.keep_named_away import keep_named_away
from app.services.officer.recusal.state_no_conflict import require_statement
from app.services.officer.routing.hand_on import hand_on
from app.services.officer.routing.take_notes import take_notes
from app.services.officer.routing.take_pressings import list_forged_pressings, take_pressings
from app.services.officer.routing.transfer import finish_transfers
from app.services.roster import OutdatedRosterError
from app.storage.case_records import HeldRecord


@pages.get("/cases/<case_number>")
@may_enter(*WORKING_ON_LEADS)
def case(case_number: str) -> ResponseReturnValue:
    """The lead, decrypted in memory for this answer only."""
    return case_page(case_number)


def case_page(case_number: str, **sent: FlaskForm) -> str:
    """The whole page, with a form as it was sent where it needs correcting, by its name.

    Raises:
        CaseNotHeldError: not this officer's lead.
        OfficerRecusedError: the officer is kept away from it.
        NotStatedError: the officer has not said yet whether there is a conflict of interest.
        KeyHolderLockedError: the officer has to unlock first.
    """
    lead = _open(case_number, sent)
    return render_template(
        "case.html",
        officer=officer_view(),
        lead=head_of(lead),
        problems=[problem_text(problem) for problem in lead.content.problems],
        sections=show_sections(lead),
        sent=sent,
    )


def back_to(case_number: str, section: str = "") -> ResponseReturnValue:
    """Lead to the page after something was done, to the section where it was."""
    url = url_for("console.case", case_number=case_number, _anchor=section or None)
    return redirect(url, 303)


def kept_away() -> KeptAway:
    """Who is kept away from which lead, as far as it is the officer's to know."""
    return desk().key_holder.kept_away(acting_officer().unlock_token)


def _open(case_number: str, sent: dict[str, FlaskForm]) -> Lead:
    officer = acting_officer()
    held, record = _open_as_it_is(officer, case_number)
    require_statement(officer, record)
    content = read_case_content(desk(), officer, record)
    keep_named_away(desk(), officer, record, content)
    record = _note_reading(officer, held, record, content)
    forged = list_forged_pressings(desk(), officer, case_number)
    content = replace(content, problems=(*content.problems, *forged))
    mark_seen(desk(), officer, held)
    away = kept_away()
    shown = without_recused(record, away)
    return Lead(officer, record, shown, content, away.of_case(case_number), sent)


def _open_as_it_is(officer: ActingOfficer, case_number: str) -> tuple[HeldRecord, Record]:
    """With what other organs told meanwhile, and no transfer left half done."""
    held, record = open_record(desk(), officer, case_number)
    known = take_notes(desk(), officer, [held], {case_number: record})
    known = take_pressings(desk(), officer, [held], known)
    if finish_transfers(desk(), officer, known)[case_number] == record:
        return held, record
    return open_record(desk(), officer, case_number)


def _note_reading(
    officer: ActingOfficer, held: HeldRecord, record: Record, content: OpenedCase
) -> Record:
    record = mark_read(desk(), officer, held, record, content)
    with suppress(KeyHolderBusyError, OutdatedRosterError):
        # What cannot be handed on now is handed on at the next reading.
        hand_on(desk(), officer, record.case_number)
    return record
