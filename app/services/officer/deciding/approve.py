"""Agree to what another person proposed: then it happens, in one act."""

from app.domain.decisions import Proposal, target_of
from app.domain.lifecycle import Status
from app.domain.sentences import decline_code
from app.services.officer.deciding.changes import approve_on, open_proposal
from app.services.officer.deciding.performers import PERFORMERS, Approving, Work
from app.services.officer.deciding.propose import log_detail, open_seen
from app.services.officer.deciding.say_word import say_word
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record
from app.services.officer.recusal.recuse import list_kept_away
from app.storage.case_records import HeldRecord


def approve(
    desk: OfficeDesk, officer: ActingOfficer, case_number: str, *, seen: str, again: bool = False
) -> None:
    """Do what was proposed.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who agrees.
        case_number: about which lead.
        seen: the mark (`decision_mark`) of what the officer had before their eyes.
        again: the officer has just typed the second factor again.

    Raises:
        DecisionError: the rules do not allow it to this officer; `again` where the second factor
            has to be typed first.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime; nothing was done.
    """
    held, record = open_seen(desk, officer, case_number, seen)
    approve_open(desk, officer, held, record, again=again)


def approve_open(
    desk: OfficeDesk,
    officer: ActingOfficer,
    held: HeldRecord,
    record: Record,
    *,
    again: bool = False,
) -> None:
    """The same for a record that is open already.

    Raises:
        DecisionError: as for `approve`.
        StaleCaseError: the same.
    """
    proposal = open_proposal(record)
    kept_away = list_kept_away(desk, officer, record.case_number)
    changed = approve_on(record, officer, desk.today(), kept_away=kept_away, again=again)
    performer = PERFORMERS[proposal.matter]
    approving = Approving(desk, officer, record, changed, proposal)
    if performer.instead:
        performer.instead(approving, held)
        return
    # Before any lock is taken: reporters must not wait for the key-holder.
    work = performer.prepare(approving) if performer.prepare else Work()
    target = target_of(proposal.matter, proposal.facts)
    with desk.intake.begin() as session:
        if target is not None:
            say_word(desk, session, changed, target, _sentence(proposal, target))
        if work.within:
            work.within(session)
        # Inside: where a colleague was faster, the reporter reads nothing of it.
        detail = log_detail(proposal.matter)
        change_record(
            desk,
            officer,
            held,
            changed,
            act="approved",
            detail=detail,
            within=session,
            beside=work.beside,
        )
    if work.afterwards:
        work.afterwards()


def _sentence(proposal: Proposal, target: Status) -> str:
    facts = proposal.facts
    if target is Status.NOT_ACCEPTED and facts.decline and facts.turn_to:
        return decline_code(facts.decline, facts.turn_to)
    return str(facts.sentence or "") if target is Status.CONCLUDED else ""
