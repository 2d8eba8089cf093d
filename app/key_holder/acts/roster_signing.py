"""Sign the next roster: by the group's key, and by its new key too where that changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.roster import ROSTER_LABEL, Organ, Roster, write_roster
from app.storage.intake import Roster as RosterRow
from crypto.group_key import OrganKey


@dataclass(frozen=True, slots=True)
class SignedRosters:
    """The versions that follow, to be stored, and what the settings can pin from then on."""

    rows: tuple[RosterRow, ...]
    pin: str


def sign_next(
    roster: Roster,
    organs: Sequence[Organ],
    officers: frozenset[str],
    group_key: OrganKey,
    new_group_key: OrganKey | None = None,
) -> SignedRosters:
    """Sign what follows a roster.

    Args:
        roster: the newest.
        organs: of the next version, the group's new recipient and verify key among them where its
            key changes.
        officers: of the next version, their digests.
        group_key: the key that the newest roster names.
        new_group_key: where the group's key changes.
    """
    first = _sign(roster.version + 1, organs, officers, group_key)
    if new_group_key is None:
        return SignedRosters((first,), _pin(first, group_key))
    second = _sign(roster.version + 2, organs, officers, new_group_key)
    return SignedRosters((first, second), _pin(second, new_group_key))


def _sign(
    version: int, organs: Sequence[Organ], officers: frozenset[str], key: OrganKey
) -> RosterRow:
    document = write_roster(version, organs, officers)
    return RosterRow(version=version, document=document, signature=key.sign(document, ROSTER_LABEL))


def _pin(row: RosterRow, key: OrganKey) -> str:
    return f"{row.version}:{key.verify_key.hex()}"
