"""What a page costs on a slow line: its weight over the wire, its requests, when it can be used."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office

pytestmark = pytest.mark.xdist_group("browser")

_KIB = 1024
_MAX_REQUESTS = 6
_SEALING = "/static/js/form.js"
"""The sealing bundle: it is no part of what has to be there before somebody can write."""
_SLOW_LINE = {
    "offline": False,
    "latency": 800,
    "downloadThroughput": 300_000 / 8,
    "uploadThroughput": 300_000 / 8,
}
_USABLE_SECONDS = 5 - 0.8
"""Of five: what is simulated begins after the connection, which costs one round trip more."""


@dataclass
class Wire:
    """What went over the wire, by address: bytes with headers, as they were sent."""

    weights: dict[str, float] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def asked(self, event: dict[str, Any]) -> None:
        self._names[event["requestId"]] = event["request"]["url"]

    def ended(self, event: dict[str, Any]) -> None:
        self.weights[self._names[event["requestId"]]] = event["encodedDataLength"]


def _recorded(page: Page) -> Wire:
    wire = Wire()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.requestWillBeSent", wire.asked)
    session.on("Network.loadingFinished", wire.ended)
    return wire


@pytest.mark.parametrize("language", ["", "?lang=en"])
@pytest.mark.parametrize(("path", "most_kib"), [("/", 60), ("/report", 100), ("/status", 100)])
def test_page_is_light(
    office: Office, new_page: Callable[..., Page], path: str, language: str, most_kib: int
) -> None:
    page = new_page(width=390)
    wire = _recorded(page)
    page.goto(f"{office.public_url}{path}{language}", wait_until="networkidle")
    assert len(wire.weights) <= _MAX_REQUESTS, list(wire.weights)
    counted = {url: size for url, size in wire.weights.items() if _SEALING not in url}
    assert sum(counted.values()) <= most_kib * _KIB, wire.weights


def test_form_is_usable_on_a_slow_line(office: Office, new_page: Callable[..., Page]) -> None:
    page = new_page(width=390)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _SLOW_LINE)
    began = time.monotonic()
    page.goto(f"{office.public_url}/report", wait_until="commit")
    story = page.locator("[name=narrative]")
    expect(story).to_be_editable(timeout=20_000)
    story.fill("他们每周聚会。")
    assert time.monotonic() - began < _USABLE_SECONDS
