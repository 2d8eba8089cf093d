"""Pages are valid HTML, by html-validate's rules; the console's are in browser/test_pages.py too.

That test looks at every page that an address has. Here is what only comes of something sent.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.roles import Role
from tests.browse import Browser, Page
from tests.officers import Officers
from tests.reporters import ask, submit, write
from tests.valid_html import find_invalid


@pytest.fixture
def database() -> str:
    return "sqlite"


def test_public_pages_are_valid(reporter: Browser) -> None:
    pages = [page for lang in ("", "en") for page in _public_pages(reporter, lang)]
    pages += _pages_over_the_limit(reporter)
    assert not (found := _offences(pages)), "\n".join(found)


def _public_pages(reporter: Browser, lang: str) -> list[Page]:
    chosen = {"lang": lang} if lang else {}
    pages = [reporter.get(path, **chosen) for path in ("/", "/safety", "/report", "/status", "/no")]
    pages.append(reporter.send(reporter.get("/report", **chosen).form("/report")))
    noted = submit(reporter, ("影.jpg", b"\xff\xd8"), lang=lang)
    pages += [noted.page, ask(reporter, noted.code), ask(reporter, "no code")]
    return [
        *pages,
        write(reporter, noted.code, "", ("a.txt", b"a")),
        write(reporter, noted.code, "!"),
        reporter.send(ask(reporter, noted.code).form("/status/message").fill(message="我")),
    ]


def _pages_over_the_limit(reporter: Browser) -> list[Page]:
    limits = reporter.client.application.extensions
    limits["limit_submit"] = replace(limits["limit_submit"], amount="1 per hour")
    reporter.move("198.51.100.7")
    report = reporter.get("/report").form("/report")
    status = ask(reporter, submit(reporter).code)
    message = status.form("/status/message").fill(message="我")
    sent = [reporter.send(message), reporter.send(report)]
    assert [page.status for page in sent] == [429, 429]
    return [status, *sent]


def test_console_pages_are_valid(officers: Officers) -> None:
    officers.add("admin01", Role.ADMINISTRATOR)
    stranger, browser = Browser(officers.app.test_client()), officers.enter("admin01")
    pages = [stranger.send(stranger.get("/login").form("/login").fill(account="nobody"))]
    pages.append(officers.unlock().get("/cases/QF-0000-0000-00"))
    invite = browser.get("/admin/accounts/invite").form("/invite")
    pages.append(browser.send(invite.fill(account="auditor7", name="王审计", role="auditor")))
    code = pages[-1].one("p", class_="one-code").text
    pages.append(browser.get("/admin/accounts/auditor7"))
    pages.append(stranger.send(stranger.get("/invitation").form("/invitation").fill(code=code)))
    long_ago = officers.desk.clock() - timedelta(hours=1)
    pages.append(officers.enter("admin01", shown_at=long_ago).get("/account/password"))
    assert not (found := _offences(pages)), "\n".join(found)


def _offences(pages: list[Page]) -> list[str]:
    return find_invalid({f"{i} {page.url}": page.body.decode() for i, page in enumerate(pages)})
