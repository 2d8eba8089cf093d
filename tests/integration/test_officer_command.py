"""`qingfeng officer`: proposed at the terminal, decided at the key-holder's pages."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from app.domain.roles import Role
from app.services.operator.create_installation import Installation
from app.services.operator.key_ceremony import make_key, new_holder
from app.services.operator.key_folder import fill_folder, new_folder
from app.settings import Settings, load_settings
from tests.acts import ActOffice, Proposed
from tests.key_holders import running

_ROOT = Path(__file__).parents[2]
_COMMAND = (sys.executable, "-u", "-m", "app.cli", "--instance")


@pytest.fixture
def settings(unheld_settings: Settings) -> Settings:
    return unheld_settings


@pytest.fixture
def office(installation: Installation, settings: Settings) -> Iterator[ActOffice]:
    with running(installation, settings) as office:
        yield ActOffice(office)


@dataclass
class Command:
    """A running `qingfeng officer`, and what it has said so far."""

    process: subprocess.Popen[str]
    said: list[str]

    def wait_for(self, pattern: str) -> str:
        end = time.monotonic() + 60
        while not (found := re.search(pattern, "".join(self.said))):
            assert time.monotonic() < end, self.said
            time.sleep(0.05)
        return found[found.re.groups and 1]

    def act(self) -> Proposed:
        page = urlsplit(self.wait_for(r"(http://\S+/approve\?act=\S+)\n"))
        enrol = re.search(r"http://\S+(/enrol\?act=\S+)\n", "".join(self.said))
        address = f"{page.path}?{page.query}"
        return Proposed(page.query.removeprefix("act="), address, enrol[1] if enrol else "")

    def end(self) -> int:
        return self.process.wait(timeout=60)


@pytest.fixture
def run(settings: Settings) -> Iterator[Callable[..., Command]]:
    started: list[tuple[subprocess.Popen[str], Thread]] = []

    def run(*words: str, group: str = "officer") -> Command:
        process = subprocess.Popen(
            # Where tests run in the background, the shell has the interrupt ignored.
            ["env", "--default-signal=INT", *_COMMAND, str(settings.instance), group, *words],
            env=os.environ
            | {
                "QINGFENG_KEY_HOLDER_URL": settings.key_holder_url,
                "QINGFENG_DATABASE_URL": settings.database_url,
            },
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said: list[str] = []
        assert process.stdout
        out = process.stdout
        reader = Thread(target=lambda: said.extend(iter(out.readline, "")), daemon=True)
        reader.start()
        started.append((process, reader))
        return Command(process, said)

    yield run
    for process, reader in started:
        process.kill()
        process.wait()
        reader.join()
        assert process.stdout
        process.stdout.close()


def test_an_officer_is_added_listed_renewed_and_removed(
    office: ActOffice, run: Callable[..., Command], settings: Settings
) -> None:
    add = run("add", "li03", "--name", "李新", "--role", "case-officer")
    act = add.act()
    add.wait_for("password of li03, kept nowhere: [a-z0-9-]{17}")
    add.wait_for("Waiting for the officer to make a phrase")
    office.enrol(act, "li03")
    add.wait_for("Approved: nobody yet. Missing: 2 of 驻厅纪检监察组")
    office.approve(act, "intake01")
    add.wait_for("Approved: intake01. Missing: 1 of")
    office.approve(act, "case01")
    assert add.end() == 0
    assert office.phrase("li03") not in "".join(add.said)
    assert load_settings(settings.instance, {}).roster_pin.startswith("2:")
    listed = run("list")
    assert listed.end() == 0
    listed.wait_for("li03 +李新, case officer, holds a part of the key")
    renew = run("renew", "li03")
    act = renew.act()
    office.enrol(act, "li03")
    office.approve_all(act, "intake01", "case01")
    assert renew.end() == 0
    remove = run("remove", "li03")
    office.approve_all(remove.act(), "intake01", "case01")
    assert remove.end() == 0, remove.said
    remove.wait_for("Key 1 is deleted")
    assert load_settings(settings.instance, {}).roster_pin.startswith("5:")
    assert office.reads(office.unlock("approve01"))


def test_what_cannot_be_done_says_why(office: ActOffice, run: Callable[..., Command]) -> None:
    del office
    for words, reason in [
        (("remove", "unit101"), "add another officer first"),
        (("renew", "nobody"), "no such officer"),
        (("add", "case01", "--name", "李新", "--role", "approver"), "somebody else's"),
    ]:
        command = run(*words)
        assert command.end() == 1
        command.wait_for(reason)


def test_ctrl_c_takes_it_back(office: ActOffice, run: Callable[..., Command]) -> None:
    command = run("remove", "case01")
    act = command.act()
    office.approve(act, "intake01")
    command.wait_for("Approved: intake01")
    command.process.send_signal(signal.SIGINT)
    assert command.end() == 1
    command.wait_for("taken back: nothing was changed")
    assert office.status(act)["reason"] == "cancelled"


def test_a_key_holder_that_does_not_run_is_said(
    settings: Settings, run: Callable[..., Command]
) -> None:
    settings.key_holder_socket().unlink(missing_ok=True)
    command = run("renew", "case01")
    assert command.end() == 1
    command.wait_for("is `qingfeng serve` running")


def test_a_unit_joins_with_the_key_of_its_own_ceremony(
    office: ActOffice, run: Callable[..., Command], tmp_path: Path
) -> None:
    holders = [
        new_holder(account, name, Role.INTAKE_OFFICER)
        for account, name in (("port01", "王一"), ("port02", "王二"), ("port03", "王三"))
    ]
    made = make_key("港航中心纪委", [holder for holder, _ in holders], 2)
    with new_folder(tmp_path / "port") as folder:
        fill_folder(folder, made.files)
    add = run("add", str(tmp_path / "port"), group="key")
    act = add.act()
    page = office.approve(act, "intake01")
    for text in ("港航中心纪委", "王三 (port03)"):
        assert text in page.text
    assert page.one("p", class_="number").text == " ".join(made.organ.fingerprint.characters)
    assert office.approve(act, "unit101").status == 409
    office.approve(act, "case01")
    assert add.end() == 0
    add.wait_for("港航中心纪委 is unit-3 now")
    office.phrases |= {one.officer.account: " ".join(p.words) for one, p in holders}
    tokens = [office.unlock(account) for account in ("port01", "port03")]
    assert all(office.reads(token, "unit-3") for token in tokens)
    again = run("add", str(tmp_path / "port"), group="key")
    assert again.end() == 1
    again.wait_for("already")
