"""Whether a database is at this version's schema: asked at every start, and so without Alembic."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.settings import Zone
from app.storage.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
_TABLE = "alembic_version"


class SchemaError(Exception):
    """A database that is not at this version's schema."""


def check_schema(database: Database, zone: Zone) -> None:
    """Refuse to work on a schema of another version.

    Raises:
        SchemaError: says what is there and what to run.
    """
    head = newest_revision(zone)
    with database.engine.connect() as connection:
        found = _read_revision(connection)
    if found != head:
        raise SchemaError(f"{zone} database is at revision {found}, not {head}: `qingfeng upgrade`")


@cache
def newest_revision(zone: Zone) -> str:
    """The newest revision that this version knows, by its file's name: they are numbered."""
    files = (MIGRATIONS / zone / "versions").glob("[0-9]*.py")
    return max(path.name.partition("_")[0] for path in files)


def _read_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_TABLE):
        return None
    query = text(f"SELECT version_num FROM {_TABLE}")  # noqa: S608  a constant
    found: str | None = connection.scalar(query)
    return found
