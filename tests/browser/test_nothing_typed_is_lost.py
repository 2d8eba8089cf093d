"""No slip of a finger, and no button that does something else, takes away what was typed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, FilePayload, Page, Route, expect

from tests.browser.conftest import Office
from tests.browser.people import Reporter

STORY = "They meet every week."
_IS_STILL = "one => one.closest('[inert]') !== null"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page(width=360)


def comes_to_the_case(page: Page, office: Office) -> Reporter:
    """Someone who sent a report and came back to it."""
    reporter = Reporter(page, office.public_url, "en", seals=True)
    reporter.opens_the_form()
    reporter.tells(STORY)
    reporter.sends()
    reporter.comes_back(reporter.writes_down_the_receipt())
    return reporter


def test_in_steps_a_mistake_and_a_change_lead_to_their_step(page: Page, office: Office) -> None:
    reporter = Reporter(page, office.public_url, "en", seals=True)
    reporter.opens_the_form()
    story = page.locator("[name=narrative]")
    page.get_by_role("link", name="Question by question").click()
    page.get_by_role("link", name="Skip to the end").click()
    reporter.looks_it_over()
    page.locator(".govuk-error-summary a").click()
    expect(story).to_be_focused()
    story.fill(STORY)
    # A short answer has a limit of its own, and the server cannot see it any more.
    _writes_too_much_about_the_place(reporter)
    page.get_by_role("link", name="Skip to the end").click()
    reporter.looks_it_over()
    expect(page.get_by_role("link", name="中文")).to_be_hidden()
    page.get_by_role("button", name="Change What happened?").click()
    expect(story).to_be_focused()
    expect(page.get_by_role("link", name="中文")).to_be_visible()


def _writes_too_much_about_the_place(reporter: Reporter) -> None:
    page = reporter.page
    place = page.locator("[name=place]")
    place.evaluate("field => { field.value = 'x'.repeat(501); }")
    page.get_by_role("link", name="Skip to the end").click()
    reporter.looks_it_over()
    page.get_by_role("link", name="Please shorten this to 500 characters at most.").click()
    expect(place).to_be_focused()
    place.fill("x" * 500)


def test_enter_leads_to_the_next_step_and_not_past_the_others(page: Page, office: Office) -> None:
    reporter = Reporter(page, office.public_url, "en", seals=True)
    reporter.opens_the_form()
    page.goto(f"{page.url}#step-4")
    page.fill("[name=subjects]", "A head of section")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Step 5 of 7")).to_be_visible()
    assert page.input_value("[name=subjects]") == "A head of section"


def test_a_message_is_neither_forgotten_nor_typed_on_while_it_is_sent(
    page: Page, office: Office
) -> None:
    comes_to_the_case(page, office)
    page.fill("[name=message]", "One more thing.")
    page.get_by_role("button", name="Look again").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("has not been sent")
    assert page.input_value("[name=message]") == "One more thing."
    page.fill("[name=message]", "")
    page.get_by_role("button", name="Look again").click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)
    _what_is_on_its_way_cannot_be_typed_into(page)


def _what_is_on_its_way_cannot_be_typed_into(page: Page) -> None:
    held: list[Route] = []
    page.route("**/status/message*", lambda route: held.append(route))  # noqa: PLW0108  a handler of Playwright
    field = page.locator("[name=message]")
    field.fill("One more thing.")
    with page.expect_request("**/status/message*"):
        page.locator("#message-form button[type=submit]").click()
    expect(page.locator("#message-form [role=status]").last).to_contain_text("being sealed")
    assert field.evaluate(_IS_STILL)
    assert not page.locator("#message-form [role=status]").last.evaluate(_IS_STILL)
    held[0].abort()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert not field.evaluate(_IS_STILL)
    assert field.input_value() == "One more thing."


def test_a_file_too_many_is_said_at_once_and_not_sent(page: Page, office: Office) -> None:
    reporter = Reporter(page, office.public_url, "en", seals=True)
    reporter.opens_the_form()
    files: list[FilePayload] = [
        {"name": f"{number}.dat", "mimeType": "", "buffer": b"\0made up"} for number in range(6)
    ]
    page.set_input_files("[name=attachments]", files)
    expect(page.get_by_role("alert")).to_contain_text("5 files at most")
    expect(page.locator(".qf-files__item")).to_have_count(5)
    reporter.tells(STORY)
    reporter.looks_it_over()
    # What has to be decided about a file is decided at its row.
    page.locator(".govuk-error-summary a").first.click()
    expect(page.locator(".qf-files__item").first).to_be_focused()


def test_where_the_server_seals_leaving_by_a_slip_is_asked_about(
    page: Page, office: Office
) -> None:
    reporter = Reporter(page, office.public_url, "en")
    reporter.opens_the_form()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Safety", exact=True).click()
    expect(page.get_by_role("heading", name="Your safety")).to_be_visible()
    reporter.opens_the_form()
    page.locator("[name=ongoing]").first.check(force=True)
    page.get_by_role("link", name="中文").click()
    assert asked == ["beforeunload"], "a tick is an answer too"
    reporter.tells(STORY)
    page.get_by_role("link", name="中文").click()
    assert asked == ["beforeunload"] * 2
    assert page.input_value("[name=narrative]") == STORY
    reporter.looks_it_over()
    reporter.confirms()
    expect(page.locator("#code li").first).to_be_visible()
    assert asked == ["beforeunload"] * 2, "what is sent is not asked about"
    page.locator(".brand").click()
    assert asked == ["beforeunload"] * 3
    expect(page.locator("#code li").first).to_be_visible()
