"""A file on its way: cut off, it goes on by itself; and it can be stopped."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.serve.worker import SILENT_SECONDS
from tests.browser.conftest import Office, at_work
from tests.browser.people import LINE_IS_BACK, Reporter
from tests.browser.test_pages import check_page
from tests.wire import Wire

STORY = "每周五晚上他们在城南农家乐聚会，由承包商买单，散席后商量工程分配。"
_SLOWEST_MEGABYTES_A_SECOND = 2


@pytest.mark.parametrize(
    "megabytes", [14, pytest.param(2048, marks=[pytest.mark.prove, pytest.mark.timeout(3600)])]
)
def test_an_upload_that_is_cut_goes_on_and_is_whole(
    office: Office, new_page: Callable[..., Page], wire: Wire, tmp_path: Path, megabytes: int
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(range(251)) * (megabytes * 1024 * 1024 // 251))
    page = new_page()
    reporter = Reporter(page, wire.url, seals=True)
    reporter.opens_the_form()
    before = len(wire.sent)
    wire.cut_after(int(large.stat().st_size * 0.7))
    reporter.tells(STORY)
    reporter.adds(large)
    reporter.sends()
    # Sooner, the sealing of a large file aside, than the server gives up a line that is dead.
    most_seconds = SILENT_SECONDS / 2 + megabytes / _SLOWEST_MEGABYTES_A_SECOND
    expect(page.locator("#code li")).to_have_count(12, timeout=most_seconds * 1000)
    # It went on where it was cut: nearly nothing went twice.
    assert len(wire.sent) - before < large.stat().st_size * 1.5
    slip = reporter.writes_down_the_receipt()
    officer = at_work(office, new_page())
    officer.opens_the_batch()
    officer.opens(slip.case_number)
    assert officer.downloads(large.name) == large.read_bytes()


def test_a_file_can_be_stopped_and_removed(
    new_page: Callable[..., Page], wire: Wire, tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(20 * 1024 * 1024))
    small = tmp_path / "small.bin"
    small.write_bytes(b"made up")
    page = new_page()
    reporter = Reporter(page, wire.url, seals=True)
    reporter.opens_the_form()
    wire.goes_down()
    reporter.adds(large, small)
    expect(page.locator(".qf-files__item")).to_have_count(2)
    check_page(page)
    page.locator(".qf-files__item").first.get_by_role("button").last.click()
    expect(page.locator(".qf-files__item")).to_have_count(1)
    reporter.tells(STORY)
    send = page.locator("#report-form button[type=submit]").last
    before = send.bounding_box()
    wire.comes_up()
    page.evaluate(LINE_IS_BACK)
    expect(page.locator(".qf-files__item[data-stage=done]")).to_be_visible(timeout=30_000)
    # A page must not move away from under a finger because a file has arrived.
    assert send.bounding_box() == before
    reporter.sends()
    expect(page.locator("#code li")).to_have_count(12, timeout=30_000)
