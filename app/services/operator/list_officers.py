"""List the officers of an installation, and who holds a part of a key."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.services.operator.list_organs import list_organs
from app.services.roster import Organ
from app.settings import Settings
from app.storage.database import open_database
from app.storage.officers import list_officers as list_of_organ
from app.storage.organ_keys import list_generations, list_share_holders


@dataclass(frozen=True, slots=True)
class ListedOfficer:
    """One officer, as everybody in the office may know."""

    account: str
    name: str
    role: str
    holds_key: bool


@dataclass(frozen=True, slots=True)
class ListedOrgan:
    """An organ and its officers.

    Attributes:
        threshold: how many officers unlock its key; 0 where the key is kept elsewhere.
    """

    organ_id: str
    name: str
    threshold: int
    officers: tuple[ListedOfficer, ...]


def list_officers(settings: Settings) -> tuple[ListedOrgan, ...]:
    """All officers who were not removed, by organ.

    Raises:
        RosterError: there is no roster, or the right key did not sign it.
    """
    organs = list_organs(settings)
    casework = open_database(settings, "casework")
    try:
        with casework.read() as session:
            return tuple(_list(session, organs))
    finally:
        casework.engine.dispose()


def _list(session: Session, organs: Iterable[Organ]) -> Iterable[ListedOrgan]:
    for organ in organs:
        holders = list_share_holders(session, organ.organ_id, organ.generation)
        thresholds = [
            one.threshold
            for one in list_generations(session, organ.organ_id)
            if one.generation == organ.generation
        ]
        officers = tuple(
            ListedOfficer(one.account, one.name, one.role, one.account in holders)
            for one in list_of_organ(session, organ.organ_id)
        )
        yield ListedOrgan(organ.organ_id, organ.name, sum(thresholds), officers)
