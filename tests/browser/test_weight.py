"""What a first visit costs on a telephone: bytes, requests, and how long a slow line takes."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office

_MOST_REQUESTS = 6
_KILO = 1024
_SEALING = ("/static/js/form.js", "/static/js/status.js")
"""The sealing bundle of a page: it comes after all that somebody needs to begin to write."""
_SLOW_LINE = {
    "offline": False,
    "latency": 800,
    "downloadThroughput": 300_000 / 8,
    "uploadThroughput": 300_000 / 8,
}
_USABLE_SECONDS = 5 - 0.8
"""Of five: what chromium simulates begins after the connection, which costs a round trip more."""


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.prove)])
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
    assert 0 < len(loaded) <= _MOST_REQUESTS, loaded
    counted = {url: size for url, size in loaded.items() if not url.endswith(_SEALING)}
    assert sum(counted.values()) <= most_kilobytes * _KILO, loaded


def test_form_can_be_written_in_on_a_slow_line(
    office: Office, new_page: Callable[..., Page]
) -> None:
    # What else this machine has to do may take its time, but not from each of three visits.
    seconds = (_seconds_until_writing(new_page(width=360), office) for _ in range(3))
    assert any(taken < _USABLE_SECONDS for taken in seconds)


def _seconds_until_writing(page: Page, office: Office) -> float:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _SLOW_LINE)
    began = time.monotonic()
    page.goto(f"{office.public_url}/report", wait_until="commit")
    story = page.locator("[name=narrative]")
    expect(story).to_be_editable()
    story.fill("他们每周聚会。")
    return time.monotonic() - began


def test_style_and_script_pass_their_digests(office: Office, new_page: Callable[..., Page]) -> None:
    page = new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{office.public_url}/")
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 0
    assert said == []


def _count_what_is_loaded(page: Page) -> dict[str, int]:
    """The bytes of each answer that comes from now on, by address, headers and compressed body."""
    names: dict[str, str] = {}
    loaded: dict[str, int] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def asked(event: dict[str, Any]) -> None:
        names[event["requestId"]] = event["request"]["url"]

    def finished(event: dict[str, Any]) -> None:
        loaded[names[event["requestId"]]] = int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.loadingFinished", finished)
    return loaded
