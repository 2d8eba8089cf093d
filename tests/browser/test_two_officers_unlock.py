"""A key that takes two of three: each officer in a browser of their own, to the opened batch."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office
from tests.browser.people import Officer, Reporter
from tests.browser.test_pages import NARROW, check_page


def _signed_in(office: Office, page: Page, account: str) -> tuple[Officer, str]:
    password, phrase = office.secrets_of(account)
    officer = Officer(page, office.console_url)
    officer.signs_in(account, password)
    return officer, phrase


# With scripts officers unlock in every other story.
@pytest.mark.parametrize(
    "scripts",
    [pytest.param(True, marks=pytest.mark.prove), False],
    ids=["with scripts", "without scripts"],
)
def test_two_officers_unlock_one_after_the_other(
    shared_office: Office, new_page: Callable[..., Page], scripts: bool
) -> None:
    reporter = Reporter(new_page(scripts=scripts), shared_office.public_url)
    reporter.opens_the_form()
    reporter.tells("他们每周聚会。", category="drinking_circle")
    reporter.sends()
    slip = reporter.writes_down_the_receipt()

    first, first_phrase = _signed_in(shared_office, new_page(scripts=scripts), "intake01")
    first.unlocks(first_phrase)
    expect(first.page.get_by_role("heading", name="还需 1 名干部解锁")).to_be_visible()
    expect(first.page.locator("main")).to_contain_text("承办员 (case01)")
    expect(first.page.locator("form[action*='/queue/open']")).to_have_count(0)
    first.looks_again()
    expect(first.page.get_by_role("heading", name="还需 1 名干部解锁")).to_be_visible()

    second, second_phrase = _signed_in(shared_office, new_page(scripts=scripts), "case01")
    second.page.locator("form[action*='/unlock'] button").click()
    expect(second.page.locator("main")).to_contain_text("2 名干部")
    expect(second.page.locator("main")).to_contain_text("受理员 (intake01)")
    expect(second.page.locator("main")).to_contain_text("还差一人")
    second.page.go_back()
    second.unlocks(second_phrase)
    expect(second.page.get_by_role("heading", name="名干部解锁")).to_have_count(0)

    first.looks_again()
    first.opens_the_batch()
    assert slip.case_number in first.sees_leads()
    # One locks, the other works on; when both have, nobody does.
    first.locks()
    assert first.sees_leads() == []
    first.unlocks(first_phrase)
    assert slip.case_number in first.sees_leads()
    for officer in (second, first):
        officer.locks()
    first.unlocks(first_phrase)
    expect(first.page.get_by_role("heading", name="还需 1 名干部解锁")).to_be_visible()
    first.locks()


@pytest.mark.parametrize("width", [NARROW, pytest.param(1280, marks=pytest.mark.prove)])
def test_pages_of_waiting_are_accessible(
    shared_office: Office, new_page: Callable[..., Page], width: int
) -> None:
    officer, phrase = _signed_in(shared_office, new_page(width=width), "approve01")
    officer.unlocks(phrase)
    check_page(officer.page)
    officer.page.goto(f"{shared_office.console_url}/queue?lang=en")
    check_page(officer.page)
    other, _ = _signed_in(shared_office, new_page(width=width), "intake01")
    other.page.locator("form[action*='/unlock'] button").click()
    check_page(other.page)
    officer.locks()
