"""Propose how a lead is dealt with, after collective study: one act, and an approver decides."""

from dataclasses import replace

from app.domain.decisions import DecisionError, Facts, Matter, Study, is_whole_study
from app.domain.lifecycle import Status
from app.services.officer.deciding.ask_reporter import check_alone
from app.services.officer.deciding.propose import log_proposed, open_seen, with_proposal
from app.services.officer.deciding.say_word import say_word
from app.services.officer.desk import ActingOfficer, OfficeDesk
from app.services.officer.lead.change_record import change_record
from app.services.officer.lead.record import Record


def propose_disposition(
    desk: OfficeDesk,
    officer: ActingOfficer,
    case_number: str,
    matter: Matter,
    facts: Facts,
    *,
    seen: str | None = None,
) -> None:
    """Record what collective study came to, and put it before an approver.

    Args:
        desk: both zones, and the way to the key-holder.
        officer: who proposes.
        case_number: about which lead.
        matter: `dispose` or `conclude`.
        facts: what is proposed; with the study, where the lead has none yet.
        seen: the mark (`decision_mark`) of what the officer had before their eyes.

    Raises:
        DecisionError: the rules do not allow it, as `study`: no whole collective study.
        CaseNotHeldError: not this officer's lead.
        StaleCaseError: somebody else changed it in the meantime.
    """
    if matter not in (Matter.DISPOSE, Matter.CONCLUDE):
        raise DecisionError("no_such_move")
    held, record = open_seen(desk, officer, case_number, seen)
    if record.status is Status.DISPOSITION_PROPOSED:
        # An earlier proposal was refused or taken back: what was studied stands.
        study = facts.study or last_study(record)
        changed = with_proposal(desk, officer, record, matter, replace(facts, study=study))
        log_proposed(desk, officer, held, changed, matter)
        return
    check_alone(record, officer, Status.DISPOSITION_PROPOSED)
    today = desk.today()
    if facts.study is None or not is_whole_study(facts.study, today):
        raise DecisionError("study")
    moved = record.moved(Status.DISPOSITION_PROPOSED, today).with_step(officer, today, "studied")
    changed = with_proposal(desk, officer, moved, matter, facts)
    with desk.intake.begin() as session:
        say_word(desk, session, changed, Status.DISPOSITION_PROPOSED)
        change_record(desk, officer, held, changed, act="proposed", within=session)


def last_study(record: Record) -> Study | None:
    """The collective study that the lead's latest proposal rested on."""
    waiting = [record.proposal] if record.proposal else []
    decided = [decision.proposal for decision in record.decisions]
    studies = [proposal.facts.study for proposal in (*decided, *waiting)]
    return next((study for study in reversed(studies) if study is not None), None)
