"""Two instances a run, on SQLite and PostgreSQL, put back for each test: one key-holder each."""

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache, partial
from pathlib import Path

import pytest

from app.console.factory import create_console_app
from app.public.factory import create_public_app
from app.services.operator.create_installation import Installation
from app.services.reporter.desk import IntakeDesk
from app.settings import Settings, load_settings
from app.storage.database import Database
from tests.browse import Browser
from tests.make import (
    Clock,
    OpenApp,
    copy_installation,
    copy_rows,
    dispose,
    make_installation,
    make_intake_desk,
    open_app,
    open_zones,
    upgrade_zones,
)
from tests.officers import Officers, Tokens
from tests.pieces import CONTENT
from tests.sealing_reporter import SealedUpload, SealingReporter, seal_upload
from tests.servers import PostgreSQL, running_key_holder, running_postgresql
from tests.work_factors import lower_work_factors

lower_work_factors()


# Apps, statements and pages of a thousand tests: looking them all through again and again would
# take a tenth of the time.
gc.set_threshold(100_000)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make test` takes PostgreSQL to the tests whose promise is about rows; `make prove` to all.

    Those say so: `@pytest.mark.rows`, or `pytestmark` for a whole module.
    """
    for item in items:
        values = (
            item.callspec.params
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else {}
        )
        if values.get("database") == "postgresql" and not item.get_closest_marker("rows"):
            item.add_marker(pytest.mark.prove)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """What every instance is a copy of; its organs' keys and officers are thus the same."""
    return make_installation(tmp_path_factory.mktemp("installation") / "instance")


@pytest.fixture(scope="session")
def shared_installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """The same, but the group's key takes two of its three officers."""
    return make_installation(tmp_path_factory.mktemp("shared") / "instance", threshold=2)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A cluster of this run's own."""
    with running_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def instance_on(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Settings]:
    """Give the instance on a database; it is made when it is first asked for."""

    @cache
    def instance(database: str, of: str = "installation", _copy: int = 0) -> Settings:
        on_server = database == "postgresql"
        url = request.getfixturevalue("postgresql").create_database() if on_server else ""
        folder = tmp_path_factory.mktemp(database) / "instance"
        settings = copy_installation(request.getfixturevalue(of), folder, url)
        upgrade_zones(settings)
        shutil.copy(folder / "settings.toml", _settings_as_created(settings))
        return settings

    return instance


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Each test runs on both, but in files that say otherwise."""
    return str(request.param)


@pytest.fixture
def settings(
    database: str, installation: Installation, instance_on: Callable[..., Settings]
) -> Settings:
    """An instance as it was created."""
    return _put_back(instance_on(database), installation)


@pytest.fixture
def shared_settings(
    database: str, shared_installation: Installation, instance_on: Callable[..., Settings]
) -> Settings:
    """An instance as it was created, whose group's key takes two officers."""
    return _put_back(instance_on(database, "shared_installation"), shared_installation)


@pytest.fixture
def own_settings(
    database: str, installation: Installation, instance_on: Callable[..., Settings]
) -> Settings:
    """One more instance as it was created: for key-holders of the test's own.

    At the others' socket the one that all tests share listens.
    """
    return _put_back(instance_on(database, "installation", 1), installation)


@pytest.fixture
def unheld_settings(
    database: str, installation: Installation, instance_on: Callable[..., Settings]
) -> Settings:
    """The same for key-holders inside the test: at its socket none that others share listens."""
    return _put_back(instance_on(database, "installation", 2), installation)


def _put_back(settings: Settings, installation: Installation) -> Settings:
    copy_rows(load_settings(installation.instance, {}), settings)
    for payload in (settings.zone("intake") / "payloads").iterdir():
        payload.unlink()
    # What a key-holder remembers of a log that is no more.
    for checkpoint in settings.zone("casework").glob("checkpoint-*.txt"):
        checkpoint.unlink()
    # Commands move the roster's pin.
    shutil.copy(_settings_as_created(settings), settings.instance / "settings.toml")
    return settings


def _settings_as_created(settings: Settings) -> Path:
    return settings.instance.parent / "settings-as-created.toml"


@pytest.fixture
def clock() -> Clock:
    """The office's clock, which the test moves."""
    return Clock()


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    """Whatever has to be closed when the test is over."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def open_public(settings: Settings, clock: Clock, opened: ExitStack) -> OpenApp:
    """Open the public app, with settings of the test's own."""
    return partial(open_app, create_public_app, settings, clock, opened)


@pytest.fixture
def open_console(settings: Settings, clock: Clock, opened: ExitStack) -> OpenApp:
    """Open the console, with settings of the test's own."""
    return partial(open_app, create_console_app, settings, clock, opened)


@pytest.fixture
def reporter(open_public: OpenApp) -> Browser:
    """A reporter's browser."""
    return Browser(open_public().test_client())


@pytest.fixture
def sealing(reporter: Browser) -> SealingReporter:
    """A reporter whose browser seals, at the open form."""
    return SealingReporter(reporter).open_form()


@pytest.fixture
def upload() -> SealedUpload:
    """A file that a reporter's browser has sealed, and not sent yet."""
    return seal_upload("照片.jpg", CONTENT)


@pytest.fixture
def intake_desk(settings: Settings, clock: Clock, opened: ExitStack) -> IntakeDesk:
    """The reporter's services, without a page."""
    desk = make_intake_desk(settings, clock)
    opened.callback(dispose, desk.database.engine)
    return desk


@pytest.fixture
def zones(settings: Settings, opened: ExitStack) -> tuple[Database, Database]:
    """Both databases, to look into: intake, casework."""
    zones = open_zones(settings)
    opened.callback(dispose, *(zone.engine for zone in zones))
    return zones


@pytest.fixture(scope="session")
def start_key_holder() -> Iterator[Callable[[Settings], Tokens]]:
    """Start the real key-holder of an instance, once, in a process of its own."""
    with ExitStack() as stack:

        @cache
        def start(settings: Settings) -> Tokens:
            stack.enter_context(running_key_holder(settings))
            return {}

        yield start


@pytest.fixture
def officers(
    open_console: OpenApp,
    installation: Installation,
    settings: Settings,
    start_key_holder: Callable[[Settings], Tokens],
) -> Officers:
    """Officers at the console, each with a browser."""
    return Officers(open_console(), installation, settings, start_key_holder(settings))
