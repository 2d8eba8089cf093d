"""Every kind of page is valid HTML, by html-validate's rules, in both languages."""

import json
import shutil
import subprocess

import pytest

from tests.browse import Browser, Page
from tests.make import INTAKE_OFFICER
from tests.officers import Officers
from tests.reporters import ask, submit, write
from tests.rules.code_base import ROOT

_FRONTEND = ROOT / "frontend"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.mark.parametrize("lang", ["", "en"])
def test_public_pages_are_valid(reporter: Browser, lang: str) -> None:
    chosen = {"lang": lang} if lang else {}
    pages = [reporter.get(path, **chosen) for path in ("/", "/safety", "/report", "/status", "/no")]
    pages.append(reporter.send(reporter.get("/report", **chosen).form("/report")))
    noted = submit(reporter, ("影.jpg", b"\xff\xd8"), lang=lang)
    pages += [noted.page, ask(reporter, noted.code), ask(reporter, "no code")]
    pages += [write(reporter, noted.code, "", ("a.txt", b"a")), write(reporter, noted.code, "!")]
    assert not (found := _offences(pages)), "\n".join(found)


def test_console_pages_are_valid(reporter: Browser, officers: Officers) -> None:
    noted = submit(reporter, ("影.jpg", b"\xff\xd8"))
    stranger = Browser(officers.app.test_client())
    browser = officers.unlock(INTAKE_OFFICER)
    pages = [stranger.get("/login"), stranger.send(stranger.get("/login").form("/login"))]
    pages.append(officers.sign_in().get("/queue"))
    pages.append(browser.get("/queue"))
    pages.append(browser.send(pages[-1].form("/queue/open")))
    pages += [browser.get(f"/cases/{noted.number}"), browser.get("/cases/QF-0000-0000-00")]
    pages += [_with_everything(browser, noted.number), browser.get("/tasks")]
    assert not (found := _offences(pages)), "\n".join(found)


def _with_everything(browser: Browser, number: str) -> Page:
    """A lead in which each part has something in it, and one form needs correcting."""
    for ending, values in {
        "/triage": {"retaliation": "y"},
        "/notes": {"text": "备注"},
        "/tasks": {"text": "核对"},
        "/people": {"part": "mentioned", "name": "王某"},
        "/policy-line": {"criterion": "no", "grounds": "同学聚会"},
        "/risk": {"level": "high", "reasons": "会上点名"},
        "/inspections": {"who": "二室", "place": "食堂"},
    }.items():
        browser.send(browser.get(f"/cases/{number}").form(ending).fill(**values))
    return browser.send(browser.get(f"/cases/{number}").form("/retract").fill(reason=""))


def _offences(pages: list[Page]) -> list[str]:
    node = shutil.which("node")
    assert node, "node is missing: the tests need it (apt install nodejs npm)"
    named = {f"{place} {page.url}": page.body.decode() for place, page in enumerate(pages)}
    done = subprocess.run(
        [node, str(_FRONTEND / "validate.mjs")],
        input=json.dumps(named).encode(),
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().splitlines()
