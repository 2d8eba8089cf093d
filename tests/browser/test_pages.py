"""Every page, in both languages, wide and narrow: accessible, and nothing sticks out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office
from tests.browser.people import Officer, Reporter

_AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 320


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [NARROW, 1280])
@pytest.mark.parametrize("seals", [True, False], ids=["browser seals", "server seals"])
def test_public_pages_are_accessible(
    office: Office, new_page: Callable[..., Page], language: str, width: int, seals: bool
) -> None:
    reporter = Reporter(new_page(width=width), office.public_url, language, seals=seals)
    suffix = "?lang=en" if language == "en" else ""
    for path in ("/", "/safety", "/report", "/status", "/there-is-no-such-page"):
        reporter.page.goto(f"{office.public_url}{path}{suffix}")
        check_page(reporter.page)
    reporter.opens_the_form()
    reporter.tells("")
    reporter.sends()
    check_page(reporter.page)
    reporter.tells("They meet every week.")
    reporter.looks_it_over()
    check_page(reporter.page)
    reporter.confirms()
    slip = reporter.writes_down_the_receipt()
    check_page(reporter.page)
    reporter.types_back(slip)
    check_page(reporter.page)
    reporter.comes_back(slip)
    check_page(reporter.page)


@pytest.mark.parametrize("width", [NARROW, 1280])
def test_console_pages_are_accessible(
    office: Office, new_page: Callable[..., Page], width: int
) -> None:
    reporter = Reporter(new_page(), office.public_url)
    reporter.opens_the_form()
    reporter.tells("他们每周聚会。", category="drinking_circle")
    reporter.sends()
    slip = reporter.writes_down_the_receipt()
    password, phrase = office.secrets_of("intake01")
    officer = Officer(new_page(width=width), office.console_url)
    officer.page.goto(f"{office.console_url}/login")
    check_page(officer.page)
    officer.signs_in("intake01", password)
    check_page(officer.page)
    officer.page.locator("form[action*='/unlock'] button").click()
    check_page(officer.page)
    officer.page.go_back()
    officer.unlocks(phrase)
    check_page(officer.page)
    officer.opens_the_batch()
    check_page(officer.page)
    officer.opens(slip.case_number)
    check_page(officer.page)
    officer.page.locator("form[action$='/recuse'] button").click()
    check_page(officer.page)
    officer.page.locator("label[for='recuse-sure']").click()
    officer.page.locator("form[action$='/recuse'] button").click()
    check_page(officer.page)
    assert slip.case_number not in officer.page.locator("main").inner_text()


def test_a_report_is_sent_from_the_keyboard_alone(
    office: Office, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(f"{office.public_url}/report?lang=en")
    _tab_to(page, "narrative")
    page.keyboard.type("They meet every week.")
    _tab_to(page, "attachments")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look it over before you send it")).to_be_visible()
    _tab_to_text(page, "Seal and send")
    page.keyboard.press("Enter")
    expect(page.locator("#case-number")).to_be_visible()


def check_page(page: Page) -> None:
    """Hold a page against axe, and see that nothing reaches beyond the screen."""
    assert _AXE.exists(), "axe-core is missing: `make test` installs it"
    # A click returns when the next page begins: without its style sheet every target is small.
    page.wait_for_load_state("load")
    # The bar stays at the top, over what is scrolled away.
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    assert _violations(page, _RULES) == [], page.url
    # Without motion: what fades from one colour into the other is neither.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert _violations(page, ["color-contrast"]) == [], f"{page.url}, dark"
    page.emulate_media(color_scheme="light", reduced_motion="null")
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert over <= 0, f"{page.url} is {over} px wider than the screen"


def _tab_to_text(page: Page, text: str) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.textContent").strip() == text:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {text}")


def _violations(page: Page, rules: list[str]) -> list[str]:
    found: list[str] = page.evaluate(
        """async (only) => {
          const { violations } = await axe.run({ runOnly: only, resultTypes: ["violations"] });
          return violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(" ")}`);
        }""",
        rules,
    )
    return found


def _tab_to(page: Page, name: str) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {name}")
