"""The database as it really is: settings of every connection, shapes of tables, transactions."""

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, datetime
from itertools import pairwise
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, DateTime, Integer, event, func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.services.reporter.desk import IntakeDesk
from app.services.roster import RosterError, load_roster
from app.settings import Settings
from app.storage.audit import append_entry, entry_hash
from app.storage.casework import AuditEntry
from app.storage.database import Database, open_database
from app.storage.intake import Case, IntakeBase, Roster
from app.storage.schema import SchemaError, check_schema
from app.storage.signing_in import SignIn
from tests.faults.marks import find_marks
from tests.make import TODAY, Clock, make_case

pytestmark = pytest.mark.rows

Zones = tuple[Database, Database]
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "temp_store": 2,
    "trusted_schema": 0,
    "busy_timeout": 30000,
}


def make_row(number: int) -> Case:
    return Case(
        case_number=f"QF-0000-{number:04d}-00",
        verifier_hash=number.to_bytes(32, "big"),
        reporter_recipient="",
        organ_id="group",
        received_on=TODAY,
        code_confirmed=False,
    )


@pytest.mark.parametrize("database", ["sqlite"])
def test_every_pooled_connection_has_the_pragmas(zones: Zones) -> None:
    for zone in zones:
        reading = zone.engine.execution_options(reading=True)
        with ExitStack() as stack:
            # More than the pool keeps, so that overflow connections are seen too.
            for _ in range(20):
                connection = stack.enter_context(reading.connect())
                assert _pragmas(connection) == PRAGMAS


def _pragmas(connection: Connection) -> dict[str, object]:
    return {name: connection.scalar(text(f"PRAGMA {name}")) for name in PRAGMAS}


_OF_THE_OFFICE = {"rosters", "notices"}
"""Tables of the intake zone in which nothing is about a reporter."""


@pytest.mark.parametrize("database", ["sqlite"])
def test_intake_tables_have_no_hidden_row_number(zones: Zones) -> None:
    with zones[0].read() as session:
        rows = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        tables = {
            name: sql for name, sql in rows if name not in {"alembic_version", *_OF_THE_OFFICE}
        }
    assert set(tables) == set(IntakeBase.metadata.tables) - _OF_THE_OFFICE
    assert all(sql.rstrip().endswith("WITHOUT ROWID") for sql in tables.values())


def test_no_time_and_no_running_number_near_a_reporter(zones: Zones) -> None:
    inspector = inspect(zones[0].engine)
    for table in set(inspector.get_table_names()) - {"alembic_version", *_OF_THE_OFFICE}:
        for column in inspector.get_columns(table):
            kind = column["type"]
            assert not isinstance(kind, DateTime), f"{table}.{column['name']}"
            if column["name"] in inspector.get_pk_constraint(table)["constrained_columns"]:
                by_release = (table, column["name"]) == ("public_word_changes", "shown_from")
                assert by_release or not isinstance(kind, Integer)


def test_writer_keeps_all_or_nothing(zones: Zones) -> None:
    with pytest.raises(IntegrityError):
        _write_twice(zones[0], make_row(1))
    with zones[0].read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_row_needs_what_it_refers_to(zones: Zones) -> None:
    with pytest.raises(IntegrityError), zones[1].begin() as session:
        session.add(
            SignIn(token_hash=bytes(32), account="nobody", ends_at=datetime.now().astimezone())
        )


def test_reader_does_not_wait_for_a_writer(zones: Zones) -> None:
    with zones[0].begin() as writing:
        writing.add(make_row(1))
        writing.flush()
        with zones[0].read() as reading:
            assert reading.scalars(select(Case)).all() == []


def test_writers_at_once_all_get_through(zones: Zones) -> None:
    many = 32
    barrier = Barrier(many)

    def write(number: int) -> None:
        barrier.wait()
        with zones[0].begin() as session:
            # Reads first: on SQLite a transaction that began as a reader could not write any more.
            session.scalar(select(func.count()).select_from(Case))
            session.add(make_row(number))

    with ThreadPoolExecutor(many) as pool:
        list(pool.map(write, range(many)))
    with zones[0].read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == many


def test_zones_are_apart(zones: Zones) -> None:
    intake, casework = (set(inspect(zone.engine).get_table_names()) for zone in zones)
    assert intake & casework == {"alembic_version"}
    with pytest.raises(SQLAlchemyError), zones[0].begin() as session:
        session.execute(text("SELECT * FROM officers"))


def test_database_of_another_version_is_refused(settings: Settings, zones: Zones) -> None:
    check_schema(zones[0], "intake")
    with zones[0].begin() as session:
        [was] = session.scalars(text("SELECT version_num FROM alembic_version"))
        session.execute(text("UPDATE alembic_version SET version_num = 'old'"))
    try:
        with pytest.raises(SchemaError, match="upgrade"):
            check_schema(zones[0], "intake")
    finally:
        with zones[0].begin() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :was"), {"was": was})
    assert settings.instance.exists()


@pytest.mark.parametrize("change", ["document", "signature", "no roster"])
def test_roster_that_the_pinned_key_did_not_sign_is_refused(
    settings: Settings, zones: Zones, change: str
) -> None:
    with zones[0].begin() as session:
        roster = session.scalars(select(Roster)).one()
        if change == "document":
            roster.document = roster.document.replace("驻厅".encode(), "住厅".encode())
        elif change == "signature":
            roster.signature = bytes(64)
        else:
            session.delete(roster)
    with pytest.raises(RosterError), zones[0].read() as session:
        load_roster(session, settings.roster_pin)


def test_newest_roster_counts_and_an_unsigned_one_stops_everything(
    settings: Settings, zones: Zones
) -> None:
    with zones[0].begin() as session:
        session.add(Roster(version=2, document=b'{"version":2,"organs":[]}', signature=bytes(64)))
    with pytest.raises(RosterError), zones[0].read() as session:
        load_roster(session, settings.roster_pin)


def test_log_entries_written_at_once_form_one_chain(zones: Zones, clock: Clock) -> None:
    many = 16

    def write(number: int) -> None:
        with zones[1].begin() as session:
            append_entry(session, at=clock(), account=f"a{number}", act="tested")

    with ThreadPoolExecutor(many) as pool:
        list(pool.map(write, range(many)))
    with zones[1].read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    for before, entry in pairwise(entries):
        assert entry.previous_hash == before.entry_hash


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_log_entry_read_back_has_the_hash_it_was_written_with(
    zones: Zones, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    at = datetime(2026, 11, 12, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    with zones[1].begin() as session:
        append_entry(session, at=at, account="a", act="tested")
    with zones[1].read() as session:
        newest = select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)
        entry = session.scalars(newest).one()
        assert entry.entry_hash == entry_hash(entry)


def test_errors_name_no_value(zones: Zones) -> None:
    row = make_row(1)
    row.reporter_recipient = "secret"
    with zones[0].begin() as session:
        session.add(row)
    with pytest.raises(IntegrityError) as raised, zones[0].begin() as session:
        session.execute(insert(Case), [{**_values(row), "verifier_hash": bytes(32)}])
    assert "secret" not in str(raised.value)


def _write_twice(zone: Database, row: Case) -> None:
    with zone.begin() as session:
        for _ in range(2):
            session.execute(insert(Case), [_values(row)])


def _values(row: Case) -> dict[str, object]:
    return {column.name: getattr(row, column.name) for column in Case.__table__.columns}


def test_cases_are_stored_in_no_order_of_arrival(intake_desk: IntakeDesk, zones: Zones) -> None:
    numbers = [make_case(intake_desk) for _ in range(8)]
    with zones[0].read() as session:
        found = session.scalars(select(Case.case_number)).all()
        days = set(session.scalars(select(Case.received_on)))
    assert len(found) == len(numbers)
    assert days == {date(2026, 11, 12)}
    if zones[0].engine.dialect.name == "sqlite":
        assert list(found) == sorted(found)


@pytest.mark.parametrize("database", ["sqlite"])
def test_rewritten_database_holds_nothing_that_was_deleted(
    settings: Settings, zones: Zones
) -> None:
    casework = zones[1]
    names = [hashlib.sha256(bytes([place])).hexdigest() for place in range(100)]
    heads: dict[str, bytes] = {}
    with casework.begin() as session:
        session.execute(
            text("CREATE TABLE moved (name TEXT PRIMARY KEY, piece BLOB) WITHOUT ROWID")
        )
    # Each round the rows have other lengths: SQLite moves them between pages to make room, and
    # the copies that it leaves behind survive the clearing of the rows themselves.
    for count in range(8):
        with casework.begin() as session:
            for name in names:
                seed = hashlib.sha256(f"{name} {count}".encode())
                length = (700, 1000, 2000, 3000, 5000, 9000)[seed.digest()[0] % 6]
                piece = hashlib.shake_256(seed.digest()).digest(length)
                heads[seed.hexdigest()] = piece[:200]
                values = {"name": name, "piece": piece}
                session.execute(text("REPLACE INTO moved VALUES (:name, :piece)"), values)
    with casework.begin() as session:
        session.execute(text("UPDATE moved SET piece = x''"))
    assert casework.forget_deleted()
    assert find_marks(heads, folders=[settings.zone("casework")])
    assert casework.rewrite()
    assert find_marks(heads, folders=[settings.zone("casework")]) == []
    with casework.begin() as session:
        session.execute(text("DROP TABLE moved"))


@pytest.mark.parametrize("database", ["sqlite"])
def test_who_reads_or_writes_for_too_long_puts_rewriting_off(zones: Zones) -> None:
    intake, _ = zones

    @event.listens_for(intake.engine, "checkout")
    def impatient(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout = 50")

    with intake.begin() as session:
        session.scalars(select(Case)).all()
        assert not intake.rewrite()
    with intake.read() as session:
        session.scalars(select(Case)).all()
        assert not intake.rewrite()
    assert intake.rewrite()
    event.remove(intake.engine, "checkout", impatient)


def test_both_zones_open_with_settings_alone(settings: Settings) -> None:
    database = open_database(settings, "intake")
    with database.read() as session:
        assert load_roster(session, settings.roster_pin).version == 1
    database.engine.dispose()
