"""Whatever a file is, the cleaner answers: it never throws, hangs, or makes a file grow."""

import json
from pathlib import Path

import pytest

from tests.browser_cleaning.cleaner import SCRIPT, clean_one
from tests.browser_cleaning.documents import excel, ofd, pack, powerpoint, word, writer
from tests.browser_cleaning.pdf_files import pdf_with
from tests.browser_cleaning.pictures import (
    FILMS,
    PICTURES,
    SOUNDS,
    make_film,
    make_jpeg,
    make_picture,
    make_scan,
    make_sound,
)
from tests.node.run_node import run_node

ROUNDS = 60
DOCUMENTS = {"a.docx": word, "a.xlsx": excel, "a.pptx": powerpoint, "a.odt": writer, "a.ofd": ofd}


@pytest.fixture(scope="module")
def whole_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One file of each kind."""
    folder = tmp_path_factory.mktemp("whole")
    photo = make_jpeg(folder)
    pdf = folder / "a.pdf"
    pdf.write_bytes(pdf_with(photo.read_bytes(), make_scan(folder, "scan.jp2").read_bytes()))
    return [
        photo,
        pdf,
        *(make_picture(folder, name) for name in PICTURES),
        *(make_film(folder, name) for name in FILMS),
        *(make_sound(folder, name) for name in SOUNDS),
        *(pack(folder / name, make(photo.read_bytes())) for name, make in DOCUMENTS.items()),
    ]


@pytest.mark.timeout(600)
def test_damaged_files_are_answered(whole_files: list[Path]) -> None:
    complaints = json.loads(run_node("clean_damaged.mjs", SCRIPT, str(ROUNDS), *whole_files))
    assert complaints == []


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", "周五，老地方".encode("gb18030"), b"\xff\xd8\xff", b"%PDF-1.7\n", b"PK\x03\x04"],
)
def test_what_is_no_file_of_a_known_kind_is_left_as_it_is(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    said = clean_one(path)
    assert not said.cleaned
    assert said.reason in ("unknown_kind", "broken")
    assert said.path.read_bytes() == content
