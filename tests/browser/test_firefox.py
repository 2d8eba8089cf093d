"""The same journey in Firefox, the engine of Tor Browser: scripts on and off, both languages."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Office, at_work
from tests.make import picture_by

_JOURNEY = Path(__file__).with_name("firefox_reporter.mjs")
_PHONE, _WIDE = 390, 1280
STORY = "他们每周三在农家乐聚会，由一名老板付账。"
# With scripts or without, in both languages and widths: each once.
_WAYS = [(True, "zh", _PHONE), (False, "en", _WIDE)]
_OTHER_WAYS = [(True, "en", _WIDE), (False, "zh", _PHONE)]


@pytest.mark.parametrize(
    ("scripts", "language", "width"),
    [*_WAYS, *(pytest.param(*way, marks=pytest.mark.prove) for way in _OTHER_WAYS)],
)
def test_reports_travel_from_firefox_to_the_officer(
    office: Office,
    new_page: Callable[..., Page],
    tmp_path: Path,
    scripts: bool,
    language: str,
    width: int,
) -> None:
    file = tmp_path / "聚会.png"
    file.write_bytes(picture_by("Wang Qiang"))
    seen = _travel(
        url=office.public_url,
        scripts=scripts,
        story=STORY,
        file=str(file),
        message="还有一件事。",
        language=language,
        width=width,
    )
    assert len(seen["code"]) == 12
    officer = at_work(office, new_page())
    officer.opens_the_batch()
    officer.opens(seen["caseNumber"])
    expect(officer.page.locator("main")).to_contain_text(STORY)
    expect(officer.page.locator("main")).to_contain_text("还有一件事。")
    # Cleaned in Firefox with scripts, on the server without; and called by a neutral name.
    picture = officer.downloads("file-1.png")
    assert picture.startswith(b"\x89PNG")
    assert b"Wang Qiang" not in picture


def _travel(**plan: Any) -> dict[str, Any]:  # noqa: ANN401  JSON's
    node = shutil.which("node")
    assert node, "node is missing: the tests need it (apt install nodejs npm)"
    assert Path("/usr/bin/firefox-esr").exists(), "firefox is missing: `make test` installs it"
    done = subprocess.run(
        [node, str(_JOURNEY)],
        input=json.dumps(plan).encode(),
        capture_output=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr.decode()
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen
