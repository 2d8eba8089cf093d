"""Bring an installation's databases to this version's schema."""

from app.settings import ZONES, Settings, SettingsError
from app.storage.database import open_database
from app.storage.migrate import upgrade_schema


def upgrade_databases(settings: Settings) -> None:
    """Upgrade both zones, each in one transaction; what is new already stays as it is.

    Raises:
        SettingsError: a database is not there at all.
    """
    files = [settings.zone(zone) / f"{zone}.sqlite" for zone in ZONES]
    missing = [file for file in files if not settings.database_url and not file.exists()]
    if missing:
        # Upgrading would make an empty one, and hide that reports are gone.
        raise SettingsError([f"{file} is missing: restore it from the backup" for file in missing])
    for zone in ZONES:
        database = open_database(settings, zone)
        try:
            upgrade_schema(database, zone)
        finally:
            database.engine.dispose()
