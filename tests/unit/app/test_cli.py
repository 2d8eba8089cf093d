"""The command line: what it prints, what it refuses, and with which exit code."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.services.operator.create_installation import Installation
from app.settings import load_settings
from bench.public_server import free_port
from tests.make import copy_installation

_ROOT = Path(__file__).parents[3]


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, list(words), env={**environment})


@pytest.fixture
def instance(installation: Installation, tmp_path: Path) -> str:
    return str(copy_installation(installation, tmp_path / "instance").instance)


@pytest.fixture(autouse=True)
def _umask() -> None:
    """The command changes it for its whole process, which here is the test's."""
    os.umask(0o022)


def test_every_command_explains_itself() -> None:
    alone = [("init",), ("serve",), ("sweep",), ("upgrade",), ("check",), ("key",)]
    keys = [("key", "create"), ("key", "show"), ("key", "add")]
    officers = [("officer",), *(("officer", act) for act in ("list", "add", "renew", "remove"))]
    others = [("administrator", act) for act in ("add", "remove")]
    for command in ((), *alone, *keys, *officers, *others):
        shown = run(*command, "--help")
        assert shown.exit_code == 0
        assert "Usage:" in shown.output


@pytest.mark.parametrize("words", [("nothing",), ("serve", "--only", "all"), ("init", "--what")])
def test_what_is_not_understood_ends_with_2(words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_init_shows_every_secret_once_and_a_second_init_none(tmp_path: Path) -> None:
    where = ("--instance", str(tmp_path / "instance"))
    shown = run(*where, "init", "--release", "every minute", "--unit", "公路局纪委")
    assert shown.exit_code == 0
    for account in ("intake01", "case01", "approve01", "superior01", "unit101"):
        assert f"account        {account}" in shown.stdout
    assert shown.stdout.count("password  ") == shown.stdout.count("unlock phrase") == 5
    assert shown.stdout.count("passphrase     ") == 1
    again = run(*where, "init")
    assert again.exit_code == 1
    assert again.stdout == ""
    assert "already" in again.stderr
    assert load_settings(tmp_path / "instance", {}).release == "every minute"


def test_check_lists_what_is_wrong_and_ends_with_1(instance: str) -> None:
    assert run("--instance", instance, "check").exit_code == 0
    wrong = {"QINGFENG_RELEASE": "now", "QINGFENG_MAX_FILES": "many", "QINGFENG_SPEED": "3"}
    told = run("--instance", instance, "check", **wrong)
    assert told.exit_code == 1
    assert len(told.stderr.splitlines()) == 3
    for word in ("release", "max_files", "speed"):
        assert word in told.stderr


def test_upgrade_and_sweep_of_a_sound_installation(instance: str) -> None:
    assert run("--instance", instance, "upgrade").exit_code == 0
    for words in (("sweep",), ("sweep", "--all")):
        swept = run("--instance", instance, *words)
        assert (swept.exit_code, "0 were orphans" in swept.output) == (0, True)


def test_key_show_gives_every_organs_fingerprint(instance: str, installation: Installation) -> None:
    shown = run("--instance", instance, "key", "show")
    assert shown.exit_code == 0
    for name, fingerprint in installation.fingerprints:
        assert name in shown.stdout
        assert "".join(fingerprint.characters) in shown.stdout
        assert " ".join(fingerprint.words) in shown.stdout


@pytest.mark.parametrize(
    "words", [("serve",), ("serve", "--only", "public"), ("sweep",), ("key", "show")]
)
def test_nothing_starts_without_an_installation(tmp_path: Path, words: tuple[str, ...]) -> None:
    told = run("--instance", str(tmp_path), *words)
    assert told.exit_code == 1
    assert "qingfeng init" in told.stderr
    assert "Traceback" not in told.output


def test_public_process_never_holds_what_opens_a_key(instance: str) -> None:
    program = (
        "import sys; from pathlib import Path; import app.cli; from app.serve import one_app;"
        "from app.settings import load_settings;"
        f"one_app._create('public', load_settings(Path({instance!r})));"
        "zones = ('app.console', 'app.key_holder', 'crypto.group_key', 'app.services.officer',"
        " 'app.services.operator');"
        "assert not [name for name in sys.modules if name.startswith(zones)]"
    )
    subprocess.run([sys.executable, "-c", program], cwd=_ROOT, check=True)


def addresses() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("PUBLIC", "CONSOLE", "KEY_HOLDER"):
        bind = f"127.0.0.1:{free_port()}"
        found |= {f"QINGFENG_{name}_BIND": bind, f"QINGFENG_{name}_URL": f"http://{bind}"}
    return found


def test_serve_starts_three_and_ends_all_with_one(instance: str, tmp_path: Path) -> None:
    environment = os.environ | addresses()
    command = [sys.executable, "-m", "app.cli", "--instance", instance, "serve"]
    out = tmp_path / "out"
    with out.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=_ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        wait_for(lambda: "Ctrl-C" in out.read_text() or process.poll() is not None)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) == 3, out.read_text()
        for name in ("PUBLIC", "CONSOLE", "KEY_HOLDER"):
            assert environment[f"QINGFENG_{name}_URL"] in out.read_text()
        taken = subprocess.run(
            command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert (taken.returncode, len(taken.stderr.splitlines())) == (1, 3)
        os.kill(int(children[1]), signal.SIGTERM)
        assert process.wait(60) == 1
        assert "the console app ended" in out.read_text()
        wait_for(lambda: not any(is_running(child) for child in children))
    finally:
        process.terminate()
        process.wait(60)


def test_apps_end_with_the_process_that_watches_them(instance: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app.cli", "--instance", instance, "serve"]
    out = tmp_path / "out"
    with out.open("wb") as file:
        process = subprocess.Popen(command, cwd=_ROOT, env=os.environ | addresses(), stdout=file)
    try:
        wait_for(lambda: "Ctrl-C" in out.read_text() or process.poll() is not None)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) == 3
    finally:
        process.kill()
        process.wait(60)
    wait_for(lambda: not any(is_running(child) for child in children))


def test_signals_that_come_together_end_it_all_the_same() -> None:
    program = (
        "import os, signal, threading, time; from app.serve import all_apps\n"
        "def hammer():\n"
        "    while True:\n"
        "        for number in (signal.SIGTERM, signal.SIGINT): os.kill(os.getpid(), number)\n"
        "with all_apps._stop_signals() as stopped:\n"
        "    threading.Thread(target=hammer, daemon=True).start()\n"
        "    end = time.monotonic() + 1\n"
        "    while time.monotonic() < end: assert all_apps._is_over({}, stopped)\n"
        "    print('over', flush=True); os._exit(0)\n"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, timeout=120, check=True)
    assert done.stdout == b"over\n"


def is_running(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)
