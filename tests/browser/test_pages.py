"""Every page, in both languages, wide and narrow: accessible, and nothing sticks out."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import product
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import Office
from tests.browser.filled_office import FilledOffice, running_filled_office
from tests.browser.people import Officer, Reporter
from tests.browser.serving import AXE, AXE_ADDRESS
from tests.valid_html import find_invalid

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES_OF_THE_LOOK = [
    *("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"),
    "css-orientation-lock",
]
"""Which hang on the width and the colours; the others, on what the page says."""
NARROW = 320
_TELEPHONE: ViewportSize = {"width": NARROW, "height": 800}
_WIDE: ViewportSize = {"width": 1280, "height": 800}
# The bar stays at the top, over what is scrolled away.
_MAKE_READY = """() => {
  scrollTo(0, 0);
  document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
  return "axe" in window;
}"""
_TAKE_AXE = """(address) => new Promise((loaded, failed) => {
  const script = Object.assign(document.createElement("script"), { src: address });
  script.onload = loaded;
  script.onerror = failed;
  document.head.append(script);
})"""
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


_WAYS = [("zh", NARROW, True), ("en", 1280, False)]
"""Each language, each width, and whether the browser or the server seals: each once."""
_OTHER_WAYS = sorted({*product(("zh", "en"), (NARROW, 1280), (True, False))} - {*_WAYS})


@pytest.mark.parametrize(
    ("language", "width", "seals"),
    [
        *_WAYS,
        *(pytest.param(*way, marks=pytest.mark.prove) for way in _OTHER_WAYS),
    ],
)
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


@pytest.mark.parametrize("every_look", [False, pytest.param(True, marks=pytest.mark.prove)])
def test_every_console_page_is_accessible_and_valid(
    filled_office: FilledOffice, browser: Browser, every_look: bool
) -> None:
    """Each page in both languages, by who works there.

    `make test` looks at every other page in the one language with axe, at the others in the other:
    wide in the light, narrow in the dark with what hangs on the look; and holds what the server
    wrote against the rules of HTML. `make prove` has every look in both. A page is loaded once for
    all looks of a language: that is dearer than a look.
    """
    found: list[str] = []
    written: dict[str, str] = {}
    with closing(browser.new_context()) as context:
        page = context.new_page()
        for place, visit in enumerate(filled_office.visits):
            filled_office.hand_over(context, visit.who)
            for language in ("zh", "en") if every_look else (("zh", "en")[place % 2],):
                name = f"{visit.name} {language}"
                page.set_viewport_size(_WIDE)
                written[name] = filled_office.go(page, visit, language)
                looks = _all_looks(page, every=every_look)
                found += [f"{name}: {offence}" for offence in looks]
    found += (one for one in find_invalid(written) if not _MEANT.search(one))
    assert not found, "\n".join(found)


# A picture of the camera goes with the files; what only a script can send, a script presses.
_MEANT = re.compile(
    r"^new-case.* form-dup-name: .*\"attachments\"|^(set-up|account-passkey) .* wcag/h32:"
)


def _all_looks(page: Page, *, every: bool) -> list[str]:
    """Of a wide page of the filled office; afterwards it is narrow."""
    page.evaluate(_TAKE_AXE, AXE_ADDRESS)
    found = _offences(page)
    page.set_viewport_size(_TELEPHONE)
    if every:
        found += [f"narrow: {one}" for one in _offences(page)]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    rules = _RULES if every else _RULES_OF_THE_LOOK
    found += [f"narrow and dark: {one}" for one in _offences(page, rules)]
    page.emulate_media(color_scheme="light", reduced_motion="null")
    return found


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


def _offences(page: Page, rules: list[str] = _RULES) -> list[str]:
    assert AXE.exists(), "axe-core is missing: `make test` installs it"
    # A click returns when the next page begins: without its style sheet every target is small.
    page.wait_for_load_state("load")
    if not page.evaluate(_MAKE_READY):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = _violations(page, rules)
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
