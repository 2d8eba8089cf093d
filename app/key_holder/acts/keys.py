"""The keys that an act's approvers opened together: the organ's, and the group's to sign with."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.key_holder.acts.organ_in_hands import OrganInHands
from app.key_holder.acts.proposal import ActRefusedError
from app.key_holder.unlocking.assembling import NotInRosterError, ShareDoesNotFitError, assemble
from app.key_holder.unlocking.key_ring import Contribution
from app.storage.casework import KeyGeneration
from crypto.group_key import OrganKey


@dataclass(frozen=True, slots=True)
class ActKeys:
    """Keys for one act.

    Attributes:
        group: the group's newest key, which signs.
        organ: the organ's keys by generation; none where the act opens only the group's.
    """

    group: OrganKey = field(repr=False)
    organ: dict[int, OrganKey] = field(repr=False)


def open_act_keys(
    contributions: Sequence[Contribution], organ: OrganInHands | None, group: OrganInHands
) -> ActKeys:
    """Put the keys of an act together.

    Args:
        contributions: of those who approved.
        organ: whose key the act opens, all generations of it; None for none.
        group: whose newest key signs.

    Raises:
        ActRefusedError: `share_does_not_fit`, or `not_in_roster` where a key is another one.
    """
    if organ is None:
        return ActKeys(_open(contributions, group, group.newest), {})
    keys = {one.generation: _open(contributions, organ, one) for one in organ.generations}
    if organ.organ.organ_id == group.organ.organ_id:
        return ActKeys(keys[group.newest.generation], keys)
    return ActKeys(_open(contributions, group, group.newest), keys)


def _open(
    contributions: Sequence[Contribution], organ: OrganInHands, generation: KeyGeneration
) -> OrganKey:
    shares = [
        one.shares[generation.generation]
        for one in contributions
        if one.organ_id == organ.organ.organ_id and generation.generation in one.shares
    ]
    try:
        return assemble(generation, shares, organ.organ)
    except ShareDoesNotFitError:
        raise ActRefusedError("share_does_not_fit") from None
    except NotInRosterError:
        raise ActRefusedError("not_in_roster") from None
