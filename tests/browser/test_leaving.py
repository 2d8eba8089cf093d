"""Leave at once, leave nothing behind, and never leave a form open for somebody else to read."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.browser.conftest import Office
from tests.browser.people import Reporter

ELSEWHERE = "https://www.weather.com.cn/"
BEFORE = "https://before.example/"
STORY = "They meet every week."


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Someone's browser, in which two other sites are to be had."""
    context = browser.new_context()
    for address, title in ((ELSEWHERE, "Weather"), (BEFORE, "Before")):
        body = f"<!doctype html><title>{title}</title><h1>{title}</h1>"
        context.route(
            f"{address}**", lambda r, _q, b=body: r.fulfill(body=b, content_type="text/html")
        )
    yield context
    context.close()


def someone_writing(context: BrowserContext, office: Office) -> Page:
    """A page on which someone came from elsewhere, looked around and began to write."""
    page = context.new_page()
    page.goto(BEFORE)
    reporter = Reporter(page, office.public_url, "en")
    reporter.reads_the_first_page()
    page.get_by_role("link", name="Safety", exact=True).click()
    expect(page.get_by_role("heading", name="Your safety")).to_be_visible()
    page.get_by_role("link", name="Write to us").last.click()
    reporter.tells(STORY)
    return page


def assert_gone(page: Page) -> None:
    """Another page is there, and back leads to where the visit began."""
    expect(page).to_have_title("Weather")
    page.go_back()
    expect(page).to_have_title("Before")


def test_button_leaves_and_back_leads_past_the_visit(
    context: BrowserContext, office: Office
) -> None:
    page = someone_writing(context, office)
    page.get_by_role("link", name="Leave at once").click()
    assert_gone(page)


def test_escape_three_times_leaves_and_once_does_not(
    context: BrowserContext, office: Office
) -> None:
    page = someone_writing(context, office)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.type("a")
    page.keyboard.press("Escape")
    expect(page.locator("[name=narrative]")).to_be_visible()
    page.keyboard.type("a")
    # Whoever is frightened presses on, before the other page is there: that must neither begin anew
    # nor be the browser's "stop loading".
    assert page.evaluate(_PRESSES_SEVEN_TIMES) == [False, False, *[True] * 5]
    assert_gone(page)


_PRESSES_SEVEN_TIMES = """() => Array.from({length: 7}, () => {
  const press = new KeyboardEvent("keydown", {key: "Escape", cancelable: true});
  document.dispatchEvent(press);
  return press.defaultPrevented;
})"""


def test_page_is_blank_before_the_next_one_is_there(
    context: BrowserContext, office: Office
) -> None:
    page = someone_writing(context, office)
    page.route(f"{ELSEWHERE}**", lambda _route: None)  # never answered
    # From inside, and looked at from there: from outside one would wait for what never comes.
    left = page.evaluate(
        "() => { document.querySelector('[data-exit]').click();"
        " return [document.title, document.body.innerHTML]; }"
    )
    assert left == ["", ""]


def test_without_scripts_it_is_a_link_and_the_page_says_what_that_means(
    browser: Browser, office: Office
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{office.public_url}/report?lang=en")
    link = page.get_by_role("link", name="Leave at once")
    assert link.get_attribute("href") == ELSEWHERE
    # Chromium does not show <noscript> where only its tests switch scripts off.
    assert "this page does not clear itself" in page.content()
    context.close()


def test_form_left_alone_asks_then_clears_itself(context: BrowserContext, office: Office) -> None:
    page = context.new_page()
    page.clock.install()
    reporter = Reporter(page, office.public_url, "en")
    reporter.opens_the_form()
    reporter.tells(STORY)
    page.clock.fast_forward("13:01")
    warning = page.get_by_role("alertdialog", name="Are you still there?")
    expect(warning).to_be_visible()
    # By the keyboard: the button that keeps it has the focus.
    page.keyboard.press("Enter")
    expect(warning).to_be_hidden()
    assert page.input_value("[name=narrative]") == STORY
    # Stopped at once by the browser's own button: all that a page hears is the beginning.
    # With a file it is given the ten minutes which that takes on the slowest line.
    film: FilePayload = {"name": "film.mp4", "mimeType": "", "buffer": bytes(6_000_000)}
    page.set_input_files("[name=attachments]", film)
    page.dispatch_event("#report-form", "submit")
    page.clock.fast_forward("20:00")
    expect(warning).to_be_hidden()
    page.dispatch_event("#report-form", "submit")
    reporter.tells(STORY)  # who types on has stopped it
    page.clock.fast_forward("13:01")
    expect(warning).to_be_visible()
    page.clock.fast_forward("02:01")
    expect(page).to_have_url(ELSEWHERE)
    reporter.opens_the_form()
    assert page.input_value("[name=narrative]") == ""


def test_case_left_alone_clears_itself_too(context: BrowserContext, office: Office) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(f"{office.public_url}/status?lang=en")
    page.fill("[name=access_code]", "abandon")
    page.clock.fast_forward("13:01")
    expect(page.get_by_role("alertdialog", name="Are you still there?")).to_be_visible()
    page.clock.fast_forward("02:01")
    expect(page).to_have_url(ELSEWHERE)


def test_code_stays_for_who_fetches_a_pen_and_once_typed_back_all_goes(
    context: BrowserContext, office: Office
) -> None:
    page = context.new_page()
    page.clock.install()
    reporter = Reporter(page, office.public_url, "en")
    reporter.opens_the_form()
    reporter.tells(STORY)
    reporter.sends()
    slip = reporter.writes_down_the_receipt()
    page.clock.fast_forward("20:00")
    assert reporter.writes_down_the_receipt() == slip, "whoever fetches a pen finds the code"
    reporter.types_back(slip)
    expect(page.get_by_text(slip.case_number)).to_be_visible()
    page.clock.fast_forward("13:01")
    expect(page.get_by_role("alertdialog", name="Are you still there?")).to_be_visible()
    page.clock.fast_forward("02:01")
    expect(page).to_have_url(ELSEWHERE)
