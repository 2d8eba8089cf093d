"""Without scripts, what points at the author leaves the files before they are sealed."""

import errno
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.cleaning.cleaner import Cleaner
from app.cleaning.sandbox import CLEANING
from app.settings import Settings
from app.storage.database import Database
from app.storage.intake import Case, WaitingFile
from tests.browse import Browser, Page
from tests.cleaning.look import part, pixels, strange_tags, traces, turn
from tests.cleaning.samples import AUTHOR, TEXT, all_makers, make_picture
from tests.make import STORY, OpenApp
from tests.officers import Officers, press_open_batch
from tests.reporters import ask, note_down


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def reporter(open_public: OpenApp) -> Browser:
    return Browser(open_public(max_files=30).test_client())


def files_of_lead(officers: Officers, number: str) -> dict[str, bytes]:
    """What an officer downloads of a lead, by its name."""
    browser = officers.unlock()
    press_open_batch(browser)
    lead = browser.get(f"/cases/{number}")
    # A link's words are what it does, and then the file's name.
    links = [a for a in lead.all("a") if "download" in a.attributes]
    return {a.text.partition(" ")[2]: browser.get(a["href"]).body for a in links}


@pytest.fixture
def samples(tmp_path: Path) -> dict[str, bytes]:
    return {ending: make(tmp_path) for ending, make in all_makers().items()}


@pytest.mark.timeout(900)  # sixteen files, each made by its own programs and cleaned by two more
def test_no_kind_of_file_says_who_where_when_or_on_what(
    reporter: Browser, officers: Officers, samples: dict[str, bytes], tmp_path: Path
) -> None:
    form = reporter.get("/report", lang="en").form("/report").fill(narrative=STORY)
    for ending, content in samples.items():
        assert traces(content) or ending == "pdf", f"the sample {ending} says something"
        form.attach(f"{AUTHOR}.{ending}", content, clean=True)
    noted = note_down(reporter.send(form))
    assert re.search(r"Removed from \d+ files: place, device, author, time", noted.page.text)

    found = files_of_lead(officers, noted.number)
    assert set(found) == {f"file-{n}.{ending}" for n, ending in enumerate(samples, 1)}
    for name, content in found.items():
        path = tmp_path / name
        path.write_bytes(content)
        ending = path.suffix[1:]
        assert strange_tags(path) == [], name
        assert traces(content) == [], name
        if ending in ("docx", "xlsx", "pptx", "odt", "pdf"):
            continue
        source = tmp_path / f"source.{ending}"
        source.write_bytes(samples[ending])
        assert pixels(path) == pixels(source), f"{name}: not one pixel, not one tone is changed"
        assert turn(path) == turn(source), f"{name}: it stands upright as it did"
    assert_documents_kept_their_text(found)


def assert_documents_kept_their_text(found: dict[str, bytes]) -> None:
    by_ending = {name.rpartition(".")[2]: content for name, content in found.items()}
    document = part(by_ending["docx"], "word/document.xml")
    assert [document.index(text) for text in ("first", TEXT, "added", "struck")] == sorted(
        document.index(text) for text in ("first", TEXT, "added", "struck")
    ), "tables and paragraphs stand in their order"
    assert 'mc:Ignorable="w14"' in document
    assert "a remark" in part(by_ending["docx"], "word/comments.xml")
    assert TEXT in part(by_ending["xlsx"], "xl/worksheets/sheet1.xml")
    assert "a remark" in part(by_ending["xlsx"], "xl/comments1.xml")
    assert TEXT in part(by_ending["pptx"], "ppt/slides/slide1.xml")
    assert TEXT in part(by_ending["odt"], "content.xml")
    relations = part(by_ending["docx"], "word/_rels/document.xml.rels")
    assert "people.xml" not in relations
    assert "media/image1.jpg" in relations


def test_chinese_names_survive_whole_when_they_are_kept(
    reporter: Browser, officers: Officers, tmp_path: Path
) -> None:
    name = "望江楼 聚餐（十一月）.jpg"
    form = reporter.get("/report").form("/report").fill(narrative=STORY, keep_names="y")
    form.attach(name, make_picture(tmp_path, "jpg"), clean=True)
    noted = note_down(reporter.send(form))
    assert list(files_of_lead(officers, noted.number)) == [name]


def test_names_are_neutral_and_what_was_removed_is_told_in_the_reporters_language(
    reporter: Browser, officers: Officers, tmp_path: Path
) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    form.attach("王某拍的.JPEG", make_picture(tmp_path, "jpg"), clean=True)
    noted = note_down(reporter.send(form))
    assert "地点、设备、作者、时间" in noted.page.text
    assert list(files_of_lead(officers, noted.number)) == ["file-1.jpg"]


def test_words_come_back_where_the_clean_file_finds_no_room(
    reporter: Browser, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []

    def fill_the_disk(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) > 1:
            raise OSError(errno.ENOSPC, "full")

    # The first is of the file as it came.
    monkeypatch.setattr(os, "fsync", fill_the_disk)
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    form.attach("a.jpg", make_picture(tmp_path, "jpg"), clean=True)
    page = reporter.send(form)
    assert page.status == 422
    assert page.form("/report").value("narrative") == STORY
    assert list((settings.zone("intake") / "payloads").iterdir()) == []
    monkeypatch.undo()
    assert note_down(reporter.send(page.form("/report"))).number


def test_as_it_is_means_as_it_is(reporter: Browser, officers: Officers, tmp_path: Path) -> None:
    photo = make_picture(tmp_path, "jpg")
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    form.fill(clean="as_is").attach("a.jpg", photo, clean=True)
    noted = note_down(reporter.send(form))
    assert files_of_lead(officers, noted.number) == {"file-1.jpg": photo}


def hindered(reporter: Browser, *files: tuple[str, bytes]) -> Page:
    """The form as it comes back where files cannot be cleaned."""
    form = reporter.get("/report", lang="en").form("/report").fill(narrative=STORY)
    for name, content in files:
        form.attach(name, content, clean=True)
    page = reporter.send(form)
    assert page.status == 422
    return page


def test_what_cannot_be_cleaned_waits_until_the_reporter_has_decided(
    reporter: Browser, officers: Officers, zones: tuple[Database, Database], tmp_path: Path
) -> None:
    page = hindered(
        reporter, ("表.xls", b"\xd0\xcf\x11\xe0" * 99), ("b.jpg", make_picture(tmp_path, "jpg"))
    )
    assert "Could not be cleaned: “表.xls”" in page.text
    assert "of no kind that can be cleaned here" in page.text
    assert page.form("/report").value("narrative") == STORY
    with zones[0].read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0
    boxes = page.all("input", name="kept")
    labels = {e["for"]: e.text for e in page.all("label")}
    ticked = {labels[box["id"]][:7]: "checked" in box.attributes for box in boxes}
    assert ticked == {"Send as": False, "b.jpg (": True}

    both = page.form("/report").fill(kept=[box["value"] for box in boxes])
    noted = note_down(reporter.send(both))
    names = files_of_lead(officers, noted.number)
    assert sorted(name.rpartition(".")[2] for name in names) == ["jpg", "xls"]
    assert sorted(name.rpartition(".")[0] for name in names) == ["file-1", "file-2"]


def test_what_is_left_unticked_is_left_out(reporter: Browser, officers: Officers) -> None:
    page = hindered(reporter, ("a.bin", b"\0nothing known"))
    noted = note_down(reporter.send(page.form("/report")))
    assert files_of_lead(officers, noted.number) == {}


def test_a_decision_outlives_another_correction(reporter: Browser) -> None:
    page = hindered(reporter, ("a.bin", b"\0nothing known"))
    [box] = page.all("input", name="kept")
    again = reporter.send(page.form("/report").fill(kept=[box["value"]], narrative=""))
    assert again.form("/report").values("kept") == [box["value"]]


def test_a_message_tells_and_asks_the_same(reporter: Browser, tmp_path: Path) -> None:
    form = reporter.get("/report", lang="en").form("/report").fill(narrative=STORY)
    code = note_down(reporter.send(form)).code
    message = ask(reporter, code).form("/status/message").fill(message="more")
    page = reporter.send(message.attach("a.xls", b"\xd0\xcf\x11\xe0", clean=True))
    assert page.status == 422
    assert "a.xls" in page.text
    message = ask(reporter, code).form("/status/message").fill(message="more")
    page = reporter.send(message.attach("a.jpg", make_picture(tmp_path, "jpg"), clean=True))
    assert page.status == 200
    assert "地点、设备、作者" in page.text


def test_too_large_a_file_is_not_cleaned_and_not_sent(open_public: OpenApp) -> None:
    reporter = Browser(open_public(clean_max_mib=1).test_client())
    page = hindered(reporter, ("a.jpg", b"\xff\xd8\xff" + bytes(1024 * 1024)))
    assert "too large to be cleaned here" in page.text


@pytest.mark.parametrize(
    "cleaner",
    [Cleaner(0), Cleaner(32 * 1024 * 1024, replace(CLEANING, bubblewrap=Path("/nowhere/bwrap")))],
    ids=["switched off", "no sandbox"],
)
def test_where_nothing_can_be_cleaned_the_reporter_is_told(
    cleaner: Cleaner, open_public: OpenApp, tmp_path: Path
) -> None:
    app = open_public()
    app.extensions["desk"] = replace(app.extensions["desk"], cleaner=cleaner)
    page = hindered(Browser(app.test_client()), ("a.jpg", make_picture(tmp_path, "jpg")))
    assert "this server cannot clean files at present" in page.text


def test_the_same_form_twice_is_one_case(reporter: Browser, tmp_path: Path) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    photo = make_picture(tmp_path, "jpg")
    first = note_down(reporter.send(form.attach("a.jpg", photo, clean=True)))
    form.files.clear()
    again = note_down(reporter.send(form.attach("a.jpg", photo, clean=True)))
    assert again.number == first.number
    assert "这份材料已经收到过" in again.page.text


def test_no_payload_is_left_of_the_file_as_it_came(
    reporter: Browser, settings: Settings, zones: tuple[Database, Database], tmp_path: Path
) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    note_down(reporter.send(form.attach("a.jpg", make_picture(tmp_path, "jpg"), clean=True)))
    assert len(list((settings.zone("intake") / "payloads").iterdir())) == 1
    with zones[0].read() as session:
        assert session.scalars(select(WaitingFile)).all() == []
