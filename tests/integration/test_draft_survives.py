"""A draft and its files survive a restart of the server and a token that ran out."""

import pytest
from flask import Flask

from tests.browse import Browser, Form
from tests.integration.test_reporter_corrects_a_form import (
    assert_words_came_back,
    full_form,
    old_token,
)
from tests.make import PHOTO, STORY, OpenApp
from tests.reporters import note_down

pytestmark = pytest.mark.rows


def move_to(app: Flask, browser: Browser) -> Browser:
    """The same browser, its page still open, at a server that was started anew."""
    moved = Browser(app.test_client())
    moved.client._cookies = browser.client._cookies  # noqa: SLF001  as a browser keeps them
    return moved


def with_waiting_file(reporter: Browser, step: str) -> Form:
    """A form whose file was received: with a mistake, or to be looked over."""
    form = full_form(reporter).attach("现场.jpg", PHOTO)
    form.fill(**{"narrative": ""} if step == "mistake" else {"step": "check"})
    return reporter.send(form).form("/report")


def test_form_that_came_back_outlives_a_restart_with_its_files(open_public: OpenApp) -> None:
    reporter = Browser(open_public().test_client())
    form = with_waiting_file(reporter, "mistake").fill(narrative=STORY)
    [kept] = form.values("kept")
    after = move_to(open_public(), reporter)
    page = after.send(form.fill(step="edit"))
    assert page.status == 200, page.errors
    assert_words_came_back(page.form("/report"))
    assert page.form("/report").values("kept") == [kept]
    assert note_down(after.send(page.form("/report"))).number


def test_page_to_look_over_outlives_a_restart(open_public: OpenApp) -> None:
    reporter = Browser(open_public().test_client())
    form = with_waiting_file(reporter, "check")
    assert form.values("kept")
    assert note_down(move_to(open_public(), reporter).send(form)).number


def test_expired_token_leaves_words_and_files_that_were_received(open_public: OpenApp) -> None:
    app = open_public()
    reporter = Browser(app.test_client())
    form = with_waiting_file(reporter, "check")
    [kept] = form.values("kept")
    page = reporter.send(form.fill(csrf_token=old_token(app, reporter, 25)))
    assert page.status == 400
    assert_words_came_back(page.form("/report"))
    assert page.form("/report").values("kept") == [kept]
    assert note_down(reporter.send(page.form("/report"))).number
