"""The schema of a zone: brought up to date by Alembic, from the first table on."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from app.settings import Zone
from app.storage.database import Database
from app.storage.schema import MIGRATIONS


def upgrade_schema(database: Database, zone: Zone) -> None:
    """Bring a zone's tables to the newest revision, in one transaction."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {zone}"))
        command.upgrade(alembic_config(zone, connection), "head")


def alembic_config(zone: Zone, connection: Connection | None = None) -> Config:
    """Alembic's configuration for one zone, on a connection of ours."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS / zone).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
