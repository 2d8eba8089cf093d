"""The QR code on the receipt: the case number, bare, and no word of the code."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import segno

from app.services.reporter.present_code import read_code
from app.web.qr_code import QrCode, qr_code
from tests.browse import Browser, Page
from tests.make import STORY
from tests.reporters import submit

_RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")
_QUIET_MODULES = 4
_PIXELS_A_MODULE = 5


@pytest.fixture
def database() -> str:
    """The page is the same on each."""
    return "sqlite"


def drawn(code: QrCode) -> list[list[bool]]:
    """The modules as a browser paints them: true is dark."""
    modules = [[False] * code.size for _ in range(code.size)]
    assert _RUN.sub("", code.path) == ""
    for x, y, length, back in (map(int, run) for run in _RUN.findall(code.path)):
        assert length == back
        modules[y][x : x + length] = [True] * length
    return modules


def decode(modules: list[list[bool]], image: Path) -> str:
    """What another program (zbar) reads from the picture."""
    program = shutil.which("zbarimg")
    assert program, "zbarimg is missing: the tests need it (apt install zbar-tools)"
    rows = [
        [0 if dark else 255 for dark in row for _ in range(_PIXELS_A_MODULE)] for row in modules
    ]
    side = len(rows[0])
    pixels = b"".join(bytes(row) * _PIXELS_A_MODULE for row in rows)
    image.write_bytes(f"P5 {side} {side} 255\n".encode() + pixels)
    command = [program, "--quiet", "--raw", "--nodbus", str(image)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def shown_on(page: Page) -> QrCode:
    """The QR code of a page."""
    [svg] = page.all("svg")
    [path] = page.all("path")
    side = int(svg["viewbox"].split()[2])
    assert svg["viewbox"] == f"0 0 {side} {side}"
    assert svg["role"] == "img"
    assert svg["aria-label"]
    return QrCode(path["d"], side)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_qr_code_holds_the_bare_case_number(reporter: Browser, tmp_path: Path, lang: str) -> None:
    noted = submit(reporter, lang=lang)
    # The number alone: so neither the code nor a word of it, and no address.
    assert decode(drawn(shown_on(noted.page)), tmp_path / "qr.pgm") == f"{noted.number}\n"


def test_qr_code_is_drawn_as_its_library_means_it() -> None:
    modules = drawn(qr_code("QF-7K2M-9RTD-4X"))
    symbol = segno.make_qr("QF-7K2M-9RTD-4X", error="q")
    assert symbol.designator == "1-Q"
    expected = [[bool(module) for module in row] for row in symbol.matrix_iter()]
    assert modules == expected


def test_qr_code_has_its_quiet_zone() -> None:
    modules = drawn(qr_code("QF-7K2M-9RTD-4X"))
    inner = range(_QUIET_MODULES, len(modules) - _QUIET_MODULES)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            assert not dark or (x in inner and y in inner)


def test_qr_code_stays_when_the_code_is_hidden(reporter: Browser, tmp_path: Path) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    receipt = reporter.send(form)
    [number] = [p.text for p in receipt.all("p", id="case-number")]
    confirm = receipt.form("/report/confirm")
    code = read_code(confirm.value("access_code"))
    places = [int(place) for place in confirm.value("positions").split(",")]
    typed = " ".join(code.words()[place - 1] for place in places)
    assert reporter.send(confirm.fill(typed=typed)).status == 200
    again = reporter.send(form)
    assert again.all("ol", id="code") == []
    assert decode(drawn(shown_on(again)), tmp_path / "qr.pgm") == f"{number}\n"
