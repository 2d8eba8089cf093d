"""Approve an act with one's own phrase; whoever is the last has it done."""

from pathlib import Path

from app.key_holder.acts.perform import Performed, perform_if_complete
from app.key_holder.acts.proposal import ActRefusedError, act_detail
from app.key_holder.acts.registry import check_approver
from app.key_holder.holder import KeyHolder
from app.key_holder.unlocking.opening import NoKeyError, find_held, open_shares
from crypto.group_key import WrongPhraseError


def approve_act(
    holder: KeyHolder, folder: Path, act_id: str, account: str, passphrase: str
) -> Performed | None:
    """Count an officer's approval, and do the act if nobody is missing any more.

    Args:
        holder: whose acts these are.
        folder: of the casework zone.
        act_id: which act.
        account: as it was typed.
        passphrase: an unlock phrase in its canonical spelling.

    Returns:
        What was done; None where somebody is missing, or where it was done already.

    Raises:
        NoActError: there is no such act.
        ActRefusedError: this officer may not approve it, or it could not be done.
        TooSoonError: after wrong phrases; nothing was tried.
        WrongPhraseError: no such officer, or another phrase.
        NotInRosterError: the officer's identity is not the one that the roster names.
        ShareDoesNotFitError: the officer's share was changed.
    """
    # One at a time: who approves at the same moment waits, and finds the act done.
    with holder.one_phrase:
        act = holder.acts.look(act_id)
        try:
            organ_id = find_held(holder, account).officer.organ_id
        except NoKeyError:
            raise WrongPhraseError from None
        try:
            check_approver(act, account, organ_id)
        except ActRefusedError as refusal:
            detail = act_detail(act_id, act.proposal, f"error={refusal.code}")
            holder.log.write(account, "approval_refused", detail=detail)
            raise
        contribution = open_shares(holder, account, passphrase)
        holder.log.write(account, "act_approved", detail=act_detail(act_id, act.proposal))
        holder.acts.approve(act_id, contribution)
        return perform_if_complete(holder, folder, act_id)
