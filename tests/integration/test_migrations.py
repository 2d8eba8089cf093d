"""Migrations: the tables that they make are the models', and data survives each on its way."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.orm import DeclarativeBase

from app.settings import Settings, Zone
from app.storage.case_records import HeldRecord, SealedHeader, add_record, find_held_record
from app.storage.casework import CaseworkBase, Officer
from app.storage.database import Database, open_database
from app.storage.intake import Case, CodeState, IntakeBase
from app.storage.migrate import alembic_config, upgrade_schema
from tests.make import TODAY
from tests.servers import PostgreSQL

pytestmark = pytest.mark.rows

ZONES: list[tuple[Zone, type[DeclarativeBase]]] = [
    ("intake", IntakeBase),
    ("casework", CaseworkBase),
]
ROWS: dict[Zone, tuple[type[DeclarativeBase], dict[str, object]]] = {
    "intake": (
        Case,
        {
            "case_number": "QF-0000-0000-00",
            "verifier_hash": bytes(32),
            "reporter_recipient": "age1pq1",
            "organ_id": "group",
            "received_on": TODAY,
            "code_confirmed": True,
            "code_state": CodeState.OWN,
        },
    ),
    "casework": (
        Officer,
        {
            "account": "intake01",
            "name": "受理员",
            "role": "intake_officer",
            "organ_id": "group",
            "password_hash": "x",
            "recipient": "age1",
            "sealed_identity": b"\x00\xff",
            "removed_on": None,
            "blocked_on": None,
        },
    ),
}
OpenEmpty = Callable[[Zone], Database]


@pytest.fixture
def open_empty(
    request: pytest.FixtureRequest, settings: Settings, database: str, tmp_path: Path
) -> Iterator[OpenEmpty]:
    """Open a zone's database that has no table yet."""
    url = ""
    if database == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        url = server.create_database()
    for zone, _ in ZONES:
        (tmp_path / zone).mkdir()
    empty = replace(settings, instance=tmp_path, database_url=url)
    opened: list[Database] = []

    def open_zone(zone: Zone) -> Database:
        opened.append(open_database(empty, zone))
        return opened[-1]

    yield open_zone
    for one in opened:
        one.engine.dispose()


@pytest.mark.parametrize(("zone", "base"), ZONES)
def test_migrations_make_what_the_models_say(
    open_empty: OpenEmpty, zone: Zone, base: type[DeclarativeBase]
) -> None:
    opened = open_empty(zone)
    upgrade_schema(opened, zone)
    with opened.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, base.metadata) == []


@pytest.mark.parametrize(("zone", "base"), ZONES)
def test_upgrading_twice_changes_nothing(
    open_empty: OpenEmpty, zone: Zone, base: type[DeclarativeBase]
) -> None:
    opened = open_empty(zone)
    upgrade_schema(opened, zone)
    model, row = ROWS[zone]
    with opened.begin() as session:
        session.execute(insert(model), [row])
    upgrade_schema(opened, zone)
    with opened.read() as session:
        found = session.execute(select(model.__table__)).mappings().one()
    assert dict(found) == row
    assert base.metadata.tables


@pytest.mark.parametrize(("zone", "base"), ZONES)
def test_each_step_goes_down_and_up_again(
    open_empty: OpenEmpty, zone: Zone, base: type[DeclarativeBase]
) -> None:
    opened = open_empty(zone)
    upgrade_schema(opened, zone)
    steps = list(ScriptDirectory.from_config(alembic_config(zone)).walk_revisions())
    model, row = ROWS[zone]
    with opened.begin() as session:
        session.execute(insert(model), [row])
    for _ in steps:
        with opened.engine.begin() as connection:
            command.downgrade(alembic_config(zone, connection), "-1")
    assert set(inspect(opened.engine).get_table_names()) <= {"alembic_version"}
    upgrade_schema(opened, zone)
    assert set(base.metadata.tables) <= set(inspect(opened.engine).get_table_names())


def test_failed_migration_leaves_the_tables_as_they_were(open_empty: OpenEmpty) -> None:
    opened = open_empty("casework")
    with opened.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("CREATE SCHEMA casework"))
        # In the way of the first migration's last table.
        connection.execute(text("CREATE TABLE sign_ins (x INTEGER)"))
    with pytest.raises(Exception, match="sign_ins"):
        upgrade_schema(opened, "casework")
    assert set(inspect(opened.engine).get_table_names()) == {"sign_ins"}


def test_records_of_before_belong_to_the_organ_addressed(open_empty: OpenEmpty) -> None:
    """What organs share stays shared; what is a unit's own is gone on the way down."""
    opened = open_empty("casework")
    upgrade_schema(opened, "casework")
    before = next(
        str(revision.down_revision)
        for revision in ScriptDirectory.from_config(alembic_config("casework")).walk_revisions()
        if revision.path.endswith("_record_owners.py")
    )
    with opened.engine.begin() as connection:
        command.downgrade(alembic_config("casework", connection), before)
    numbers = {"QF-0000-0000-01": ["group", "unit-1"], "QF-0000-0000-02": ["superior"]}
    with opened.engine.begin() as connection:
        for number, organs in numbers.items():
            row = {"number": number, "payload": b"\x00" + number.encode()}
            connection.execute(text("INSERT INTO case_records VALUES (:number, 3, :payload)"), row)
            statement = text("INSERT INTO record_headers VALUES (:number, :organ, 1, :payload)")
            connection.execute(statement, [row | {"organ": organ} for organ in organs])
    upgrade_schema(opened, "casework")
    with opened.begin() as session:
        for number, organs in numbers.items():
            for organ in organs:
                held = find_held_record(session, organ, number)
                assert held == HeldRecord(
                    number, organs[0], 3, b"\x00" + number.encode(), b"\x00" + number.encode()
                )
        add_record(session, "QF-0000-0000-01", "unit-2", b"own", [SealedHeader("unit-2", 1, b"h")])
    with opened.engine.begin() as connection:
        command.downgrade(alembic_config("casework", connection), before)
    with opened.engine.connect() as connection:
        query = text("SELECT case_number, organ_id FROM record_headers ORDER BY 1, 2")
        left = [tuple(row) for row in connection.execute(query)]
    assert left == [(number, organ) for number, organs in numbers.items() for organ in organs]
