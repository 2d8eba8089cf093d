"""Documents keep their words, pictures and remarks, and lose whoever wrote them."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.cleaning.inside.text import is_plain_text
from tests.browser_cleaning.cleaner import SECRETS, clean_one, tags_in
from tests.browser_cleaning.documents import (
    Parts,
    excel,
    ofd,
    pack,
    powerpoint,
    word,
    writer,
)
from tests.browser_cleaning.pictures import make_jpeg, seen
from tests.browser_cleaning.structure import not_structural

MAKERS = {"a.docx": word, "a.xlsx": excel, "a.pptx": powerpoint, "a.odt": writer, "a.ofd": ofd}
NAMING = ("Zhang", "SerialQ7", "AB12CD", "ZS", "03:04", "WPS", "Users", "Huawei")


@pytest.mark.parametrize("name", MAKERS)
def test_a_document_names_nobody(name: str, tmp_path: Path) -> None:
    photo = make_jpeg(tmp_path)
    said = clean_one(pack(tmp_path / name, MAKERS[name](photo.read_bytes())))
    assert said.cleaned
    assert said.removed >= {"author", "time", "device", "place"}
    found = {word for word in SECRETS if word in " ".join(tags_in(said.path).values())}
    assert found == set()
    assert not_structural(tags_in(said.path)) == {}
    for part, content in _parts(said.path).items():
        assert not [word for word in NAMING if word.encode() in content], part


@pytest.mark.parametrize("name", MAKERS)
def test_what_it_says_and_shows_stays(name: str, tmp_path: Path) -> None:
    photo = make_jpeg(tmp_path)
    old = MAKERS[name](photo.read_bytes())
    said = clean_one(pack(tmp_path / name, old))
    parts = _parts(said.path)
    everything = b"".join(parts.values())
    for words in ("Text stays", "new words", "a remark", "Sheet name", "4200", "example.org"):
        if words in "".join(one for one in old.values() if isinstance(one, str)):
            assert words.encode() in everything
    [picture] = [one for part, one in parts.items() if part.endswith(".jpg")]
    copy = tmp_path / "copy.jpg"
    copy.write_bytes(picture)
    assert seen(copy) == seen(photo)


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pptx"])
def test_it_can_still_be_opened(name: str, tmp_path: Path) -> None:
    """Every part is named in the list of types, every relation leads to a part (ECMA-376-2)."""
    said = clean_one(pack(tmp_path / name, MAKERS[name](make_jpeg(tmp_path).read_bytes())))
    parts = _parts(said.path)
    types = ET.fromstring(parts["[Content_Types].xml"])  # noqa: S314 our own
    named = {row.get("PartName", "").lstrip("/") for row in types if row.get("PartName")}
    assert named <= set(parts)
    for rels in (part for part in parts if part.endswith(".rels")):
        folder = Path(rels).parent.parent
        for row in ET.fromstring(parts[rels]):  # noqa: S314 our own
            if row.get("TargetMode") != "External":
                target = (Path("/") / folder / row.get("Target", "")).as_posix()
                assert Path(target).resolve().as_posix().lstrip("/") in parts


def test_an_odt_still_begins_with_its_type(tmp_path: Path) -> None:
    said = clean_one(pack(tmp_path / "a.odt", writer(make_jpeg(tmp_path).read_bytes())))
    content = said.path.read_bytes()
    assert content[30:38] == b"mimetype"
    assert content[38:77] == b"application/vnd.oasis.opendocument.text"
    assert b"Zoom" in _parts(said.path)["settings.xml"]


SIGNED: dict[str, tuple[Callable[[bytes], Parts], str]] = {
    "a.docx": (word, "_xmlsignatures/sig1.xml"),
    "a.odt": (writer, "META-INF/documentsignatures.xml"),
    "a.ofd": (ofd, "Doc_0/Signs/Signatures.xml"),
}


@pytest.mark.parametrize("name", SIGNED)
def test_a_signed_document_is_left_as_it_is(name: str, tmp_path: Path) -> None:
    make, signature = SIGNED[name]
    path = pack(tmp_path / name, {**make(b""), signature: "<s/>"})
    said = clean_one(path)
    assert (said.cleaned, said.reason) == (False, "protected")
    assert said.path.read_bytes() == path.read_bytes()


def test_an_archive_is_no_document(tmp_path: Path) -> None:
    said = clean_one(pack(tmp_path / "a.zip", {"a.txt": "Zhang"}))
    assert (said.cleaned, said.reason) == (False, "unknown_kind")


def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(16):
            archive.writestr(f"word/{number}.xml", bytes(64 << 20))
    said = clean_one(path)
    assert (said.cleaned, said.reason) == (False, "too_large")
    assert said.memory < 500 << 20


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        return {name: archive.read(name) for name in archive.namelist()}


PLAIN_TEXTS = [
    "周五晚八点，老地方。\r\n王科长付的钱。\n".encode(),
    b"\xef\xbb\xbfhttps://a.example/\t1",
]
NOT_PLAIN = {
    "a name in the markup": "<svg><metadata>Zhang</metadata></svg>",
    "a name in a letter's head": "From: Zhang\n\nWords.",
    "rich text": "{\\rtf1{\\info{\\author Zhang}}Words.}",
    "a photo in letters": "See ![](data:image/jpeg;base64,/9j/4AAQ)",
    "a mark that nobody sees": "周五\u200b晚八点",
    "a mark among the signs": "周五\U000e0101晚八点",
}


@pytest.mark.parametrize("content", PLAIN_TEXTS)
def test_plain_text_holds_nothing_hidden(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    said = clean_one(path)
    assert (said.cleaned, said.removed, said.path.read_bytes()) == (True, frozenset(), content)
    assert is_plain_text(content), "the server says the same"


@pytest.mark.parametrize("text", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_text_that_is_more_than_it_shows_is_not_called_clean(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    said = clean_one(path)
    assert (said.cleaned, said.reason) == (False, "unknown_kind")
    assert not is_plain_text(text.encode()), "the server says the same"
