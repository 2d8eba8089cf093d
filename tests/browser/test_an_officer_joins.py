"""Three people and a command: one makes a phrase, two approve, each in a browser of their own."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office
from tests.browser.people import Officer
from tests.browser.test_pages import NARROW, check_page

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def command(office: Office) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []

    def run(*words: str) -> subprocess.Popen[str]:
        instance = str(office.installation.instance)
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "app.cli", "--instance", instance, *words],
            env=os.environ | {"QINGFENG_KEY_HOLDER_URL": office.key_holder_url},
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def address(process: subprocess.Popen[str], path: str) -> str:
    """The address that the command prints next, of a page of this path."""
    assert process.stdout
    for line in iter(process.stdout.readline, ""):
        if found := re.search(rf"http://\S+/{path}\?act=\S+", line):
            return found[0]
    raise AssertionError(f"the command named no address of /{path}")


def test_an_officer_joins_with_a_phrase_that_nobody_else_sees(
    office: Office,
    new_page: Callable[..., Page],
    command: Callable[..., subprocess.Popen[str]],
) -> None:
    process = command("officer", "add", "zhao04", "--name", "赵四", "--role", "approver")
    assert process.stdout
    password = process.stdout.readline().split()[-1]
    enrol, approve = address(process, "enrol"), address(process, "approve")

    newcomer = new_page(width=NARROW)
    newcomer.goto(f"{enrol}&lang=en")
    check_page(newcomer)
    newcomer.locator("main form button").click()
    check_page(newcomer)
    words = [text.strip() for text in newcomer.locator("ol.words li").all_inner_texts()]
    assert len(words) == 8
    newcomer.fill("[name=typed]", "abandon ability")
    newcomer.locator("main form button").first.click()
    check_page(newcomer)
    places = re.findall(r"\d+", newcomer.inner_text("label[for=typed]"))
    newcomer.fill("[name=typed]", " ".join(words[int(place) - 1] for place in places))
    newcomer.locator("main form button").first.click()
    check_page(newcomer)
    read_aloud = newcomer.inner_text(".number")

    for account, width in (("intake01", NARROW), ("case01", 1280)):
        approver = new_page(width=width)
        approver.goto(approve)
        check_page(approver)
        assert approver.inner_text(".number") == read_aloud
        approver.fill("[name=account]", account)
        approver.fill("[name=phrase]", office.secrets_of(account)[1])
        approver.locator("main form button").click()
        check_page(approver)
    assert process.wait(timeout=120) == 0

    officer = Officer(new_page(), office.console_url)
    officer.signs_in("zhao04", password)
    check_page(officer.page)
    assert len(officer.sets_up_an_app()) == 10
    check_page(officer.page)
    officer.goes_on()
    officer.unlocks(" ".join(words))
    expect(officer.page.locator("form[action*='/lock'] button").first).to_be_visible()
