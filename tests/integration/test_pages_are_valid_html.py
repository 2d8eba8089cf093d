"""Every kind of page is valid HTML, by html-validate's rules, in both languages."""

import json
import shutil
import subprocess
from datetime import timedelta

import pytest

from app.domain.roles import Role
from app.storage.signing_in import Authenticator
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


def test_pages_about_accounts_are_valid(officers: Officers) -> None:
    officers.add("admin01", Role.ADMINISTRATOR)
    newcomer, halfway = officers.enter("unit201", shown_at=None), officers.enter(shown_at=None)
    with officers.desk.casework.begin() as session:
        session.delete(session.get_one(Authenticator, "unit201"))
    browser, long_ago = officers.enter("admin01"), officers.desk.clock() - timedelta(hours=1)
    pages = [newcomer.get("/login/set-up"), halfway.get("/login/second-factor")]
    pages += [browser.get(path) for path in ("/account", "/account/password", "/invitation")]
    pages += [browser.get(path) for path in ("/account/authenticator", "/account/passkey")]
    pages += [browser.get(f"/admin/accounts{path}") for path in ("", "/invite", "/case01")]
    invite = browser.get("/admin/accounts/invite").form("/invite")
    pages.append(browser.send(invite.fill(account="auditor7", name="王审计", role="auditor")))
    code = pages[-1].one("p", class_="one-code").text
    pages.append(browser.get("/admin/accounts/auditor7"))
    pages.append(browser.send(browser.get("/account").form("/recovery-codes")))
    stranger = Browser(officers.app.test_client())
    pages.append(stranger.send(stranger.get("/invitation").form("/invitation").fill(code=code)))
    pages.append(officers.enter("admin01", shown_at=long_ago).get("/account/password"))
    assert [page.url for page in pages if page.status not in (200, 403)] == []
    assert not (found := _offences(pages)), "\n".join(found)


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
