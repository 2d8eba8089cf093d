"""Real servers for tests: a PostgreSQL cluster and a key-holder. Each ends with the test run."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

from sqlalchemy import URL, Engine, NullPool, create_engine, text

from app.serve.addresses import is_answering
from app.settings import Settings
from bench.public_server import free_port

_ROOT = Path(__file__).parents[1]
_PROGRAMS = Path("/usr/lib/postgresql")
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
_START_SECONDS = 120
_WITHOUT_LIMITS = """
from app.key_holder.checkpoints import daily
from datetime import timedelta
from app.key_holder import key_log
from app.key_holder.unwrapping import allowances
from app.cli import main
many = allowances.Rate(10**9, 10**9)
allowances.READS = allowances.QUEUES = allowances.NOTICES = many
allowances.INDEXES = allowances.RECUSALS = allowances.FOUND_RECUSALS = many
allowances.CHECKPOINTS = allowances.SAMPLES = many
# Each look is an entry of its own: else a test would find in its log what another one read.
key_log.QUEUE_ENTRY_EVERY = timedelta(0)
# The rows are put back for each test, which no checkpoint would agree with.
daily.LOOK_EVERY_SECONDS = 10**6
main()
"""
"""`qingfeng`, with a key-holder that lets officers do in a minute what takes them a week."""


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A running cluster: gives out databases."""

    admin: Engine
    _names: Iterator[int]

    def create_database(self, *, like: str = "template0") -> str:
        """Make a database, empty or as another one is; give its address."""
        name = f"test{next(self._names)}"
        with self.admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE {name} TEMPLATE "{like}"'))
        return self.admin.url.set(database=name).render_as_string(hide_password=False)


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """A fresh cluster on a free port of this machine, in a folder that is gone at the end."""
    programs = max(_PROGRAMS.glob("*/bin"), default=None)
    assert programs, "PostgreSQL is missing: `make test` installs it (apt install postgresql)"
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    # Root may not run it; anybody else runs it as who they are.
    prefix = user if os.getuid() == 0 else []
    made = subprocess.run([*prefix, "mktemp", "-d"], check=True, capture_output=True, text=True)
    folder = made.stdout.strip()
    data = f"{folder}/data"
    port = free_port()
    try:
        initdb = [f"{programs}/initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8"]
        subprocess.run([*prefix, *initdb, "--no-sync"], check=True, capture_output=True, cwd=folder)
        options = [part for option in _FAST for part in ("-c", option)]
        where = ["-D", data, "-k", folder, "-h", "127.0.0.1", "-p", str(port)]
        server = subprocess.Popen(
            [*prefix, f"{programs}/postgres", *where, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        try:
            ready = [f"{programs}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
            _wait(server, lambda: subprocess.run(ready, check=False).returncode == 0)
            url = URL.create("postgresql+psycopg", "postgres", host="127.0.0.1", port=port)
            admin = create_engine(
                url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
            )
            yield PostgreSQL(admin, count(1))
        finally:
            # Not SIGTERM, which would wait for every connection to end.
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_key_holder(settings: Settings) -> Iterator[None]:
    """The key-holder of an instance, as `qingfeng serve` starts it."""
    command = [sys.executable, "-c", _WITHOUT_LIMITS, "--instance", str(settings.instance)]
    environment = {
        "QINGFENG_KEY_HOLDER_BIND": settings.key_holder_bind,
        "QINGFENG_KEY_HOLDER_URL": settings.key_holder_url,
        "QINGFENG_DATABASE_URL": settings.database_url,
    }
    process = subprocess.Popen(
        [*command, "serve", "--only", "key-holder", "--ends-with", str(os.getpid())],
        env=os.environ | environment,
        cwd=_ROOT,
        start_new_session=True,
    )
    try:
        _wait(process, settings.key_holder_socket().exists)
        _wait(process, lambda: is_answering(settings.key_holder_bind))
        yield
    finally:
        _end_at_once(process)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a running installation answers, and the process that all its others come from."""

    public_url: str
    console_url: str
    key_holder_url: str
    pid: int


@contextmanager
def running_installation(instance: Path, **environment: str) -> Iterator[Addresses]:
    """All three apps of an instance, started by the command that a user types."""
    names = ("PUBLIC", "CONSOLE", "KEY_HOLDER")
    binds = {name: f"127.0.0.1:{free_port()}" for name in names}
    urls = {name: f"http://{bind}" for name, bind in binds.items()}
    # By its name: browsers allow passkeys at none of these numbers.
    urls["CONSOLE"] = urls["CONSOLE"].replace("127.0.0.1", "localhost")
    for name, bind in binds.items():
        environment |= {f"QINGFENG_{name}_BIND": bind, f"QINGFENG_{name}_URL": urls[name]}
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "--instance", str(instance), "serve"],
        env=os.environ | environment,
        cwd=_ROOT,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, lambda: all(is_answering(bind) for bind in binds.values()))
        yield Addresses(urls["PUBLIC"], urls["CONSOLE"], urls["KEY_HOLDER"], process.pid)
    finally:
        _end_at_once(process)


@contextmanager
def running_public_app(instance: Path) -> Iterator[str]:
    """One more public app, on the rows of an instance that may be running; give its address."""
    bind = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "app.cli", "--instance", str(instance), "serve"]
    process = subprocess.Popen(
        [*command, "--only", "public", "--ends-with", str(os.getpid())],
        env=os.environ | {"QINGFENG_PUBLIC_BIND": bind, "QINGFENG_PUBLIC_URL": f"http://{bind}"},
        cwd=_ROOT,
        start_new_session=True,
    )
    try:
        _wait(process, lambda: is_answering(bind))
        yield f"http://{bind}"
    finally:
        _end_at_once(process)


def post_form(url: str, values: dict[str, str]) -> str:
    """Open a page of a real server and send its form; give where it leads, if anywhere."""
    page = urlopen(url, timeout=60)  # noqa: S310  our own server
    with page:
        [token] = re.findall(r'name="csrf_token" value="([^"]+)"', page.read().decode())
        cookie = page.headers["Set-Cookie"].partition(";")[0]
    body = urlencode({"csrf_token": token, **values}).encode()
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    with closing(connection):
        connection.request(
            "POST",
            url,
            body,
            {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"},
        )
        return connection.getresponse().headers.get("Location", "")


def _end_at_once(process: subprocess.Popen[bytes]) -> None:
    """End it and all that it started: taking leave costs each as much as starting did."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
    end = time.monotonic() + _START_SECONDS
    while not ready():
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        assert time.monotonic() < end, f"{process.args!r} did not answer"
        time.sleep(0.05)
