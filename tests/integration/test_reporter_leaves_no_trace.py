"""Nothing about a reporter outside the sealed report: no cookie, address, log, time or size."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlalchemy import func, select, text

from app.settings import Settings
from app.storage.database import Database
from app.storage.intake import SealedItem
from tests.browse import Browser, Form, Page
from tests.make import ENGLISH_STORY, PHOTO, STORY, TODAY, OpenApp
from tests.reporters import Noted, ask, submit, write

Zones = tuple[Database, Database]


def whole_visit(reporter: Browser) -> tuple[Noted, list[Page]]:
    """All that a reporter does."""
    noted = submit(reporter, ("举报材料.docx", PHOTO))
    pages = [
        noted.page,
        reporter.send(noted.page.form("/report/save")),
        reporter.send(noted.page.form("/report/confirm").fill(typed="错 误")),
        ask(reporter, noted.code, noted.number),
        write(reporter, noted.code, STORY[::-1]),
    ]
    return noted, pages


def test_only_cookie_carries_the_token_of_forms_and_nothing_else(
    open_public: OpenApp,
) -> None:
    app = open_public()
    reporter = Browser(app.test_client())
    whole_visit(reporter)
    assert reporter.cookies() == ["t"]
    with reporter.client.session_transaction() as session:
        assert set(session) == {"csrf_token"}
        assert re.fullmatch("[0-9a-f]{40}", session["csrf_token"])


def test_cookie_is_locked_to_its_host_where_the_address_is_https(open_public: OpenApp) -> None:
    app = open_public(public_url="https://report.example.org")
    cookie = app.test_client().get("/report").headers["Set-Cookie"]
    assert cookie.startswith("__Host-t=")
    for part in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert part in cookie


def test_code_and_words_stand_in_no_address_header_or_cookie(reporter: Browser) -> None:
    noted, pages = whole_visit(reporter)
    secrets = [STORY, STORY[::-1], noted.number, "举报材料", *noted.code.split()]
    for page in pages:
        seen = [page.url, *(value for _, value in page.headers)]
        seen += [value for e in page.elements for value in (e.attributes.get("href", ""),)]
        seen += [e.attributes.get("action", "") for e in page.elements]
        for secret in secrets:
            assert not [value for value in seen if secret in unquote(value)]


def test_nothing_is_logged(reporter: Browser, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        whole_visit(reporter)
    assert [r.getMessage() for r in caplog.records if r.name.startswith(("app", "werkzeug"))] == []


@contextmanager
def missing(zones: Zones, table: str) -> Iterator[None]:
    """A table is missing for a while."""
    for line in (f"ALTER TABLE {table} RENAME TO lost", f"ALTER TABLE lost RENAME TO {table}"):
        with zones[0].engine.begin() as connection:
            connection.execute(text(line))
        if "TO lost" in line:
            yield


def test_failure_is_logged_by_its_place_only(
    reporter: Browser, zones: Zones, caplog: pytest.LogCaptureFixture
) -> None:
    form = reporter.get("/report").form("/report").fill(narrative=STORY)
    expired = Form("/report", multipart=True, fields=list(form.fields)).fill(csrf_token="x")
    for sent, table in ((form, "cases"), (expired, "waiting_files")):
        # The second fails once more while its error is being answered.
        with missing(zones, table):
            page = reporter.send(sent)
        assert page.status == 500
        assert STORY not in page.text
    assert len(caplog.records) == 2
    for record in caplog.records:
        assert record.exc_info is None
        assert re.fullmatch(r"\w+Error at \S+:\d+", record.getMessage())


def test_no_time_finer_than_a_day_is_kept(
    reporter: Browser, settings: Settings, zones: Zones
) -> None:
    whole_visit(reporter)
    midnight = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC).timestamp()
    payloads = list((settings.zone("intake") / "payloads").iterdir())
    assert {path.stat().st_mtime for path in payloads} == {midnight}
    assert all(re.fullmatch("[0-9a-f]{32}", path.name) for path in payloads)
    with zones[0].read() as session:
        assert set(session.scalars(select(SealedItem.day))) == {TODAY}


@pytest.mark.parametrize("visit", ["report", "message"])
def test_stored_sizes_do_not_tell_the_language_or_the_length(
    reporter: Browser, zones: Zones, visit: str
) -> None:
    stories = [STORY, ENGLISH_STORY, STORY * 10, ENGLISH_STORY * 10]
    for story in stories:
        noted = submit(reporter, narrative=story if visit == "report" else STORY)
        if visit == "message":
            write(reporter, noted.code, story)
    with zones[0].read() as session:
        lengths = session.execute(
            select(SealedItem.kind, func.length(SealedItem.payload), SealedItem.payload_bytes)
        ).all()
    assert len(lengths) == len(stories) * (1 if visit == "report" else 2)
    assert len({length for _, length, _ in lengths}) == 1
    assert all(length == recorded for _, length, recorded in lengths)


def test_files_of_nearly_one_length_are_stored_in_one(
    reporter: Browser, settings: Settings
) -> None:
    submit(reporter, *[(f"{n}.jpg", bytes(n)) for n in (0, 1, 100, 4095, 4096)])
    payloads: list[Path] = list((settings.zone("intake") / "payloads").iterdir())
    assert len(payloads) == 5
    assert len({path.stat().st_size for path in payloads}) == 1


def test_stored_bytes_hold_no_word_name_or_code(reporter: Browser, settings: Settings) -> None:
    noted, _ = whole_visit(reporter)
    words = [STORY[:12], "举报材料", "docx", "image/jpeg", *noted.code.split(), "127.0.0.1"]
    planted = settings.instance / "planted"
    planted.write_text(STORY, encoding="utf-8")
    found = {
        path.name
        for path in settings.instance.rglob("*")
        if path.is_file() and path.name != "settings.toml"
        for word in words
        if word.encode() in path.read_bytes()
        # A code's single character is three bytes: in random bytes it stands by chance.
        and len(word) > 1
    }
    planted.unlink()
    assert found == {"planted"}
