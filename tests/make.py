"""What tests begin from, made by plain functions with defaults."""

import shutil
import sqlite3
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zlib import compress, crc32

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Connection, Engine, delete, insert, select, text
from sqlalchemy.orm import DeclarativeBase

from app.domain.lifecycle import Status
from app.domain.release import parse_release_schedule
from app.services.envelopes import Answers
from app.services.officer.lead.record import Record
from app.services.operator.create_installation import Installation, create_installation
from app.services.operator.installation_plan import InstallationPlan
from app.services.reporter.desk import IntakeDesk
from app.services.reporter.parcel import Content
from app.services.reporter.receive_file import IncomingFile
from app.services.reporter.submit_report import submit_report
from app.settings import Settings, Zone, load_settings
from app.storage.casework import CaseRecord, CaseworkBase, RecordHeader
from app.storage.database import Database, open_database
from app.storage.intake import IntakeBase
from app.storage.migrate import upgrade_schema
from app.storage.payloads import PayloadStore
from bench.public_server import free_port
from crypto.access_code import AccessCode, new_access_code
from tests.second_factors import plant_authenticators

STORY = "每周五晚，处长和几名项目经理在望江农家乐聚餐，由商人埋单。"
ENGLISH_STORY = "Every Friday the head of section dines with contractors; a business man pays."
PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
TODAY = date(2026, 11, 12)
DAY = timedelta(days=1)
GROUP, SUPERIOR, UNIT, OTHER_UNIT = "group", "superior", "unit-1", "unit-2"
_ZONES: dict[Zone, type[DeclarativeBase]] = {"intake": IntakeBase, "casework": CaseworkBase}
_RECORDS: tuple[type[DeclarativeBase], ...] = (CaseRecord, RecordHeader)
INTAKE_OFFICER, CASE_OFFICER, APPROVER = "intake01", "case01", "approve01"
UNIT_OFFICER, SUPERIOR_OFFICER = "unit101", "superior01"


OpenApp = Callable[..., Flask]
"""Opens an app, with settings of the test's own by name."""


class Clock:
    """An office clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 12, 2, 0, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        """Let time go by, as `timedelta` has it."""
        self.now += timedelta(**time)


def make_installation(folder: Path, *, threshold: int = 1) -> Installation:
    """A new installation on SQLite: the group, a superior and two units; each officer has an app.

    Args:
        folder: where it will be.
        threshold: how many of the group's three officers it takes to unlock its key.
    """
    plan = InstallationPlan(
        department_name="某省交通运输厅",
        group_name="驻厅纪检监察组",
        superior_name="省纪委监委",
        unit_names=("公路管理局纪委", "航务管理局纪委"),
        release="every minute",
        threshold=threshold,
    )
    installation = create_installation(folder, plan)
    plant_authenticators(
        load_settings(installation.instance, {}), [one.account for one in installation.officers]
    )
    return installation


def copy_installation(installation: Installation, folder: Path, database_url: str = "") -> Settings:
    """An instance of its own, with the same keys; where an address is given, on PostgreSQL."""
    shutil.copytree(installation.instance, folder)
    bind = f"127.0.0.1:{free_port()}"
    environment = {
        "QINGFENG_KEY_HOLDER_BIND": bind,
        "QINGFENG_KEY_HOLDER_URL": f"http://{bind}",
    }
    if database_url:
        environment["QINGFENG_DATABASE_URL"] = database_url
    return load_settings(folder, environment)


def copy_rows(source: Settings, target: Settings) -> None:
    """Make the rows of `target` those of `source`, its tables being up to date."""
    for zone, base in _ZONES.items():
        if not target.database_url:
            _copy_pages(source, target, zone)
            continue
        tables = base.metadata.sorted_tables
        rows = _rows(source, zone)
        engine = _known(target, zone).engine
        with engine.begin() as writing:
            with append_only_lifted(writing):
                for table in reversed(tables):
                    writing.execute(delete(table))
            for table in tables:
                if rows[table.name]:
                    writing.execute(insert(table), rows[table.name])
        dispose(engine)


def _copy_pages(source: Settings, target: Settings, zone: Zone) -> None:
    """The same for two files of SQLite: at once, whatever the tables are."""
    files = [settings.zone(zone) / f"{zone}.sqlite" for settings in (source, target)]
    with ExitStack() as stack:
        pristine, changed = (stack.enter_context(closing(sqlite3.connect(one))) for one in files)
        changed.execute("PRAGMA synchronous = OFF")
        pristine.backup(changed)


@cache
def _rows(settings: Settings, zone: Zone) -> dict[str, list[dict[str, Any]]]:
    """The rows of an instance that no test changes, by table."""
    database = open_database(settings, zone)
    with database.engine.connect() as reading:
        rows = {
            table.name: [dict(row) for row in reading.execute(select(table)).mappings()]
            for table in _ZONES[zone].metadata.sorted_tables
        }
    dispose(database.engine)
    return rows


@cache
def _known(settings: Settings, zone: Zone) -> Database:
    """A database that is put back for each test: its statements are compiled once."""
    return open_database(settings, zone)


@contextmanager
def append_only_lifted(connection: Connection) -> Iterator[None]:
    """Do what the database's own triggers refuse, as whoever owns the database can."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET session_replication_role = replica"))
        yield
        connection.execute(text("SET session_replication_role = DEFAULT"))
        return
    query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = connection.execute(query).all()
    for name, _ in triggers:
        connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, sql in triggers:
        connection.execute(text(sql))


def upgrade_zones(settings: Settings) -> None:
    """Bring both zones' tables up to date."""
    for zone in _ZONES:
        database = open_database(settings, zone)
        upgrade_schema(database, zone)
        dispose(database.engine)


def dispose(*engines: Engine) -> None:
    """Close every connection."""
    for engine in engines:
        engine.dispose()


def make_intake_desk(settings: Settings, clock: Clock, **changes: int) -> IntakeDesk:
    """What a reporter's services work with."""
    desk = IntakeDesk(
        open_database(settings, "intake"),
        PayloadStore(settings.zone("intake") / "payloads"),
        settings.roster_pin,
        parse_release_schedule(settings.release),
        clock,
        max_files=settings.max_files,
        max_file_bytes=settings.max_file_mib * 1024 * 1024,
    )
    return replace(desk, **changes)  # type: ignore[arg-type]


def open_app(
    create: Callable[[Settings], Flask],
    settings: Settings,
    clock: Clock,
    opened: ExitStack,
    **changes: object,
) -> Flask:
    """An app on the test's clock, with settings of its own; closed with `opened`."""
    app = create(replace(settings, **changes))  # type: ignore[arg-type]
    desk = app.extensions["desk"]
    for name in {"desk", "intake_desk"} & app.extensions.keys():
        app.extensions[name] = replace(app.extensions[name], clock=clock)
    app.jinja_env.bytecode_cache = _COMPILED
    for zone in ("database", "intake", "casework"):
        if hasattr(desk, zone):
            opened.callback(dispose, getattr(desk, zone).engine)
    # Before that: a piece of work at hand has a connection, which would come back too late.
    if hasattr(desk, "indexes"):
        opened.callback(desk.indexes.end)
        opened.callback(desk.jobs.end)
    return app


class _CompiledTemplates(BytecodeCache):
    """Each template is compiled once a run, not once an app."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _CompiledTemplates()


def make_file(desk: IntakeDesk, name: str = "现场照片.jpg", content: bytes = PHOTO) -> IncomingFile:
    """A file that has arrived whole."""
    file = IncomingFile(desk, name, "image/jpeg")
    file.write(content)
    return file


def make_content(
    desk: IntakeDesk, story: str = STORY, *, organ_id: str = GROUP, files: Mapping[str, bytes] = {}
) -> Content:
    """What a form held."""
    answers: Answers = {"narrative": story, "category": "drinking_circle"}
    received = [make_file(desk, name, content) for name, content in files.items()]
    return Content(answers=answers, organ_id=organ_id, files=received)


def make_case(desk: IntakeDesk, story: str = STORY, *, organ_id: str = GROUP) -> AccessCode:
    """A submitted report; gives its access code."""
    content = make_content(desk, story, organ_id=organ_id)
    return submit_report(desk, new_access_code(), content).code


def make_record(**changes: object) -> Record:
    """The record of a case that was opened today."""
    record = Record(
        case_number="QF-0000-0000-00",
        organ_id=GROUP,
        report_digest="ab" * 32,
        received_on=TODAY,
        opened_on=TODAY,
        status=Status.OPENED,
        entered_on={Status.OPENED: TODAY},
    )
    return replace(record, **changes)  # type: ignore[arg-type]


def open_zones(settings: Settings) -> tuple[Database, Database]:
    """Both databases of an instance, to look into: intake, casework."""
    return open_database(settings, "intake"), open_database(settings, "casework")


def picture_by(author: str) -> bytes:
    """A PNG of one point that says who made it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"tEXt", b"Author\0" + author.encode())
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IDAT", compress(b"\0\0")) + chunk(b"IEND", b"")
