"""An officer looks at a lead's files: shown as what they are, by addresses that say nothing."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.rendering.outcome import Size, Wish
from app.services.officer.desk import CaseNotHeldError
from app.services.officer.files.open_file import FilePlace
from app.services.officer.files.preview_file import preview_file
from app.services.officer.key_holder_client import KeyHolderClient
from app.settings import Settings
from app.storage.casework import AuditEntry
from app.storage.database import Database
from app.web.headers import HARMLESS
from tests.browse import Browser, Page
from tests.cleaning.samples import make_pdf, make_picture
from tests.make import PHOTO
from tests.officers import Officers, press_open_batch
from tests.reporters import Noted, submit, write

SECRET = "张处长欠条"
DISGUISED = f"{SECRET}\u202egpj.exe"
TEXT = "甲\u202e乙\u200b丙<script>alert(1)</script>\x1b[2J"


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def noted(reporter: Browser, tmp_path: Path) -> Noted:
    return submit(
        reporter,
        (f"{SECRET}.jpg", make_picture(tmp_path, "jpg")),
        (f"{SECRET}.pdf", make_pdf(tmp_path)),
        (f"{SECRET}.txt", TEXT.encode("gb18030")),
        (f"{SECRET}.docx", b"PK\x03\x04" + bytes(99)),
        (DISGUISED, b"MZ" + bytes(99)),
    )


@pytest.fixture
def browser(officers: Officers, noted: Noted) -> Browser:  # noqa: ARG001  what it opens
    browser = officers.unlock()
    press_open_batch(browser)
    return browser


def previews(page: Page) -> list[str]:
    """Where the files of a lead are looked at, in the list of all."""
    urls = [a["href"] for a in page.all("a") if a.text.startswith(("Preview", "预览"))]
    return list(dict.fromkeys(urls))


def shown_by(page: Page) -> str:
    """The address of the picture on a file's page."""
    [picture] = [e["src"] for e in page.all("img") if "/content" in e["src"]]
    return picture


def test_pictures_and_pages_are_shown_and_nothing_around_them_says_what(
    browser: Browser, noted: Noted
) -> None:
    lead = browser.get(f"/cases/{noted.number}")
    small = [e for e in lead.all("img") if "/thumbnail" in e["src"]]
    assert [e["loading"] for e in small] == ["lazy", "lazy"]
    assert [e["alt"] for e in small] == ["", ""]
    for url in previews(lead)[:2]:
        page = browser.get(url)
        assert SECRET in page.one("h1").text
        assert SECRET not in page.one("title").text
        assert "从不联网" in page.text
        picture = browser.client.get(shown_by(page))
        assert picture.headers["Content-Type"] == "image/jpeg"
        assert picture.headers["Content-Security-Policy"] == HARMLESS
        assert picture.headers["Content-Disposition"] == 'inline; filename="preview"'
        assert picture.headers["X-Content-Type-Options"] == "nosniff"
        assert picture.headers["Cache-Control"] == "no-store"
        assert picture.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert picture.get_data().startswith(b"\xff\xd8\xff")
        assert "Zhuomuniao" not in picture.get_data().decode("latin-1")
    for element in small:
        assert browser.client.get(element["src"]).get_data().startswith(b"\xff\xd8\xff")
    urls = [e.attributes.get("href", "") + e.attributes.get("src", "") for e in lead.elements]
    assert not [url for url in urls if SECRET in url or "%E5%BC%A0" in url]


def test_text_is_words_and_what_hides_in_it_is_seen(browser: Browser, noted: Noted) -> None:
    page = browser.get(previews(browser.get(f"/cases/{noted.number}"))[2])
    hidden = [e.text for e in page.all("span", class_="hidden-character")]
    assert hidden == ["U+202E", "U+200B", "U+001B"]
    [text] = page.all("pre")
    assert text.text == "甲U+202E乙U+200B丙<script>alert(1)</script>U+001B[2J"
    assert page.all("script", src="") == []
    chosen = [o["value"] for o in page.all("option") if "selected" in o.attributes]
    assert chosen == ["gb18030"]
    assert browser.get(page.url, encoding="big5").status == 200
    assert browser.get(page.url, encoding="utf-7").status == 404


def test_what_is_not_shown_says_why_and_warns(browser: Browser, noted: Noted) -> None:
    lead = browser.get(f"/cases/{noted.number}", lang="en")
    office, program = previews(lead)[3:]
    page = browser.get(office)
    assert "office document or an archive" in page.text
    assert "kept apart and is never online" in page.text
    page = browser.get(program)
    assert "of no kind that can be shown" in page.text
    # Turned letters are gone from the name, and a program's ending from the download's.
    assert "gpj.exe" in page.one("h1").text
    link = next(a["href"] for a in page.all("a") if "/original" in a["href"])
    said = browser.get(link).headers["Content-Disposition"]
    assert said == f'attachment; filename="{noted.number}-file-5.bin"'


def test_a_later_messages_file_is_found_by_its_message_alone(
    browser: Browser, noted: Noted, reporter: Browser
) -> None:
    write(reporter, noted.code, "补充", ("后来.png", PHOTO))
    lead = browser.get(f"/cases/{noted.number}")
    url = next(u for u in previews(lead) if "message=" in u)
    path, query = urlsplit(url).path, urlsplit(url).query
    page = browser.get(path, message=query.partition("=")[2])
    assert "后来.png" in page.one("h1").text
    other = next(a["href"] for a in page.all("a") if a.text == "English")
    assert "后来.png" in browser.get(other).one("h1").text
    message_id = query.partition("=")[2]
    said = browser.get(f"{path}/original", message=message_id).headers["Content-Disposition"]
    assert said == f'attachment; filename="{noted.number}-message-1-file-1.png"'
    assert browser.get(path).status == 404
    assert browser.get(path, message="0" * 32).status == 404
    own = urlsplit(previews(lead)[0]).path
    assert browser.get(own, message=message_id).status == 404


class CountingClient(KeyHolderClient):
    """The key-holder's client, and how many headers were asked for."""

    asked = 0

    def unwrap(
        self, token: str, purpose: str, headers: Sequence[tuple[str, bytes]]
    ) -> list[bytes | None]:
        self.asked += len(headers)
        return super().unwrap(token, purpose, headers)


def test_a_look_costs_three_headers_and_is_on_record(
    officers: Officers,
    browser: Browser,
    noted: Noted,
    reporter: Browser,
    settings: Settings,
    zones: tuple[Database, Database],
) -> None:
    for number in range(3):
        write(reporter, noted.code, f"补充{number}")
    first = urlsplit(previews(browser.get(f"/cases/{noted.number}"))[0]).path
    place = FilePlace(noted.number, first.rpartition("/")[2])
    client = CountingClient(settings.key_holder_socket())
    desk = replace(officers.desk, key_holder=client)
    preview = preview_file(desk, officers.acting(), place, Wish(Size.THUMBNAIL))
    assert preview.rendered is not None
    assert client.asked == 3
    with zones[1].read() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.act == "previewed")).all()
    assert [(e.case_number, e.detail) for e in entries] == [(noted.number, place.item_id)]
    with pytest.raises(CaseNotHeldError):
        preview_file(desk, officers.acting(), replace(place, item_id="0" * 32), Wish(Size.VIEW))


def test_exchanged_file_is_not_shown(browser: Browser, noted: Noted, settings: Settings) -> None:
    url = previews(browser.get(f"/cases/{noted.number}"))[0]
    item_id = urlsplit(url).path.rpartition("/")[2]
    path = settings.zone("intake") / "payloads" / item_id
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    for view in ("", "/content", "/thumbnail", "/original"):
        assert browser.get(f"{urlsplit(url).path}{view}").status == 502
