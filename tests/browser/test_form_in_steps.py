"""The form step by step: one form all the time, so that going on sends and loses nothing."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office
from tests.browser.people import Reporter
from tests.browser.test_pages import check_page

_FRONTEND = Path(__file__).parents[2] / "frontend"


@pytest.mark.parametrize("scripts", [True, False])
def test_steps_show_one_theme_at_a_time_and_send_all(
    office: Office, new_page: Callable[..., Page], scripts: bool
) -> None:
    page = new_page(width=360, scripts=scripts)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    reporter = Reporter(page, office.public_url, "en")
    reporter.opens_the_form()
    page.get_by_role("link", name="Question by question").click()
    sent.clear()
    expect(page.locator("[name=payer]").first).to_be_hidden()
    page.fill("[name=narrative]", "They meet every week.")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Step 2 of 7")).to_be_visible()
    expect(page.locator("[name=narrative]")).to_be_hidden()
    if scripts:
        check_page(page)
    page.get_by_role("link", name="Next").click()
    page.locator("label", has_text="A business person").last.click()
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Skip to the end").click()
    # A browser may ask for the page's icon again; answers travel nowhere.
    assert [url for url in sent if "/static/img/" not in url] == []
    reporter.looks_it_over()
    expect(page.get_by_text("They meet every week.")).to_be_visible()
    expect(page.get_by_text("A business person")).to_be_visible()


def test_one_page_shows_everything_and_changing_over_loses_nothing(
    office: Office, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    reporter = Reporter(page, office.public_url, "en")
    reporter.opens_the_form()
    expect(page.locator("[name=benefit]")).to_be_visible()
    expect(page.get_by_role("link", name="Next")).to_have_count(0)
    page.fill("[name=narrative]", "They meet.")
    page.get_by_role("link", name="Question by question").click()
    expect(page.locator("[name=benefit]")).to_be_hidden()
    page.get_by_role("link", name="Everything on one page").click()
    expect(page.locator("[name=benefit]")).to_be_visible()
    assert page.input_value("[name=narrative]") == "They meet."


def test_change_leads_back_to_the_question_with_everything_kept(
    office: Office, new_page: Callable[..., Page]
) -> None:
    page = new_page(scripts=False)
    reporter = Reporter(page, office.public_url, "en")
    reporter.opens_the_form()
    reporter.tells("My boss pays.", payer="subordinate", benefit="A post.")
    reporter.looks_it_over()
    expect(page.get_by_text("This names your own office")).to_be_visible()
    page.get_by_role("button", name="Change Who paid?").click()
    assert page.url.endswith("#payer")
    assert page.input_value("[name=narrative]") == "My boss pays."
    expect(page.locator("[name=payer][value=subordinate]")).to_be_checked()


def test_browser_makes_the_same_page_by_itself(
    office: Office, new_page: Callable[..., Page]
) -> None:
    command = [
        str(_FRONTEND / "node_modules/.bin/esbuild"),
        str(_FRONTEND / "src/preview/preview.ts"),
        "--bundle",
        "--format=iife",
        "--global-name=preview",
    ]
    script = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    page = new_page()
    reporter = Reporter(page, office.public_url, "en", seals=True)
    reporter.opens_the_form()
    reporter.tells("My boss pays. We all know.", payer="subordinate", how_known="saw")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.evaluate(
        script + "; window.sent = 0; preview.renderPreview(document.getElementById('report-form'),"
        " {send: () => { window.sent += 1; }}, ['photo.jpg']);"
    )
    expect(page.get_by_role("heading", name="Look it over before you send it")).to_be_focused()
    parts = page.locator(".qf-giveaway-part").all_inner_texts()
    assert parts == ["My boss pays", "We all know", "How do you know?"]
    expect(page.get_by_text("photo.jpg")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Seal and send").click()
    assert page.evaluate("window.sent") == 1
    page.get_by_role("button", name="Change Who paid?").click()
    expect(page.locator("[name=payer]").first).to_be_focused()
    assert page.input_value("[name=narrative]") == "My boss pays. We all know."
    assert sent == [], "the server sees no word before it is sealed"
