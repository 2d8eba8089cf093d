"""A reporter under pressure says so, and stands on top of the list; pages usable on any screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office, at_work
from tests.browser.people import Officer, Reporter, Slip
from tests.browser.test_pages import NARROW, check_page


@pytest.mark.parametrize(
    "scripts",
    [True, pytest.param(False, marks=pytest.mark.prove)],
    ids=["with scripts", "without scripts"],
)
def test_reporter_under_pressure_comes_first(
    office: Office, new_page: Callable[..., Page], scripts: bool
) -> None:
    reporter = Reporter(new_page(width=NARROW, scripts=scripts), office.public_url, seals=scripts)
    reporter.opens_the_form()
    reporter.tells("接待时喝了酒。", category="official_activity_alcohol")
    reporter.sends()
    slip = reporter.writes_down_the_receipt()
    officer = at_work(office, new_page())
    officer.opens_the_batch()
    assert level_of(officer, slip) == "P4"

    reporter.comes_back(slip)
    expect(reporter.page.locator("#next ~ p").first).to_be_visible()
    if scripts:
        check_page(reporter.page)
    reporter.ticks("purpose", "retaliation")
    reporter.ticks("danger", "y")
    reporter.writes("今天有人威胁我。")
    expect(reporter.page.get_by_role("status").first).to_contain_text("最先办理")
    expect(reporter.page.locator("main")).not_to_contain_text("今天有人威胁我")
    if scripts:
        check_page(reporter.page)

    assert level_of(officer, slip) == "P0"
    officer.opens(slip.case_number)
    expect(officer.page.locator(".messages")).to_contain_text("因举报受到压力")
    check_page(officer.page)
    # Once it is over, an officer says so; the other stories of this office begin without it.
    officer.says_that_it_is_over()
    assert level_of(officer, slip) == "P4"


def level_of(officer: Officer, slip: Slip) -> str:
    """The level of a lead in the work list."""
    place = officer.sees_leads().index(slip.case_number)
    return officer.sees_levels()[place]
