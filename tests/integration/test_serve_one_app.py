"""An app under gunicorn: who falls silent is let go, and no other process reads its memory."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from app.serve.addresses import NAMES, is_answering
from app.services.operator.create_installation import Installation
from bench.public_server import free_port
from tests.make import copy_installation

_ROOT = Path(__file__).parents[2]
_SILENT_SECONDS = 2
_LONGER = 2 * _SILENT_SECONDS
_SERVE = f"""
import os, sys, time
from pathlib import Path
from app.serve import one_app, worker
from app.settings import load_settings
worker.SILENT_SECONDS = {_SILENT_SECONDS}
{{before}}
one_app.serve_one(sys.argv[1], load_settings(Path(sys.argv[2])))
"""
_REPORT = b"POST /report HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n"
_FORM = b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
_FILES = b"Content-Type: multipart/form-data; boundary=x\r\n\r\n"
_HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@contextmanager
def serving(name: str, instance: Path, log: Path, before: str = "") -> Iterator[tuple[int, int]]:
    """An app with a single thread, after a line of Python; gives its port and its worker."""
    port = free_port()
    bind = {f"QINGFENG_{name.upper().replace('-', '_')}_BIND": f"127.0.0.1:{port}"}
    threads = {"QINGFENG_PUBLIC_WORKERS": "1", "QINGFENG_PUBLIC_THREADS": "1"}
    command = [sys.executable, "-c", _SERVE.format(before=before), name, str(instance)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=_ROOT, env=os.environ | bind | threads, stderr=out)
        try:
            end = time.monotonic() + 60
            while not is_answering(f"127.0.0.1:{port}"):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < end
                time.sleep(0.1)
            yield port, _only_child(process.pid)
        finally:
            process.terminate()
            try:
                process.wait(60)
            finally:
                process.kill()
                process.wait()


def _only_child(process: int) -> int:
    children = Path(f"/proc/{process}/task/{process}/children")
    end = time.monotonic() + 60
    while not (found := children.read_text().split()):
        assert time.monotonic() < end
        time.sleep(0.1)
    [child] = found
    return int(child)


@pytest.fixture(scope="module")
def public(
    installation: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, Path]]:
    folder = tmp_path_factory.mktemp("serving")
    instance = copy_installation(installation, folder / "instance").instance
    with serving("public", instance, folder / "log") as (port, _worker):
        yield port, folder / "log"


@pytest.mark.parametrize(
    "unfinished",
    [_HEALTH[:-9], _REPORT + _FORM + b"access_code=1", _REPORT + _FILES + b"--x\r\n"],
    ids=["head", "form", "form with files"],
)
def test_client_that_falls_silent_frees_its_thread(
    public: tuple[int, Path], unfinished: bytes
) -> None:
    port, log = public
    with socket.create_connection(("127.0.0.1", port), timeout=20) as silent:
        silent.sendall(unfinished)
        time.sleep(_SILENT_SECONDS / 2)
        with socket.create_connection(("127.0.0.1", port), timeout=20) as next_client:
            next_client.sendall(_HEALTH)
            assert next_client.recv(100).startswith(b"HTTP/1.1 200 ")
        while silent.recv(4096):
            pass
    # Somebody's line broke: that is no error of ours.
    assert log.read_text() == ""


def test_client_that_is_slow_but_not_silent_is_waited_for(public: tuple[int, Path]) -> None:
    port, _ = public
    with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
        slow.sendall(_REPORT + _FORM)
        for byte in b"a" * 99:
            slow.sendall(bytes([byte]))
            time.sleep(_LONGER / 99)
        # It was read to its end: only its token is missing.
        assert slow.recv(100).startswith(b"HTTP/1.1 400 ")


def test_connection_may_be_silent_between_two_requests(public: tuple[int, Path]) -> None:
    port, _ = public
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        used = set()
        for _ in range(2):
            connection.request("GET", "/healthz")
            assert connection.getresponse().read() == b"ok\n"
            used.add(connection.sock.getsockname())
            time.sleep(_LONGER)
        assert len(used) == 1


@pytest.mark.parametrize("name", NAMES)
def test_no_process_of_any_app_dumps_its_memory(
    installation: Installation, tmp_path: Path, name: str
) -> None:
    instance = copy_installation(installation, tmp_path / "instance").instance
    with serving(name, instance, tmp_path / "log") as (_port, worker):
        limits = Path(f"/proc/{worker}/limits").read_text()
        assert re.search(r"Max core file size +0 +0 ", limits)


_FORKS_SLOWLY = "os.register_at_fork(after_in_child=lambda: time.sleep(2))"
_BEGINS_SLOWLY = (
    "begin = worker.Worker.init_process;"
    "worker.Worker.init_process = lambda self: (time.sleep(2), begin(self))"
)


@pytest.mark.parametrize("before", [_FORKS_SLOWLY, _BEGINS_SLOWLY], ids=["forks", "begins"])
def test_app_told_to_end_while_its_worker_starts_ends(
    installation: Installation, tmp_path: Path, before: str
) -> None:
    instance = copy_installation(installation, tmp_path / "instance").instance
    # Told as soon as it has a worker; a worker that did not hear it would be waited for 120 s.
    with serving("public", instance, tmp_path / "log", before):
        pass
    assert (tmp_path / "log").read_text() == ""


def test_guarded_process_and_its_children_are_not_dumpable() -> None:
    # In a process of its own, which ends guarded.
    program = (
        "import ctypes, os, sys; from app.serve.memory import keep_in_memory, shut_out_others;"
        "assert shut_out_others() == [];"
        "assert all('LimitMEMLOCK' in warning for warning in keep_in_memory());"
        "child = os.fork();"
        "assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0;"
        "sys.exit(os.waitpid(child, 0)[1] if child else 0)"
    )
    subprocess.run([sys.executable, "-c", program], cwd=_ROOT, check=True)


@pytest.mark.parametrize("name", NAMES)
def test_every_app_is_guarded_before_it_is_made(installation: Installation, name: str) -> None:
    program = (
        "import ctypes, sys; from pathlib import Path; from app.serve import one_app;"
        "from app.settings import load_settings;"
        "one_app._create = lambda *_: sys.exit(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0));"
        f"one_app.serve_one({name!r}, load_settings(Path({str(installation.instance)!r})))"
    )
    subprocess.run([sys.executable, "-c", program], cwd=_ROOT, check=True)


def test_no_worker_is_renewed_while_it_is_read_to(installation: Installation) -> None:
    program = (
        "from pathlib import Path; from app.serve import one_app;"
        "from app.settings import load_settings;"
        f"settings = load_settings(Path({str(installation.instance)!r}));"
        "assert not any('max_requests' in o for o in one_app.gunicorn_options('public', settings))"
    )
    subprocess.run([sys.executable, "-c", program], cwd=_ROOT, check=True)
