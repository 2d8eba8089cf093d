"""A case that was concluded long ago can be read, and says what to do in the place of writing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from app.settings import load_settings
from app.storage.database import open_database
from app.storage.intake import PublicWordChange
from tests.browser.conftest import Office
from tests.browser.people import Reporter
from tests.browser.test_pages import NARROW, check_page
from tests.make import dispose


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_closed_mailbox_offers_a_new_report(
    office: Office, new_page: Callable[..., Page], scripts: bool
) -> None:
    reporter = Reporter(
        new_page(width=NARROW, scripts=scripts), office.public_url, "en", seals=scripts
    )
    reporter.opens_the_form()
    reporter.tells("They meet every week.")
    reporter.sends()
    slip = reporter.writes_down_the_receipt()
    conclude(office, slip.case_number, days_ago=100)
    page = reporter.page
    page.goto(f"{office.public_url}/status?lang=en" + ("" if scripts else "&sealing=server"))
    page.fill("[name=access_code]", slip.typed())
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("The mailbox of this case closed")
    expect(page.locator("main")).to_contain_text(slip.case_number)
    expect(page.locator("[name=message]")).to_have_count(0)
    # Nothing asks to write where nobody reads.
    expect(page.locator("main a[href='#write']")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text("you can object")
    if scripts:
        check_page(page)
        page.get_by_role("button", name="Look again").click()
        expect(page.locator("main")).to_contain_text("The mailbox of this case closed")
    page.get_by_role("link", name="Send a new report").click()
    expect(page.locator("[name=narrative]")).to_be_visible()


def conclude(office: Office, case_number: str, *, days_ago: int) -> None:
    """Have a case's outcome stand on its page since some days."""
    day = datetime.now(UTC) - timedelta(days=days_ago)
    change = PublicWordChange(
        case_number=case_number,
        shown_from=int(day.timestamp()),
        word="concluded",
        opened_on=day.date(),
    )
    intake = open_database(load_settings(office.installation.instance, {}), "intake")
    with intake.begin() as session:
        session.add(change)
    dispose(intake.engine)
