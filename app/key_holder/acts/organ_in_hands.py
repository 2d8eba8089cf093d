"""Who holds an organ's key: its generations that still open something, and the officers of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.key_holder.acts.proposal import ActRefusedError
from app.services.roster import Organ, Roster
from app.storage.casework import KeyGeneration, Officer
from app.storage.officers import list_officers
from app.storage.organ_keys import list_generations, list_share_holders


@dataclass(frozen=True, slots=True)
class OrganInHands:
    """An organ's key as its officers hold it.

    Attributes:
        generations: newest first; the first is the one that the roster names.
        holders: the accounts that hold a share, by generation.
        officers: who hold a share of the newest, by account.
    """

    organ: Organ
    generations: tuple[KeyGeneration, ...]
    holders: Mapping[int, frozenset[str]]
    officers: tuple[Officer, ...]

    @property
    def newest(self) -> KeyGeneration:
        """The generation that new reports are sealed to."""
        return self.generations[0]

    @property
    def thresholds(self) -> dict[int, int]:
        """How many officers it takes, by generation."""
        return {one.generation: one.threshold for one in self.generations}

    def others(self, account: str) -> tuple[Officer, ...]:
        """The officers who hold the newest key, without one."""
        return tuple(officer for officer in self.officers if officer.account != account)


def read_organ_in_hands(session: Session, organ: Organ) -> OrganInHands:
    """Read who holds an organ's key.

    Args:
        session: a transaction of the casework zone.
        organ: as the signed roster has it.

    Raises:
        ActRefusedError: `no_key`: the organ keeps its key elsewhere.
    """
    # A generation that no roster names was left by an act that was cut off: nothing uses it.
    generations = tuple(
        one
        for one in list_generations(session, organ.organ_id)
        if one.generation <= organ.generation
    )
    if not generations or generations[0].generation != organ.generation:
        raise ActRefusedError("no_key")
    holders = {
        one.generation: frozenset(list_share_holders(session, organ.organ_id, one.generation))
        for one in generations
    }
    officers = tuple(
        officer
        for officer in list_officers(session, organ.organ_id)
        if officer.account in holders[organ.generation]
    )
    return OrganInHands(organ, generations, holders, officers)


def check_officers(roster: Roster, officers: Iterable[Officer]) -> None:
    """Return only if the signed roster names each officer with this very recipient.

    Raises:
        ActRefusedError: `not_in_roster`, and whose recipient it is.
    """
    for officer in officers:
        if not roster.names_officer(officer.account, officer.organ_id, officer.recipient):
            raise ActRefusedError("not_in_roster", officer.account)
