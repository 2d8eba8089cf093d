"""What a first visit costs on a telephone: bytes and requests, as chromium counts them."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Office

pytestmark = pytest.mark.xdist_group("browser")

_MOST_REQUESTS = 6
_KILO = 1024


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("path", "most_kilobytes"), [("/", 60), ("/report", 100), ("/status", 60), ("/safety", 60)]
)
def test_first_visit_is_light(
    office: Office,
    new_page: Callable[..., Page],
    path: str,
    most_kilobytes: int,
    language: str,
) -> None:
    page = new_page(width=360)
    loaded = _count_what_is_loaded(page)
    page.goto(f"{office.public_url}{path}?lang={language}", wait_until="networkidle")
    total = sum(loaded)
    assert 0 < len(loaded) <= _MOST_REQUESTS
    assert total <= most_kilobytes * _KILO, f"{path}: {total} bytes in {len(loaded)} requests"


def test_style_and_script_pass_their_digests(office: Office, new_page: Callable[..., Page]) -> None:
    page = new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{office.public_url}/")
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 0
    assert said == []


def _count_what_is_loaded(page: Page) -> list[int]:
    """The bytes of each answer that comes from now on, headers and compressed body."""
    loaded: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def finished(event: dict[str, Any]) -> None:
        loaded.append(int(event["encodedDataLength"]))

    session.on("Network.loadingFinished", finished)
    return loaded
