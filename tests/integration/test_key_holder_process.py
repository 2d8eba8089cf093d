"""The key-holder as a process: started by the command, guarded, and gone with all its keys."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar
from itertools import pairwise
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, build_opener

import pytest

from app.services.officer.key_holder_client import (
    KeyHolderClient,
    KeyHolderError,
    KeyHolderLockedError,
    KeyHolderUnavailableError,
)
from app.services.operator.create_installation import Installation
from bench.public_server import free_port
from tests.make import copy_installation

_ROOT = Path(__file__).parents[2]


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(slots=True)
class Running:
    """A key-holder process and its installation."""

    installation: Installation
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def client(self) -> KeyHolderClient:
        path = self.installation.instance / "casework" / "key-holder.sock"
        return KeyHolderClient(path, timeout_seconds=20)

    def worker(self) -> int:
        """The process that holds the keys."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        [worker] = children.read_text().split()
        return int(worker)

    def unlock(self) -> str:
        officer = self.installation.officers[0]
        begun = self.client.begin_unlock(officer.account)
        url = f"http://127.0.0.1:{self.port}/unlock?ticket={begun.ticket}"
        browser = build_opener(_NoRedirect(), HTTPCookieProcessor(CookieJar()))
        token = re.search(r'name="csrf_token" value="([^"]+)"', _open(browser, url)[1])
        assert token
        form = {"csrf_token": token[1], "phrase": " ".join(officer.unlock_phrase.words)}
        status, location = _open(browser, url, form)
        assert status == 303
        proof = location.partition("?proof=")[2]
        return self.client.claim_unlock(begun.ticket, begun.claim, proof).token


def _open(browser: OpenerDirector, url: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """The status, and the page or the address that it leads to."""
    try:
        with browser.open(url, urlencode(form).encode() if form else None, timeout=30) as answer:
            assert "Server" not in answer.headers
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.headers.get("Location", "")


def _wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.fixture
def running(installation: Installation, tmp_path: Path) -> Iterator[Running]:
    copy_installation(installation, tmp_path / "instance")
    installation = replace(installation, instance=tmp_path / "instance")
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "app.cli", "--instance", str(installation.instance)]
    bind = {"QINGFENG_KEY_HOLDER_BIND": f"127.0.0.1:{port}"}
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [*command, "serve", "--only", "key-holder"],
            cwd=_ROOT,
            env=os.environ | bind,
            stderr=out,
        ) as process,
    ):
        try:
            running = Running(installation, process, port, log)
            _wait_until(lambda: process.poll() is not None or _answers(running.client))
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(90)


def _answers(client: KeyHolderClient) -> bool:
    try:
        client.status("x")
    except KeyHolderUnavailableError:
        return False
    except KeyHolderError:
        return True
    return False


def test_keys_are_gone_with_their_process(running: Running) -> None:
    token = running.unlock()
    assert running.client.status(token).account == "intake01"
    worker = running.worker()
    os.kill(worker, signal.SIGKILL)
    # Its master starts another, which holds no key.
    _wait_until(lambda: _answers(running.client) and running.worker() != worker)
    with pytest.raises(KeyHolderLockedError):
        running.client.status(token)


def test_process_writes_no_secret(running: Running) -> None:
    token = running.unlock()
    written = running.log.read_text()
    officer = running.installation.officers[0]
    pairs = [" ".join(pair) for pair in pairwise(officer.unlock_phrase.words)]
    for secret in (token, officer.password, *pairs):
        assert secret not in written


def test_stopped_process_is_unavailable(running: Running) -> None:
    client = running.client
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(90) == 0
    with pytest.raises(KeyHolderUnavailableError):
        client.status("x")
