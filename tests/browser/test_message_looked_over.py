"""A message is looked over in the browser where its words may tell who wrote it, and only there."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Office
from tests.browser.people import Reporter
from tests.browser.test_pages import NARROW, check_page

TELLING = "我就坐在旁边那桌，我们科室只有三个人，我的电话13812345678"
HARMLESS = "还有一件事：他们每周聚会。"


def test_message_that_points_at_its_writer_is_shown_before_it_is_sealed(
    office: Office, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=NARROW)
    reporter = Reporter(page, office.public_url, seals=True)
    reporter.opens_the_form()
    reporter.tells("接待时喝了酒。")
    reporter.sends()
    reporter.comes_back(reporter.writes_down_the_receipt())
    preview, arrived = page.locator(".qf-preview"), page.locator("[role=status].success")

    # Nothing in it: sent at once, and the next one is not shown under this one's arrival.
    reporter.writes(HARMLESS)
    expect(arrived).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    reporter.ticks("purpose", "evidence")
    reporter.writes_without_a_second_thought(TELLING)
    expect(preview.get_by_role("heading", level=1)).to_be_focused()
    expect(arrived).to_be_hidden()
    parts = page.locator(".qf-giveaway-part").all_inner_texts()
    assert parts == ["我就坐在旁边那桌", "我们科室只有三个人", "我的电话13812345678"]
    expect(preview).not_to_contain_text("接下来会给您一个查询口令")
    check_page(page)
    preview.locator("[data-change-all]").click()
    assert sent == []

    # Back with all of it; then sent as it is, and what was ticked with it.
    expect(page.locator("[name=message]")).to_have_value(TELLING)
    expect(page.locator("[name=purpose][value=evidence]")).to_be_checked()
    reporter.writes(TELLING)
    expect(arrived).to_contain_text("已并入您的举报")
    expect(preview).to_have_count(0)
    expect(page.locator("nav.govuk-service-navigation")).to_be_visible()
    expect(page.locator("li.message")).to_have_count(2)
