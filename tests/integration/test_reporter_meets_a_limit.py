"""Limits: for one network, an action and an app at a time; shown before anybody writes."""

from pathlib import Path

import pytest
from flask import Flask

from app.settings import Settings
from tests.browse import Browser
from tests.make import PHOTO, STORY, OpenApp
from tests.officers import Officers
from tests.reporters import ask, say, submit, write
from tests.sealing_reporter import SealingReporter

HERE, BESIDE, ELSEWHERE = "198.51.100.7", "198.51.100.8", "203.0.113.9"


def payloads(settings: Settings) -> list[Path]:
    return list((settings.zone("intake") / "payloads").iterdir())


def may_write(browser: Browser) -> bool:
    """Whether the form is open to this network."""
    return bool(browser.get("/report").all("textarea"))


@pytest.fixture
def app(open_public: OpenApp) -> Flask:
    return open_public(limit_submit="2 per hour", limit_status="4 per hour")


def test_form_over_the_limit_comes_back_whole_and_stores_no_file(
    app: Flask, settings: Settings
) -> None:
    reporter = Browser(app.test_client(), ELSEWHERE)
    form = reporter.get("/report").form("/report").fill(narrative=STORY).attach("a.jpg", PHOTO)
    reporter.move(HERE)
    for _ in range(2):
        submit(Browser(app.test_client(), HERE))
    page = reporter.send(form)
    assert page.status == 429
    assert page.form("/report").value("narrative") == STORY
    assert payloads(settings) == []
    [notice] = page.all("div", role="status")
    assert ":" in notice.text, "the time at which to try again"
    # What else was answered stays too, where the story is not written yet.
    back = reporter.send(form.fill(narrative="", place="望江农家乐")).form("/report")
    assert back.value("place") == "望江农家乐"
    assert back.value("access_code") == form.value("access_code")


def test_limit_is_shown_before_anybody_writes(app: Flask) -> None:
    reporter = Browser(app.test_client(), HERE)
    assert may_write(reporter)
    for _ in range(2):
        submit(reporter)
    assert not may_write(reporter)
    assert reporter.get("/report").all("div", role="status")


def test_limits_of_messages_and_files_are_shown_before_anybody_writes(
    open_public: OpenApp,
) -> None:
    app = open_public(limit_submit="1 per hour", limit_upload="1 per hour")
    reporter = Browser(app.test_client(), HERE)
    sealing = SealingReporter(reporter).open_form()
    no_files = "No file and no voice message can be taken in"
    assert no_files not in reporter.get("/report", lang="en").text
    sealing.upload("一.jpg", PHOTO)
    assert no_files in reporter.get("/report", lang="en").text
    assert no_files not in reporter.get("/report", lang="en", sealing="server").text
    # What one network uses up is on nobody else's page.
    assert no_files not in Browser(app.test_client(), ELSEWHERE).get("/report", lang="en").text
    sealing.submit()
    code = submit(Browser(app.test_client(), ELSEWHERE)).code
    for page in (sealing.status(), ask(reporter, code)):
        assert page.all("textarea", id="message")
        [notice] = page.all("div", role="status")
        assert ":" in notice.text, "the time at which to try again"


def test_one_network_counts_together_and_another_is_not_held_up(app: Flask) -> None:
    for address in (HERE, BESIDE):
        submit(Browser(app.test_client(), address))
    assert not may_write(Browser(app.test_client(), HERE))
    assert submit(Browser(app.test_client(), ELSEWHERE)).number


@pytest.mark.parametrize("token", ["good", "bad"])
def test_message_over_the_limit_comes_back_and_nothing_is_looked_up(
    app: Flask, settings: Settings, token: str
) -> None:
    reporter = Browser(app.test_client(), ELSEWHERE)
    noted = submit(reporter)
    unknown = reporter.get("/report").form("/report").value("access_code")
    form = write(reporter, noted.code, "长" * 10_001, ("一.jpg", PHOTO)).form("/status/message")
    form.fill(message="二", purpose="evidence").attach("二.jpg", PHOTO)
    reporter.move(HERE)
    for _ in range(2):
        submit(Browser(app.test_client(), HERE))
    page = reporter.send(form.fill(**{"csrf_token": "x"} if token == "bad" else {}))
    assert page.status == 429
    assert page.all("div", role="status"), "the time at which to try again"
    assert len(payloads(settings)) == 1
    back = page.form("/status/message")
    assert [back.value(name) for name in ("message", "purpose")] == ["二", "evidence"]
    assert back.values("kept") == form.values("kept")
    assert "一.jpg" in page.text
    # Who tries codes learns nothing: neither how a case stands, nor whether a file waits.
    tried = [reporter.send(back.fill(access_code=code, kept=[])) for code in (noted.code, unknown)]
    assert [page.status for page in tried] == [429, 429]
    assert tried[0].text == tried[1].text
    reporter.move("192.0.2.1")
    back.fill(access_code=noted.code, kept=form.values("kept"))
    assert say(reporter, back).status == 200


def test_code_stays_on_the_page_where_typing_it_back_is_over_the_limit(app: Flask) -> None:
    reporter = Browser(app.test_client(), HERE)
    noted = submit(reporter)
    form = noted.page.form("/report/confirm").fill(typed="一 二")
    pages = [reporter.send(form) for _ in range(5)]
    assert [page.status for page in pages] == [422] * 4 + [429]
    assert pages[-1].one("ol", id="code").text == noted.code
    assert pages[-1].one("h1").text != noted.page.one("h1").text, "nothing was looked up"
    assert ":" in " ".join(pages[-1].errors), "the time at which to try again"


def test_no_code_can_be_tried_by_saving_it(app: Flask) -> None:
    reporter = Browser(app.test_client(), HERE)
    noted = submit(reporter)
    saving = noted.page.form("/report/save")
    own = reporter.send(saving)
    assert own.body.decode().splitlines()[0] == noted.number
    unknown = reporter.get("/report").form("/report").value("access_code")
    stranger = reporter.send(saving.fill(access_code=unknown))
    assert (own.status, own.headers["Content-Type"]) == (200, stranger.headers["Content-Type"])
    assert stranger.status == 200
    assert stranger.body.count(b"\n") == own.body.count(b"\n") == 2


def test_status_has_a_limit_of_its_own(app: Flask) -> None:
    reporter = Browser(app.test_client(), HERE)
    code = submit(reporter).code
    for _ in range(4):
        assert ask(reporter, code).status == 200
    page = ask(reporter, code)
    assert page.status == 429
    assert page.form("/status").value("access_code") == code
    assert may_write(reporter)


def test_those_who_come_by_the_onion_service_do_not_shut_each_other_out(app: Flask) -> None:
    for _ in range(10):
        submit(Browser(app.test_client(), "127.0.0.1"))
    assert may_write(Browser(app.test_client(), "127.0.0.1"))


def test_reporters_who_use_up_theirs_do_not_keep_officers_out(
    app: Flask, officers: Officers
) -> None:
    reporter = Browser(app.test_client(), HERE)
    for _ in range(5):
        ask(reporter, "一")
    assert reporter.get("/status").all("div", role="status")
    officers.sign_in(address=HERE)


def test_proxy_is_believed_only_where_one_is_named(open_public: OpenApp) -> None:
    for proxies, believed in ((0, False), (1, True)):
        app = open_public(limit_submit="1 per hour", trusted_proxies=proxies)
        submit(Browser(app.test_client(), HERE))
        other = Browser(app.test_client(), HERE)
        other.client.environ_base["HTTP_X_FORWARDED_FOR"] = ELSEWHERE
        assert may_write(other) is believed
