"""What each kind of act changes, worked out in memory before anything is written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from app.key_holder.acts.keys import ActKeys, open_act_keys
from app.key_holder.acts.new_generation import (
    HandedOut,
    Holder,
    PaperBackup,
    back_up,
    hand_out_key,
)
from app.key_holder.acts.organ_in_hands import OrganInHands, check_officers
from app.key_holder.acts.proposal import ActKind, ActRefusedError, NewOrgan
from app.key_holder.acts.registry import ApprovedAct
from app.key_holder.acts.roster_signing import SignedRosters, sign_next
from app.services.roster import Organ, OrganKind, Roster, officer_digest, read_organ
from app.storage.casework import KeyGeneration, Officer
from crypto.group_key import KeyInHands, OrganKey


@dataclass(frozen=True, slots=True)
class Standing:
    """What is true when an act is done."""

    roster: Roster
    group: OrganInHands
    organ: OrganInHands | None
    """None where the act brings the organ."""
    officer: Officer | None
    """The one concerned, as stored."""

    @property
    def in_hands(self) -> OrganInHands:
        """The organ whose key the act opens."""
        if self.organ is None:
            raise ActRefusedError("no_organ")
        return self.organ


@dataclass(frozen=True, slots=True)
class Change:
    """All that an act changes.

    Attributes:
        rosters: the versions that follow; None where the roster stays.
        handed_out: generations to store, each with all its shares.
        added: new officers' rows.
        renewed: the new recipient and sealed identity of the officer concerned.
        removed: the account of who goes.
        new_key: what the ring is to have at once, with its generation.
        keys: what the archive's work will need.
    """

    rosters: SignedRosters | None = None
    handed_out: tuple[HandedOut, ...] = ()
    added: tuple[Officer, ...] = ()
    renewed: tuple[str, bytes] | None = field(default=None, repr=False)
    removed: str = ""
    backup: PaperBackup | None = field(default=None, repr=False)
    new_key: tuple[int, OrganKey] | None = field(default=None, repr=False)
    keys: Mapping[int, OrganKey] = field(default_factory=dict, repr=False)


def work_out(act: ApprovedAct, standing: Standing) -> Change:
    """Open the keys that the approvers brought, and make what the act is about.

    Raises:
        ActRefusedError: a recipient or a key is not the roster's, or a share does not fit.
    """
    keys = open_act_keys(act.contributions, standing.organ, standing.group)
    return _KINDS[act.proposal.kind](act, standing, keys)


def _add(act: ApprovedAct, standing: Standing, keys: ActKeys) -> Change:
    proposal, enrolment = act.proposal, act.enrolment
    if enrolment is None:
        raise ActRefusedError("not_enrolled")
    officer = Officer(
        account=proposal.account,
        name=proposal.name,
        role=proposal.role,
        organ_id=proposal.organ_id,
        password_hash=proposal.password_hash,
        recipient=enrolment.recipient,
        sealed_identity=enrolment.sealed_identity,
    )
    digests = standing.roster.officers | {_digest(officer)}
    return Change(
        rosters=_sign(standing, keys, digests),
        handed_out=_hand_out_to(standing, keys, Holder(officer.account, officer.recipient)),
        added=(officer,),
    )


def _renew(act: ApprovedAct, standing: Standing, keys: ActKeys) -> Change:
    enrolment, officer = act.enrolment, standing.officer
    if enrolment is None or officer is None:
        raise ActRefusedError("not_enrolled")
    new = officer_digest(officer.account, officer.organ_id, enrolment.recipient)
    digests = (standing.roster.officers - {_digest(officer)}) | {new}
    return Change(
        rosters=_sign(standing, keys, digests),
        handed_out=_hand_out_to(standing, keys, Holder(officer.account, enrolment.recipient)),
        renewed=(enrolment.recipient, enrolment.sealed_identity),
    )


def _remove(act: ApprovedAct, standing: Standing, keys: ActKeys) -> Change:
    officer = standing.officer
    if officer is None:
        raise ActRefusedError("no_officer", act.proposal.account)
    digests = standing.roster.officers - {_digest(officer)}
    return replace(_new_key(act, standing, keys, digests), removed=officer.account)


def _rotate(act: ApprovedAct, standing: Standing, keys: ActKeys) -> Change:
    return _new_key(act, standing, keys, standing.roster.officers)


def _finish(_act: ApprovedAct, _standing: Standing, keys: ActKeys) -> Change:
    return Change(keys=keys.organ)


def _add_organ(act: ApprovedAct, standing: Standing, keys: ActKeys) -> Change:
    new, organ_id = act.proposal.new_organ, act.proposal.organ_id
    if new is None:
        raise ActRefusedError("bad_organ")
    officers = tuple(_new_organs_officers(new, organ_id))
    organ = read_organ(
        {
            "organ_id": organ_id,
            "kind": OrganKind.UNIT,
            "name": new.name,
            "recipient": new.recipient,
            "generation": 1,
            "verify_key": new.verify_key,
        }
    )
    in_hands = KeyInHands(
        new.threshold, new.sealed_key, tuple(one.sealed_share for one in new.officers)
    )
    accounts = tuple(one.account for one in new.officers)
    organs = (*standing.roster.organs, organ)
    digests = standing.roster.officers | {_digest(officer) for officer in officers}
    return Change(
        rosters=sign_next(standing.roster, organs, digests, keys.group),
        handed_out=(HandedOut(organ_id, 1, False, accounts, in_hands),),  # noqa: FBT003  a field
        added=officers,
    )


_KINDS: Final[Mapping[ActKind, Callable[[ApprovedAct, Standing, ActKeys], Change]]] = {
    ActKind.ADD_OFFICER: _add,
    ActKind.RENEW_OFFICER: _renew,
    ActKind.REMOVE_OFFICER: _remove,
    ActKind.ROTATE_KEY: _rotate,
    ActKind.FINISH_ROTATION: _finish,
    ActKind.ADD_ORGAN: _add_organ,
}


def _new_key(
    act: ApprovedAct, standing: Standing, keys: ActKeys, digests: frozenset[str]
) -> Change:
    organ, proposal = standing.in_hands, act.proposal
    holders = _named(standing, proposal.account)
    key, generation = OrganKey.create(), organ.newest.generation + 1
    stored = KeyGeneration(
        organ_id=organ.organ.organ_id, generation=generation, reseals=proposal.reseals
    )
    threshold = proposal.threshold or organ.newest.threshold
    organs = tuple(
        _with_key(one, key, generation) if one.organ_id == organ.organ.organ_id else one
        for one in standing.roster.organs
    )
    is_group = organ.organ.organ_id == standing.group.organ.organ_id
    new_group_key = key if is_group else None
    return Change(
        rosters=sign_next(standing.roster, organs, digests, keys.group, new_group_key),
        handed_out=(hand_out_key(key, stored, holders, threshold),),
        backup=back_up(key, organ.organ.organ_id, generation, proposal.paper),
        new_key=(generation, key),
        keys=keys.organ | {generation: key},
    )


def _with_key(organ: Organ, key: OrganKey, generation: int) -> Organ:
    entry = organ.entry() | {
        "recipient": key.recipient,
        "generation": generation,
        "verify_key": key.verify_key.hex(),
    }
    return read_organ(entry)


def _hand_out_to(standing: Standing, keys: ActKeys, newcomer: Holder) -> tuple[HandedOut, ...]:
    # All generations: the newcomer works with the archive too.
    holders = [*_named(standing, newcomer.account), newcomer]
    return tuple(
        hand_out_key(keys.organ[one.generation], one, holders, one.threshold)
        for one in standing.in_hands.generations
    )


def _named(standing: Standing, without: str) -> list[Holder]:
    """The organ's officers but one, each held against the roster."""
    officers = standing.in_hands.others(without)
    check_officers(standing.roster, officers)
    return [Holder(officer.account, officer.recipient) for officer in officers]


def _sign(standing: Standing, keys: ActKeys, digests: frozenset[str]) -> SignedRosters:
    return sign_next(standing.roster, standing.roster.organs, digests, keys.group)


def _digest(officer: Officer) -> str:
    return officer_digest(officer.account, officer.organ_id, officer.recipient)


def _new_organs_officers(new: NewOrgan, organ_id: str) -> Iterable[Officer]:
    for one in new.officers:
        yield Officer(
            account=one.account,
            name=one.name,
            role=one.role,
            organ_id=organ_id,
            password_hash=one.password_hash,
            recipient=one.recipient,
            sealed_identity=one.sealed_identity,
        )
