"""A console with very many leads, most of them closed: the list comes at once, and is light."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, event

from app.key_holder.unwrapping import allowances
from app.services.officer.jobs import State
from app.services.officer.queue.read_queue import BUILD
from app.services.operator.create_installation import Installation
from app.settings import Settings
from app.storage.database import Database
from tests.browse import Browser
from tests.large_office import Filled, fill_office
from tests.make import GROUP, INTAKE_OFFICER, Clock, dispose, open_app, open_zones
from tests.own_officers import OwnOfficers, own_officers

FIRST_PAGE_SECONDS = 3
PAGE_BYTES = 60 * 1024
LEAD_PAGE_RATIO = 3
READABLE = 20


@dataclass(frozen=True)
class Size:
    open: int
    closed: int


SMALL = Size(200, 2_000)
FULL = Size(5_000, 95_000)


@pytest.fixture
def database() -> str:
    return "sqlite"


@dataclass(frozen=True)
class Console:
    officers: OwnOfficers
    browser: Browser
    filled: Filled

    def seconds(self, path: str) -> float:
        """How long a page takes."""
        start = time.perf_counter()
        assert self.browser.client.get(path).status_code == 200
        return time.perf_counter() - start


@contextmanager
def console(installation: Installation, settings: Settings, size: Size) -> Iterator[Console]:
    """A console of an office with so many leads; an intake officer has unlocked."""
    from app.console.factory import create_console_app  # noqa: PLC0415  as the fixtures do

    with ExitStack() as opened:
        zones = open_zones(settings)
        opened.callback(dispose, *(zone.engine for zone in zones))
        filled = fill_office(
            zones,
            settings.roster_pin,
            readable=READABLE,
            open_leads=size.open - READABLE,
            closed=size.closed,
        )
        app = open_app(create_console_app, settings, Clock(), opened)
        officers = opened.enter_context(own_officers(app, installation, settings))
        yield Console(officers, officers.unlock(), filled)


@pytest.mark.parametrize(
    "size",
    [
        SMALL,
        pytest.param(FULL, marks=[pytest.mark.prove, pytest.mark.timeout(3600)]),
    ],
)
def test_list_of_a_large_office(
    size: Size,
    monkeypatch: pytest.MonkeyPatch,
    installation: Installation,
    own_settings: Settings,
    unheld_settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("READS", "QUEUES", "INDEXES"):
        monkeypatch.setattr(allowances, name, allowances.Rate(10**9, 10**9))
    with (
        console(installation, own_settings, size) as large,
        console(installation, unheld_settings, Size(READABLE, 0)) as empty,
    ):
        build_list(large)
        assert empty.seconds("/queue")
        large.officers.desk.indexes.close(GROUP)
        first = large.seconds("/queue")
        again = min(large.seconds("/queue") for _ in range(3))
        pages = [len(large.browser.client.get(f"/queue{asked}").data) for asked in ("", "?lang=en")]
        assert check_scans(large)

        ours, floor = compare_lead_pages(large, empty)
        closed = large.browser.client.get("/cases")
    with capsys.disabled():
        print(  # noqa: T201  figures for whoever runs `make prove`
            f"\n{size}: unlock to first page {first:.2f} s, again {again:.2f} s, pages {pages} B, "
            f"lead page p95 {ours * 1000:.0f} ms, empty console's {floor * 1000:.0f} ms"
        )
    assert max(pages) <= PAGE_BYTES
    # A test of few leads holds what is shown; how fast, `make prove` and `make bench` do.
    if size == FULL:
        assert first <= FIRST_PAGE_SECONDS
        assert ours <= LEAD_PAGE_RATIO * floor
    assert len(set(re.findall(rb"QF(?:-[0-9A-Z]{2,4}){3}", closed.data))) == 50


def build_list(large: Console) -> None:
    """The first look leads to a page that says how far the list is; then it is there."""
    page = large.browser.get("/queue", lang="en")
    assert page.url == "/queue/progress/list"
    job = large.officers.desk.jobs.find(GROUP, BUILD)
    assert job
    assert job.account == INTAKE_OFFICER
    while job.state is State.RUNNING:
        time.sleep(0.05)
    assert job.state is State.DONE
    assert large.browser.get("/queue", lang="en").url == "/queue"


def compare_lead_pages(*consoles: Console) -> list[float]:
    """The seconds within which 95 of 100 lead pages come, read in turn."""
    taken: list[list[float]] = [[] for _ in consoles]
    for place in range(READABLE):
        for one, times in zip(consoles, taken, strict=True):
            times.append(one.seconds(f"/cases/{one.filled.readable[place]}"))
    return [sorted(times)[int(len(times) * 0.95)] for times in taken]


_FEW = re.compile(
    # What is read to its end, and stays small: rows that wait, officers, rosters, recusals.
    r"SCAN (sealed_items USING (COVERING )?INDEX ix_sealed_items_unread|rosters|recusals|officers"
    r"|audit_entries|index_segments|key_generations|key_shares|CONSTANT ROW|\(subquery-\d)"
)


def check_scans(large: Console) -> list[str]:
    """No statement of a look at the list reads through a table that grows with closed cases."""
    desk = large.officers.desk
    statements: list[str] = []
    with watch(desk.intake, desk.casework, tell=statements.append):
        large.seconds("/queue")
    return statements


@contextmanager
def watch(*databases: Database, tell: Callable[[str], None]) -> Iterator[None]:
    """See what is asked of databases, and how SQLite goes about it."""

    def look(
        connection: Connection, cursor: object, statement: str, parameters: object, *_rest: object
    ) -> None:
        del cursor
        if statement.startswith("SELECT"):
            plan = connection.connection.cursor()
            plan.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
            for step in [row[3] for row in plan.fetchall()]:
                assert not step.startswith("SCAN") or _FEW.match(step), (step, statement)
            tell(statement)

    for database in databases:
        event.listen(database.engine, "before_cursor_execute", look)
    try:
        yield
    finally:
        for database in databases:
            event.remove(database.engine, "before_cursor_execute", look)
