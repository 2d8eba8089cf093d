"""PDFs keep their pages, remarks and attachments, and lose who, when, and what was there before."""

import subprocess
from pathlib import Path

import pytest

from app.cleaning.cleaner import Cleaner
from app.cleaning.outcome import NotCleanedError
from tests.browser_cleaning.cleaner import clean_one, secrets_in, tags_in
from tests.browser_cleaning.pdf_files import pdf_with
from tests.browser_cleaning.pictures import make_jpeg, make_scan, run, seen
from tests.browser_cleaning.structure import not_structural
from tests.cleaning.pdf_traces import stream


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "object streams"])
def test_a_pdf_names_nobody(packed: bool, tmp_path: Path) -> None:
    path = _made(tmp_path, packed=packed)
    said = clean_one(path)
    assert said.cleaned
    assert said.removed >= {"author", "time", "software", "device", "place"}
    assert secrets_in(said.path) == set()
    assert not_structural(tags_in(said.path)) == {}
    bare = _unpacked(said.path)
    for trace in (b"Zhang", b"2026010", b"SerialQ7", b"first time", b"abcdef", b"WPS", b"Huawei"):
        assert trace not in bare


def test_its_pages_remarks_and_attachments_stay(tmp_path: Path) -> None:
    path = _made(tmp_path)
    said = clean_one(path)
    assert run("pdftotext", said.path, "-").strip() == b"Words of the second time"
    assert _drawn(path) == _drawn(said.path)
    assert b"(a remark)" in _unpacked(said.path)
    attached = tmp_path / "attached.jpg"
    run("pdfdetach", "-save", "1", "-o", attached, said.path)
    assert seen(attached) == seen(tmp_path / "photo.jpg")
    assert secrets_in(attached) == set()
    check = subprocess.run(["qpdf", "--check", said.path], capture_output=True, check=False)
    assert check.returncode == 0, check.stdout + check.stderr


def test_it_is_not_opened_where_it_has_a_password(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    run("qpdf", "--encrypt", "", "owner", "256", "--", _made(tmp_path), path)
    said = clean_one(path)
    assert (said.cleaned, said.reason) == (False, "protected")
    assert said.path.read_bytes() == path.read_bytes()


def test_a_signature_is_not_broken(tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    signature = (
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /Rect [0 0 9 9] /V << /Type /Sig "
    )
    signature += b"/ByteRange [0 1 2 3] /Contents <00> >> >>"
    path.write_bytes(_pdf(tmp_path, more={9: signature}))
    said = clean_one(path)
    assert (said.cleaned, said.reason) == (False, "protected")


IMAGE = b"/Type/XObject/Subtype/Image/Width 9/Height 9"
UNSURE = {
    "a photograph between a page's words": stream(
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"BI /W 9 /F /DCT ID \xff\xd8\xff Zhang EI"
    ),
    "a form in a form's own language": b"<< /XFA (Zhang) >>",
    "a photograph under what is no filter of it": stream(
        IMAGE + b"/Filter[/DCTDecode/FlateDecode]", b"Zhang"
    ),
}


@pytest.mark.parametrize("content", UNSURE.values(), ids=UNSURE)
def test_what_is_not_surely_clean_is_not_called_clean(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(_pdf(tmp_path, more={8: content}))
    assert clean_one(path).reason == "unknown_kind"
    with path.open("rb") as file, pytest.raises(NotCleanedError, match="unknown"):
        Cleaner(1 << 20).clean(file, path.stat().st_size, lambda _: None)


def _pdf(folder: Path, *, more: dict[int, bytes] | None = None) -> bytes:
    photo, scan = make_jpeg(folder), make_scan(folder, "scan.jp2")
    return pdf_with(photo.read_bytes(), scan.read_bytes(), more=more)


def _made(folder: Path, *, packed: bool = False) -> Path:
    path = folder / "one.pdf"
    path.write_bytes(_pdf(folder))
    if not packed:
        return path
    smaller = folder / "packed.pdf"
    run("qpdf", "--object-streams=generate", path, smaller)
    return smaller


def _unpacked(path: Path) -> bytes:
    return run("qpdf", "--qdf", "--object-streams=disable", path, "-")


def _drawn(path: Path) -> bytes:
    return run("pdftoppm", "-r", "60", path)
