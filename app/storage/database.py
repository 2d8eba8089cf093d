"""One database of one trust zone: how it is opened, and its two kinds of transaction."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings, Zone

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # NORMAL loses acknowledged writes when the power fails: a receipt must never be a lie.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA busy_timeout = 30000",
)


@dataclass(frozen=True, slots=True)
class Database:
    """The sessions of one zone. A service opens one of them, once."""

    engine: Engine
    _writing: sessionmaker[Session]
    _reading: sessionmaker[Session]

    def begin(self) -> AbstractContextManager[Session]:
        """A transaction that may write: commits at the end of the block, or rolls back."""
        return self._writing.begin()

    def forget_deleted(self) -> None:
        """Drop what SQLite's log still holds of deleted rows; PostgreSQL has no such log here.

        Where somebody reads at this very moment, a part stays until the next time.
        """
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                # Outside any transaction: inside one it does nothing.
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]

    def read(self) -> AbstractContextManager[Session]:
        """A transaction that only reads, and so never waits for a writer."""
        return self._reading.begin()


def open_database(settings: Settings, zone: Zone) -> Database:
    """Open the database of a zone: a SQLite file of its own, or a schema of PostgreSQL."""
    if settings.database_url:
        # Readers must see each other's committed rows, and a writer waits for no one but its row.
        options = {"options": f"-csearch_path={zone}"}
        engine = create_engine(
            settings.database_url, connect_args=options, pool_size=10, hide_parameters=True
        )
    else:
        engine = _open_sqlite(settings.zone(zone) / f"{zone}.sqlite")
    return Database(
        engine,
        sessionmaker(engine, expire_on_commit=False),
        sessionmaker(engine.execution_options(reading=True), expire_on_commit=False),
    )


def _open_sqlite(path: Path) -> Engine:
    # What a statement carries must not stand in the text of its error, and so in a log.
    engine = create_engine(f"sqlite:///{path}", pool_size=10, max_overflow=60, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  sqlite3's own type
        # We say BEGIN ourselves: the driver's own would come too late to take the write lock.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes its lock at once; one that reads first and writes later could be refused.
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
