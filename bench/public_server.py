"""A server of the product, started the way the product starts it, and ended by its own ids."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Self

_ROOT = Path(__file__).parents[1]
_START_SECONDS = 120.0
_STOP_SECONDS = 15.0
_PORTS_EACH = 5000
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_FIRST_PORT = 11_000 + _WORKER % 4 * _PORTS_EACH
# Below 32768, where the kernel's choice begins; each worker of the tests has its own. From anywhere
# in them, since somebody else may test on this machine too.
# Above 10080, which browsers refuse.
_PORTS = (_FIRST_PORT + number % _PORTS_EACH for number in count(secrets.randbelow(_PORTS_EACH)))


class ServerError(Exception):
    """The server did not come up; the text is what it printed."""


class RunningServer:
    """A process, all that it forks, and what they print."""

    def __init__(
        self, command: Sequence[str], port: int, log: Path, environment: Mapping[str, str]
    ) -> None:
        """Start it and wait until it answers.

        Raises:
            ServerError: it ended, or said nothing for two minutes.
        """
        self.port = port
        self.log = log
        with log.open("ab") as out:
            # A session of its own: one signal reaches all of it, and nothing else.
            self._process = subprocess.Popen(
                command,
                env={**os.environ, **environment},
                cwd=_ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def pids(self) -> list[int]:
        """All processes of its session, the first one first, but for a tracer before them."""
        return [pid for pid in _session(self._process.pid) if _name(pid) != "strace"]

    def kill(self) -> None:
        """End all of it at once, without any warning."""
        for pid in self.pids():
            _signal(pid, signal.SIGKILL)
        self._process.wait(_STOP_SECONDS)

    def stop(self) -> None:
        """End it politely; what does not go is killed."""
        pids = self.pids()
        if self._process.poll() is None and pids:
            _signal(pids[0], signal.SIGTERM)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def _wait_until_up(self) -> None:
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            if is_listening(self.port):
                return
            time.sleep(0.05)
        self.stop()
        raise ServerError(self.log.read_text(errors="replace"))


def start_server(
    command: Sequence[str],
    log: Path,
    *,
    environment: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
) -> RunningServer:
    """Start a public app on a free port, with limits that no test reaches.

    Args:
        command: what serves it, such as `serve_command` says.
        log: receives what the server prints.
        environment: further variables.
        before: a command that runs it, such as a tracer.
    """
    port = free_port()
    variables = {
        "QINGFENG_PUBLIC_BIND": f"127.0.0.1:{port}",
        "QINGFENG_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "QINGFENG_LIMIT_SUBMIT": "1000000 per hour",
        "QINGFENG_LIMIT_UPLOAD": "1000000 per hour",
        "QINGFENG_LIMIT_STATUS": "1000000 per hour",
        "PYTHONDONTWRITEBYTECODE": "1",
        **(environment or {}),
    }
    return RunningServer([*before, *command], port, log, variables)


def serve_command(instance: Path) -> list[str]:
    """What an operator types to serve the public app alone."""
    beside = Path(sys.executable).with_name("qingfeng")
    program = str(beside) if beside.exists() else shutil.which("qingfeng")
    start = [program] if program else [sys.executable, "-m", "app.cli"]
    return [*start, "--instance", str(instance), "serve", "--only", "public"]


def free_port() -> int:
    """A port of the loopback interface that nobody has, and that nobody is given soon.

    Not one of the kernel's choice: it may give the same to another process, or to somebody's
    connection, before a server that is still starting has bound it.
    """
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            break
    return port


def is_listening(port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _session(leader: int) -> list[int]:
    # The session outlives its leader, so that no child is forgotten.
    pids = sorted(int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdigit())
    return [pid for pid in pids if _session_of(pid) == leader]


def _session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return 0


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
