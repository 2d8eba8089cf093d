"""The schema of a zone: brought up to date by Alembic, from the first table on."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.settings import Zone
from app.storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """A database that is not at this version's schema."""


def upgrade_schema(database: Database, zone: Zone) -> None:
    """Bring a zone's tables to the newest revision, in one transaction."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {zone}"))
        command.upgrade(alembic_config(zone, connection), "head")


def check_schema(database: Database, zone: Zone) -> None:
    """Refuse to work on a schema of another version.

    Raises:
        SchemaError: says what is there and what to run.
    """
    head = _newest(zone)
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != head:
        raise SchemaError(f"{zone} database is at revision {found}, not {head}: `qingfeng upgrade`")


@cache
def _newest(zone: Zone) -> str | None:
    """The newest revision that this version knows: Alembic runs every one to find out."""
    return ScriptDirectory.from_config(alembic_config(zone)).get_current_head()


def alembic_config(zone: Zone, connection: Connection | None = None) -> Config:
    """Alembic's configuration for one zone, on a connection of ours."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS / zone).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
