"""Every page, in both languages, wide and narrow: accessible, and nothing sticks out."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Office
from tests.browser.filled_office import FilledOffice, running_filled_office
from tests.browser.people import Officer, Reporter

_AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = 320
_NO_PAGES = {
    # Where nothing runs in the background they lead back to the list.
    "console.progress",
    "console.progress_numbers",
    *("static", "healthz", "console.start", "console.unlock_return"),
    *("console.file_content", "console.thumbnail", "console.download"),
    *("console.checkpoint_file", "console.figures_file"),
}
"""What answers a GET with a file, or leads on to a page."""


@pytest.fixture(scope="module")
def filled_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FilledOffice]:
    with running_filled_office(tmp_path_factory.mktemp("filled")) as filled_office:
        yield filled_office


@pytest.mark.parametrize(
    ("language", "width"),
    [
        ("zh", NARROW),
        ("en", 1280),
        pytest.param("zh", 1280, marks=pytest.mark.prove),
        pytest.param("en", NARROW, marks=pytest.mark.prove),
    ],
)
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


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_console_page_is_accessible(
    filled_office: FilledOffice, browser: Browser, language: str
) -> None:
    """Each page is asked for once, by who works there, and then looked at wide and narrow.

    Colours and sizes do not speak a language: in the dark and narrow it is looked at in one, but
    for words that are too long for a telephone.
    """
    found: list[str] = []
    with ExitStack() as contexts:
        pages: dict[str, Page] = {}
        for visit in filled_office.visits:
            if visit.who not in pages:
                context = filled_office.context(browser, visit.who)
                contexts.callback(context.close)
                pages[visit.who] = context.new_page()
            page = pages[visit.who]
            page.set_viewport_size({"width": 1280, "height": 800})
            filled_office.go(page, visit, language)
            found += [f"{visit.name}: {one}" for one in _offences(page)]
            page.set_viewport_size({"width": NARROW, "height": 800})
            if language == "zh":
                found += [f"{visit.name}, narrow: {one}" for one in _offences(page)]
                found += [f"{visit.name}: {one}" for one in _offences_in_the_dark(page)]
            else:
                found += [f"{visit.name}, narrow: {one}" for one in _sticks_out(page)]
    assert not found, "\n".join(found)


def test_every_console_page_is_looked_at(filled_office: FilledOffice) -> None:
    """A page that is new and stands in no list of visits fails here."""
    console = filled_office.app
    addresses = console.url_map.bind("localhost")
    with console.test_request_context():
        looked_at = {
            addresses.match(urlsplit(visit.path).path)[0] for visit in filled_office.visits
        }
    endpoints = {
        rule.endpoint for rule in console.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    assert endpoints - looked_at - _NO_PAGES == set()


def test_the_key_holders_page_is_accessible(office: Office, new_page: Callable[..., Page]) -> None:
    password, _phrase = office.secrets_of("intake01")
    officer = Officer(new_page(width=NARROW), office.console_url)
    officer.signs_in("intake01", password)
    officer.page.locator("form[action*='/unlock'] button").click()
    check_page(officer.page)


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
    found = [*_offences(page), *_offences_in_the_dark(page)]
    assert not found, f"{page.url}: {found}"


def _offences(page: Page) -> list[str]:
    assert _AXE.exists(), "axe-core is missing: `make test` installs it"
    # A click returns when the next page begins: without its style sheet every target is small.
    page.wait_for_load_state("load")
    # The bar stays at the top, over what is scrolled away.
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = _violations(page, _RULES)
    return [*found, *_sticks_out(page)]


def _sticks_out(page: Page) -> list[str]:
    over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{over} px wider than the screen"] if over > 0 else []


def _offences_in_the_dark(page: Page) -> list[str]:
    # Without motion: what fades from one colour into the other is neither.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found = _violations(page, ["color-contrast"])
    page.emulate_media(color_scheme="light", reduced_motion="null")
    return [f"dark: {one}" for one in found]


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
