"""What may be proposed: the rules that a proposal is held against before anybody is asked."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy.orm import Session

from app.domain.names import is_account, is_name
from app.domain.roles import KEY_ROLES
from app.key_holder.acts.approvals import Need, list_needs
from app.key_holder.acts.organ_in_hands import OrganInHands, read_organ_in_hands
from app.key_holder.acts.proposal import (
    NEW_KEY_KINDS,
    ActKind,
    ActRefusedError,
    NewOrgan,
    Paper,
    Proposal,
    Terms,
)
from app.services.roster import Organ, Roster, RosterError
from app.storage.casework import Officer
from crypto.age.errors import AgeError
from crypto.age.keys import parse_recipient
from crypto.age.mlkem768x25519 import HybridRecipient
from crypto.secret_sharing import MAX_SHARES, MIN_THRESHOLD

_SINGLE: Final = 1
_VERIFY_KEY: Final = re.compile("[0-9a-f]{64}")


def check_proposal(session: Session, roster: Roster, proposal: Proposal) -> Terms:
    """Return on which terms an act can be approved.

    Args:
        session: a transaction of the casework zone.
        roster: the newest.
        proposal: what is to be done.

    Raises:
        ActRefusedError: it cannot be done, and why.
    """
    group = read_organ_in_hands(session, roster.group())
    if proposal.kind is ActKind.ADD_ORGAN:
        _check_new_organ(session, roster, proposal)
        needs = list_needs(proposal.organ_id, {}, group.organ.organ_id, group.thresholds)
        _check_enough(needs, {group.organ.organ_id: group}, proposal)
        return Terms(roster.version, needs)
    organ = read_organ_in_hands(session, _find_organ(roster, proposal.organ_id))
    _CHECKS[proposal.kind](session, roster, organ, proposal)
    if proposal.kind in NEW_KEY_KINDS:
        _check_new_key(organ, proposal)
    ids = (organ.organ.organ_id, group.organ.organ_id)
    needs = list_needs(ids[0], organ.thresholds, ids[1], group.thresholds)
    _check_enough(needs, dict(zip(ids, (organ, group), strict=True)), proposal)
    return Terms(roster.version, needs)


def may_still_be_removed(roster: Roster, officer: Officer | None) -> bool:
    """Whether there is somebody to remove.

    One who was removed by an act that was cut off is still named: removing them again ends it.
    """
    return officer is not None and (
        officer.removed_on is None
        or roster.names_officer(officer.account, officer.organ_id, officer.recipient)
    )


def _find_organ(roster: Roster, organ_id: str) -> Organ:
    try:
        return roster.organ(organ_id)
    except RosterError:
        raise ActRefusedError("no_organ") from None


def _check_added(
    session: Session, _roster: Roster, organ: OrganInHands, proposal: Proposal
) -> None:
    check_new_account(session, proposal.account, proposal.name, proposal.role)
    shared = any(one.threshold > _SINGLE for one in organ.generations)
    if shared and len(organ.officers) >= MAX_SHARES:
        raise ActRefusedError("too_many_officers")


def check_new_account(session: Session, account: str, name: str, role: str) -> None:
    """Return only if an officer can be added under this account.

    Raises:
        ActRefusedError: `bad_account`, `bad_name`, `bad_role` or `account_taken`.
    """
    if not is_account(account):
        raise ActRefusedError("bad_account")
    if not is_name(name):
        raise ActRefusedError("bad_name", account)
    if role not in set(map(str, KEY_ROLES)):
        raise ActRefusedError("bad_role", account)
    if session.get(Officer, account) is not None:
        raise ActRefusedError("account_taken", account)


def _check_renewed(
    session: Session, _roster: Roster, organ: OrganInHands, proposal: Proposal
) -> None:
    officer = session.get(Officer, proposal.account)
    if officer is None or officer.removed_on or officer.organ_id != organ.organ.organ_id:
        raise ActRefusedError("no_officer", proposal.account)


def _check_removed(
    session: Session, roster: Roster, organ: OrganInHands, proposal: Proposal
) -> None:
    officer = session.get(Officer, proposal.account)
    if (
        officer is None
        or officer.organ_id != organ.organ.organ_id
        or not may_still_be_removed(roster, officer)
    ):
        raise ActRefusedError("no_officer", proposal.account)


def _check_rotated(
    _session: Session, _roster: Roster, organ: OrganInHands, _proposal: Proposal
) -> None:
    # A third key would leave two archives to be re-wrapped. A removal cannot wait for that.
    if len(organ.generations) > 1:
        raise ActRefusedError("rotation_unfinished")


def _check_finished(
    _session: Session, _roster: Roster, organ: OrganInHands, _proposal: Proposal
) -> None:
    if len(organ.generations) == 1:
        raise ActRefusedError("nothing_to_finish")


_CHECKS: Final[Mapping[ActKind, Callable[[Session, Roster, OrganInHands, Proposal], None]]] = {
    ActKind.ADD_OFFICER: _check_added,
    ActKind.RENEW_OFFICER: _check_renewed,
    ActKind.REMOVE_OFFICER: _check_removed,
    ActKind.ROTATE_KEY: _check_rotated,
    ActKind.FINISH_ROTATION: _check_finished,
}


def _check_new_key(organ: OrganInHands, proposal: Proposal) -> None:
    officers = len(organ.others(proposal.account))
    threshold = organ.newest.threshold if proposal.threshold is None else proposal.threshold
    if not 1 <= threshold <= officers or (threshold > _SINGLE and officers > MAX_SHARES):
        raise ActRefusedError("too_few_left" if proposal.threshold is None else "bad_threshold")
    if proposal.paper != Paper() and not (
        MIN_THRESHOLD <= proposal.paper.threshold <= proposal.paper.count <= MAX_SHARES
    ):
        raise ActRefusedError("bad_paper")


def _check_new_organ(session: Session, roster: Roster, proposal: Proposal) -> None:
    new = proposal.new_organ
    if new is None or not is_account(proposal.organ_id.replace("-", "")):
        raise ActRefusedError("bad_organ")
    names = {organ.name for organ in roster.organs}
    ids = {organ.organ_id for organ in roster.organs}
    if proposal.organ_id in ids or new.name in names:
        raise ActRefusedError("organ_there")
    if not _is_sound(new):
        raise ActRefusedError("bad_organ")
    for officer in new.officers:
        check_new_account(session, officer.account, officer.name, officer.role)


def _is_sound(new: NewOrgan) -> bool:
    recipients = [new.recipient, *(officer.recipient for officer in new.officers)]
    accounts = {officer.account for officer in new.officers}
    return (
        is_name(new.name)
        and _VERIFY_KEY.fullmatch(new.verify_key) is not None
        and 1 <= new.threshold <= len(new.officers) <= MAX_SHARES
        and bool(new.sealed_key) == (new.threshold > _SINGLE)
        and len(accounts) == len(new.officers)
        and len(set(recipients)) == len(recipients)
        and all(_is_hybrid(recipient) for recipient in recipients)
    )


def _is_hybrid(recipient: str) -> bool:
    try:
        return isinstance(parse_recipient(recipient), HybridRecipient)
    except AgeError:
        return False


def _check_enough(
    needs: tuple[Need, ...], in_hands: Mapping[str, OrganInHands], proposal: Proposal
) -> None:
    for need in needs:
        can_approve = in_hands[need.organ_id].holders[need.generation] - {proposal.account}
        if len(can_approve) < need.count:
            removes = proposal.kind is ActKind.REMOVE_OFFICER
            raise ActRefusedError("too_few_left" if removes else "too_few_officers")
