"""The notice: worded by an administrator, plain text only, never over a colleague's change."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.services.notice import RecentNotice
from app.services.officer.desk import ActingOfficer, NotPermittedError
from app.services.officer.edit_notice import edit_notice
from app.services.operator.administrators import (
    AdministratorError,
    add_administrator,
    remove_administrator,
)
from app.settings import Settings
from app.storage.casework import AuditEntry
from app.storage.database import Database
from tests.browse import Browser, Page
from tests.make import TODAY, OpenApp
from tests.officers import Officers
from tests.officers import sign_in as sign_in_as

Zones = tuple[Database, Database]
ReadPage = Callable[..., Page]
ADMIN = "admin01"
OWN = "设这个页面，是为了让大家敢说话。\n\n- 第一条 <b>不是标记</b>\n- 第二条"


@pytest.fixture
def password(settings: Settings) -> str:
    return add_administrator(settings, ADMIN, "系统管理员")


@pytest.fixture
def console(open_console: OpenApp) -> Flask:
    return open_console()


@pytest.fixture
def administrator(console: Flask, password: str) -> Browser:
    return sign_in(console, password)


def sign_in(console: Flask, password: str) -> Browser:
    return sign_in_as(console, ADMIN, password)


@pytest.fixture
def first_page(open_public: OpenApp) -> ReadPage:
    """Reads the public first page as if some seconds had passed since the last look."""
    app = open_public()

    def read(language: str = "") -> Page:
        app.extensions["recent_notice"] = RecentNotice()
        options = {"lang": language} if language else {}
        return Browser(app.test_client()).get("/", **options)

    return read


def test_readers_see_what_was_saved_and_the_built_in_rest(
    administrator: Browser, first_page: ReadPage
) -> None:
    form = administrator.get("/admin/notice").form("/admin/notice")
    page = administrator.send(form.fill(purpose_zh=OWN))
    assert page.url == "/admin/notice"
    assert page.form("/admin/notice").value("purpose_zh") == OWN
    chinese = first_page()
    assert "为了让大家敢说话" in chinese.text
    assert [e.text for e in chinese.all("li")].count("第一条 <b>不是标记</b>") == 1
    assert "酒局圈优先办理" in chinese.text, "what was not changed is built in"
    english = first_page("en")
    assert "dealt out at the table" in english.text


def test_preview_shows_it_and_saves_nothing(administrator: Browser, first_page: ReadPage) -> None:
    form = administrator.get("/admin/notice").form("/admin/notice")
    page = administrator.send(form.fill(purpose_zh=OWN, step="preview"))
    assert [e.text for e in page.all("li")].count("第二条") == 1
    assert page.form("/admin/notice").value("purpose_zh") == OWN
    assert "敢说话" not in first_page().text


def test_colleague_who_was_faster_is_not_overwritten_and_nothing_typed_is_lost(
    console: Flask, password: str
) -> None:
    first, second = sign_in(console, password), sign_in(console, password)
    mine = first.get("/admin/notice").form("/admin/notice").fill(purpose_zh="我的文字")
    theirs = second.get("/admin/notice").form("/admin/notice").fill(purpose_zh="同事的文字")
    second.send(theirs)
    page = first.send(mine)
    assert page.status == 409
    assert page.form("/admin/notice").value("purpose_zh") == "我的文字"
    assert "同事的文字" in page.text
    again = first.send(page.form("/admin/notice"))
    assert again.form("/admin/notice").value("purpose_zh") == "我的文字"


def test_reset_asks_first_and_brings_the_built_in_text_back(
    administrator: Browser, first_page: ReadPage, zones: Zones
) -> None:
    form = administrator.get("/admin/notice").form("/admin/notice")
    page = administrator.send(form.fill(purpose_zh=OWN))
    asked = administrator.send(page.form("/admin/notice/reset"))
    assert asked.status == 422
    assert "敢说话" in first_page().text
    done = administrator.send(page.form("/admin/notice/reset").fill(sure="y"))
    assert "敢说话" not in done.form("/admin/notice").value("purpose_zh")
    assert "敢说话" not in first_page().text
    with zones[1].read() as session:
        acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.sequence)).all()
    assert [act for act in acts if "notice" in act] == ["notice_changed", "notice_reset"]


def test_too_long_a_text_comes_back(administrator: Browser) -> None:
    form = administrator.get("/admin/notice").form("/admin/notice")
    page = administrator.send(form.fill(purpose_en="x" * 3001))
    assert page.status == 422
    assert page.form("/admin/notice").value("purpose_en") == "x" * 3001


def test_nobody_else_enters(officers: Officers) -> None:
    assert officers.sign_in().get("/admin/notice").status == 403


def test_administrator_sees_no_lead(administrator: Browser) -> None:
    for path in ("/queue", "/cases/QF-0000-0000-00"):
        assert administrator.get(path).status == 403


def test_service_itself_asks_for_the_role(officers: Officers) -> None:
    acting: ActingOfficer = officers.acting()
    with pytest.raises(NotPermittedError):
        edit_notice(officers.desk, acting, 0, {})


def test_removed_administrator_is_out_at_once_and_the_account_is_never_given_again(
    administrator: Browser, settings: Settings
) -> None:
    remove_administrator(settings, ADMIN, TODAY)
    assert administrator.get("/admin/notice").url == "/login"
    with pytest.raises(AdministratorError):
        add_administrator(settings, ADMIN, "别人")
    with pytest.raises(AdministratorError):
        remove_administrator(settings, "intake01", TODAY)
