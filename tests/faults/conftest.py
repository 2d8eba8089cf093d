"""An installation of its own for each test, and real servers over it."""

import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.services.operator.create_installation import create_installation
from app.services.operator.installation_plan import InstallationPlan
from bench.public_server import RunningServer, serve_command, start_server
from crypto.group_key import OrganKey, open_backup
from tests.faults.office import Office

Serve = Callable[..., RunningServer]


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, OrganKey]:
    instance = tmp_path_factory.mktemp("installation") / "instance"
    plan = InstallationPlan(
        department_name="某省交通运输厅",
        group_name="驻厅纪检监察组",
        superior_name="省纪委监委",
        unit_names=("公路局纪委",),
        release="every minute",
    )
    made = create_installation(instance, plan)
    key = open_backup(made.backup_path.read_bytes(), made.backup_phrase.passphrase)
    return instance, key


@pytest.fixture
def office(installation: tuple[Path, OrganKey], tmp_path: Path) -> Office:
    instance, key = installation
    shutil.copytree(instance, tmp_path / "instance")
    return Office(tmp_path / "instance", key)


@pytest.fixture
def temporary_folder(tmp_path: Path) -> Path:
    """Where the servers of this test would put temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def serve(office: Office, tmp_path: Path, temporary_folder: Path) -> Iterator[Serve]:
    """Start public servers; each is killed with the test."""
    home = tmp_path / "home"
    home.mkdir()
    surroundings = {"TMPDIR": str(temporary_folder), "HOME": str(home)}

    with ExitStack() as running:

        def start(
            *, before: Sequence[str] = (), environment: Mapping[str, str] | None = None
        ) -> RunningServer:
            variables = {**surroundings, **(environment or {})}
            log = tmp_path / "server.log"
            command = serve_command(office.instance)
            server = start_server(command, log, environment=variables, before=before)
            # Not politely, as tests of the end itself do it: that takes as long as starting did.
            running.callback(server.kill)
            return server

        yield start


@pytest.fixture
def narrative() -> str:
    """A story that stands nowhere else."""
    return f"每周五在黔味农家乐{secrets.token_hex(8)}聚餐，张处长每次都在，餐费由老板付。"
