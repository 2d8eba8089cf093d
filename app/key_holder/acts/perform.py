"""Do what was approved: whole or not at all.

The casework zone commits inside the intake zone's open transaction. Cut off between the two, the
roster stays as it was: a new key is one that no roster names and nothing uses, and the next act
takes its place; an officer whose row changed is refused by name until added officers are renewed or
removed, and removed ones removed, once more.
"""

import logging
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.domain.working_days import office_day
from app.key_holder.acts.changes import Change, Standing, work_out
from app.key_holder.acts.new_generation import HandedOut, PaperBackup
from app.key_holder.acts.organ_in_hands import read_organ_in_hands
from app.key_holder.acts.proposal import ENROLLING, ActKind, ActRefusedError, Proposal, act_detail
from app.key_holder.acts.registry import ApprovedAct
from app.key_holder.holder import KeyHolder
from app.services.private_files import sync_folder, write_private
from app.services.roster import Roster, RosterError, load_roster
from app.storage.audit import append_entry
from app.storage.casework import KeyGeneration, Officer
from app.storage.organ_keys import forget_shares, forget_shares_of
from app.storage.second_factors import shut_out

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Performed:
    """What was done: `result` for everybody, `backup` for the last approver's page alone."""

    result: dict[str, Any]
    backup: PaperBackup | None = field(default=None, repr=False)


def perform_if_complete(holder: KeyHolder, folder: Path, act_id: str) -> Performed | None:
    """Do an act that all have approved, once; None where somebody is missing, or somebody did it.

    Args:
        holder: whose acts these are.
        folder: of the casework zone, where a paper backup's file goes.
        act_id: which act.

    Raises:
        NoActError: there is none.
        ActRefusedError: it could not be done: nothing was changed, and the act is over.
    """
    act = holder.acts.take(act_id)
    if act is None:
        return None
    error = ActRefusedError("failed")
    try:
        change = _perform(holder, folder, act)
        performed = Performed(_result(act, change), change.backup)
        holder.acts.finish(act_id, performed.result, change.keys)
    except ActRefusedError as refusal:
        error = refusal
        raise
    except (OSError, RosterError, SQLAlchemyError) as failure:
        _log.error("%s while an act was done", type(failure).__name__)
        raise error from None
    finally:
        # Whatever happened, nobody waits for it any longer.
        if holder.acts.close(act_id, error):
            note = f"error={error.code} about={error.account}".removesuffix(" about=")
            holder.log.write("", "act_failed", detail=act_detail(act_id, act.proposal, note))
    return performed


def _perform(holder: KeyHolder, folder: Path, act: ApprovedAct) -> Change:
    change = work_out(act, _read_standing(holder, act))
    backup = folder / change.backup.file_name if change.backup else None
    try:
        if change.backup and backup:
            # On the disk before the key is in use. One that is there is of an act that was cut off.
            backup.unlink(missing_ok=True)
            write_private(backup, change.backup.content)
            sync_folder(folder)
        _write(holder, act, change)
    except BaseException:
        if backup:
            backup.unlink(missing_ok=True)
        raise
    _tell_the_ring(holder, act.proposal, change)
    return change


def _read_standing(holder: KeyHolder, act: ApprovedAct) -> Standing:
    proposal = act.proposal
    with holder.intake.read() as session:
        roster = load_roster(session, holder.roster_pin)
    _check_terms(act, roster)
    with holder.casework.read() as session:
        group = read_organ_in_hands(session, roster.group())
        is_new = proposal.kind is ActKind.ADD_ORGAN
        organ = None if is_new else read_organ_in_hands(session, roster.organ(proposal.organ_id))
        officer = session.get(Officer, proposal.account) if proposal.account else None
        return Standing(roster, group, organ, officer)


def _check_terms(act: ApprovedAct, roster: Roster) -> None:
    # What was approved was this change to that roster, by officers with those shares.
    if roster.version != act.terms.roster_version:
        raise ActRefusedError("changed")


def _write(holder: KeyHolder, act: ApprovedAct, change: Change) -> None:
    with holder.intake.begin() as intake:
        _check_terms(act, load_roster(intake, holder.roster_pin))
        if change.rosters:
            intake.add_all(change.rosters.rows)
            intake.flush()
            # What is signed is read back as everybody will read it.
            load_roster(intake, holder.roster_pin)
        with holder.casework.begin() as casework:
            now = datetime.now(UTC)
            _write_officers(casework, act, change, office_day(now))
            for handed_out in change.handed_out:
                _store(casework, handed_out)
            detail = act_detail(act.act_id, act.proposal, _note(change))
            append_entry(casework, at=now, account="", act="act_performed", detail=detail)


def _write_officers(session: Session, act: ApprovedAct, change: Change, today: date) -> None:
    session.add_all(change.added)
    session.flush()
    officer = session.get(Officer, act.proposal.account) if act.proposal.account else None
    if officer and change.renewed:
        officer.recipient, officer.sealed_identity = change.renewed
    if officer and change.removed:
        officer.removed_on = officer.removed_on or today
        forget_shares_of(session, officer.account)
        shut_out(session, officer.account)
    session.flush()


def _store(session: Session, handed_out: HandedOut) -> None:
    stored = session.get(KeyGeneration, (handed_out.organ_id, handed_out.generation))
    if stored is None:
        session.add(handed_out.row())
    else:
        stored.threshold = handed_out.in_hands.threshold
        stored.sealed_key = handed_out.in_hands.sealed_key
        stored.reseals = handed_out.reseals
        forget_shares(session, handed_out.organ_id, handed_out.generation)
    session.flush()
    session.add_all(handed_out.shares())
    session.flush()


def _note(change: Change) -> str:
    if change.new_key is None:
        return ""
    [handed_out] = change.handed_out
    return f"generation={handed_out.generation} threshold={handed_out.in_hands.threshold}"


def _tell_the_ring(holder: KeyHolder, proposal: Proposal, change: Change) -> None:
    if proposal.kind in ENROLLING or change.removed:
        holder.ring.drop_account(proposal.account)
    if change.new_key:
        generation, key = change.new_key
        [handed_out] = change.handed_out
        holder.ring.install(proposal.organ_id, generation, key, handed_out.accounts)


def _result(act: ApprovedAct, change: Change) -> dict[str, Any]:
    result: dict[str, Any] = {"organ_id": act.proposal.organ_id}
    if change.rosters:
        result["roster_pin"] = change.rosters.pin
    if change.new_key:
        result["generation"] = change.new_key[0]
    if change.backup:
        result["backup"] = change.backup.file_name
    return result
