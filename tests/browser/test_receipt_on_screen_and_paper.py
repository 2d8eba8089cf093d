"""The receipt as it is seen: another program reads the QR code, light, dark and on paper."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office
from tests.browser.people import Reporter


def _read(picture: Path) -> str:
    program = shutil.which("zbarimg")
    assert program, "zbarimg is missing: the tests need it (apt install zbar-tools)"
    command = [program, "--quiet", "--raw", "--nodbus", str(picture)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize(
    ("language", "width"),
    [
        ("zh", 390),
        ("en", 1280),
        pytest.param("en", 390, marks=pytest.mark.prove),
        pytest.param("zh", 1280, marks=pytest.mark.prove),
    ],
)
def test_qr_code_is_read_from_the_page_and_the_paper(
    office: Office, new_page: Callable[..., Page], tmp_path: Path, language: str, width: int
) -> None:
    reporter = Reporter(new_page(width=width), office.public_url, language)
    reporter.opens_the_form()
    reporter.tells("They meet every week.")
    reporter.sends()
    slip = reporter.writes_down_the_receipt()
    page = reporter.page
    for scheme, medium in (("light", "screen"), ("dark", "screen"), ("dark", "print")):
        page.emulate_media(color_scheme=scheme, media=medium)  # type: ignore[arg-type]
        picture = tmp_path / f"{scheme}-{medium}.png"
        page.screenshot(path=picture, full_page=True)
        # One line: the case number is all that any code on the page holds.
        assert _read(picture) == f"{slip.case_number}\n"


def test_paper_shows_number_code_and_square_and_nothing_else(
    office: Office, new_page: Callable[..., Page]
) -> None:
    reporter = Reporter(new_page(), office.public_url)
    reporter.opens_the_form()
    reporter.tells("They meet every week.")
    reporter.sends()
    slip = reporter.writes_down_the_receipt()
    reporter.page.emulate_media(media="print")
    expect(reporter.page.get_by_role("img", name="受理编号二维码")).to_be_visible()
    printed = reporter.page.inner_text("body").split()
    assert [part for part in printed if part in slip.code] == slip.code
    assert slip.case_number in printed
    assert set(printed) == {*slip.code, slip.case_number}
