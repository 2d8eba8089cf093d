"""List the organs of the signed roster, for the printed notice."""

from app.services.roster import Organ, load_roster
from app.settings import Settings
from app.storage.database import open_database


def list_organs(settings: Settings) -> tuple[Organ, ...]:
    """The organs whose keys are in use, in the roster's order.

    Raises:
        RosterError: there is no roster, or the right key did not sign it.
    """
    database = open_database(settings, "intake")
    try:
        with database.read() as session:
            return load_roster(session, settings.roster_pin).organs
    finally:
        database.engine.dispose()
