"""One database of one trust zone: how it is opened, and its two kinds of transaction."""

from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import OperationalError
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.orm import Session, sessionmaker

from app.settings import Settings, Zone

_TEMP_IN_MEMORY = "PRAGMA temp_store = MEMORY"
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # NORMAL loses acknowledged writes when the power fails: a receipt must never be a lie.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    _TEMP_IN_MEMORY,
    "PRAGMA trusted_schema = OFF",
    "PRAGMA busy_timeout = 30000",
)


_rewriting = Lock()
"""The folder for copies is one for the whole process."""


@dataclass(frozen=True, slots=True)
class Database:
    """The sessions of one zone. A service opens one of them, once."""

    engine: Engine
    _writing: sessionmaker[Session]
    _reading: sessionmaker[Session]

    def begin(self) -> AbstractContextManager[Session]:
        """A transaction that may write: commits at the end of the block, or rolls back."""
        return self._writing.begin()

    def read(self) -> AbstractContextManager[Session]:
        """A transaction that only reads, and so never waits for a writer."""
        return self._reading.begin()

    def forget_deleted(self) -> bool:
        """Leave nothing of what was deleted in the log of writes; waits for who reads.

        SQLite keeps whole old pages there until it is cut off. PostgreSQL keeps old rows in its
        tables until VACUUM, and in its own log for as long as its server is set to.

        Returns:
            Whether it is done; False where somebody has been reading for too long.
        """
        if self.engine.dialect.name != "sqlite":
            return True
        # Past SQLAlchemy, which would begin a transaction: inside one there is no cutting off.
        with (
            closing(self.engine.raw_connection()) as connection,
            closing(connection.cursor()) as cursor,
        ):
            return _cut_log(cursor)

    def rewrite(self) -> bool:
        """Leave nothing of what was deleted in the file either; takes seconds a gigabyte.

        `secure_delete` clears a row where it lies. A copy stays behind wherever SQLite had moved
        the row to another page before, to make room for its neighbours. Only VACUUM, which writes
        every row anew, is sure (https://sqlite.org/lang_vacuum.html). Writers wait meanwhile.

        Returns:
            As `forget_deleted`; False also where somebody has been writing for too long.
        """
        if self.engine.dialect.name != "sqlite":
            return True
        with (
            _rewriting,
            closing(self.engine.raw_connection()) as connection,
            closing(connection.cursor()) as cursor,
        ):
            _copy_into(cursor, Path(self.engine.url.database or "").parent)
            try:
                cursor.execute("VACUUM")
            except OperationalError:
                return False
            finally:
                cursor.execute(_TEMP_IN_MEMORY)
            return _cut_log(cursor)


def _copy_into(cursor: DBAPICursor, folder: Path) -> None:
    """Have VACUUM make its copy there, and not where temporary files lie, or else in memory."""
    quoted = str(folder).replace("'", "''")
    # SQLite may have been built without it, and then says nothing.
    cursor.execute(f"PRAGMA temp_store_directory = '{quoted}'")
    cursor.execute("PRAGMA temp_store_directory")
    if cursor.fetchone() == (str(folder),):
        cursor.execute("PRAGMA temp_store = FILE")


def _cut_log(cursor: DBAPICursor) -> bool:
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    result = cursor.fetchone()
    return result is not None and not result[0]


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
