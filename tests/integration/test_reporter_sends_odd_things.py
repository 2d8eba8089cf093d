"""Whatever is sent, there is an answer, with all its headers, and never a 500 of our making."""

import pytest
from flask import Flask

from app.settings import Settings
from app.web.sealed_uploads import MAX_FIELDS_BYTES
from tests.browse import Browser, Form, Page
from tests.make import PHOTO, STORY, OpenApp
from tests.reporters import ask, note_down, submit

BOUNDARY = "multipart/form-data; boundary=x"
CHOICES = ["organ", "category", "circle_type", "place_type", "ongoing", "frequency", "payer"]
POSTS = ["/report", "/report/confirm", "/report/save", "/status", "/status/message"]


@pytest.fixture
def database() -> str:
    """None of this reaches a row: one database is enough."""
    return "sqlite"


@pytest.fixture
def app(open_public: OpenApp) -> Flask:
    return open_public()


def fresh_form(browser: Browser) -> Form:
    return browser.get("/report").form("/report").fill(narrative=STORY)


@pytest.mark.parametrize("name", [*CHOICES, "how_known"])
@pytest.mark.parametrize("value", ["no_such_code", "", "\x00", "x" * 10_000])
def test_unknown_choice_is_refused_or_left_out(app: Flask, name: str, value: str) -> None:
    browser = Browser(app.test_client())
    page = browser.send(fresh_form(browser).fill(**{name: value}))
    assert page.status in ((422,) if value or name == "organ" else (200,))


@pytest.mark.parametrize("unit", ["unit-1", "reporter", "group\x00"])
def test_report_goes_to_no_organ_but_the_two_offered(app: Flask, unit: str) -> None:
    browser = Browser(app.test_client())
    assert browser.send(fresh_form(browser).fill(organ=unit)).status == 422


@pytest.mark.parametrize("path", POSTS)
def test_form_without_any_field_is_answered(app: Flask, path: str) -> None:
    browser = Browser(app.test_client())
    for multipart in (True, False):
        token = browser.get("/report").form("/report").value("csrf_token")
        for fields in ([], [("csrf_token", token)]):
            page = browser.send(Form(path, multipart=multipart, fields=fields))
            assert page.status in (400, 404, 422)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", "", "x"])
def test_body_of_another_type_is_answered(app: Flask, path: str, kind: str) -> None:
    response = app.test_client().post(path, data=b'{"narrative": 1}', content_type=kind)
    assert Page(response).status == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x",
        b"--x--",
        b"--y\r\n\r\n--y--",
        b"--x\r\nnot a header\r\n\r\n--x--\r\n",
        b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="narrative"\r\n\r\ncut off',
        b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\xfe\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\ncut off',
    ],
)
def test_broken_multipart_is_answered(app: Flask, body: bytes) -> None:
    response = app.test_client().post("/report", data=body, content_type=BOUNDARY)
    assert Page(response).status == 400


def test_upload_that_breaks_off_leaves_nothing(app: Flask, settings: Settings) -> None:
    browser = Browser(app.test_client())
    form = fresh_form(browser)
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.fields
    ]
    file = '--x\r\nContent-Disposition: form-data; name="attachments"; filename="a.jpg"\r\n\r\n'
    body = "".join([*parts, file]).encode() + PHOTO * 100
    response = browser.client.post("/report", data=body, content_type=BOUNDARY)
    assert Page(response).status == 400
    assert list((settings.zone("intake") / "payloads").iterdir()) == []


def test_file_field_left_empty_is_no_file(app: Flask) -> None:
    browser = Browser(app.test_client())
    assert note_down(browser.send(fresh_form(browser).attach("", b""))).number


@pytest.mark.parametrize(
    "name", ["名" * 100_000 + ".jpg", "../../a", "a\x00b", "\udcff", '"; x="', ".", "\r\nX: y"]
)
def test_odd_file_name_is_accepted_as_a_name(app: Flask, name: str) -> None:
    browser = Browser(app.test_client())
    disposition = f'form-data; name="attachments"; filename="{name}"'
    head = f"--x\r\nContent-Disposition: {disposition}\r\n\r\n".encode("utf-8", "replace")
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fresh_form(browser).fill(clean="as_is").fields
    )
    body = fields.encode() + head + PHOTO + b"\r\n--x--\r\n"
    response = browser.client.post("/report", data=body, content_type=BOUNDARY)
    assert note_down(Page(response)).number


@pytest.mark.parametrize("path", ["/report", "/status", "/report/confirm"])
def test_huge_field_is_refused(app: Flask, path: str) -> None:
    browser = Browser(app.test_client())
    form = fresh_form(browser)
    for multipart in (True, False):
        huge = "长" * (MAX_FIELDS_BYTES // 3 + 1)
        sent = Form(path, multipart=multipart, fields=[*form.fields]).fill(narrative=huge)
        assert browser.send(sent).status == 413


def test_request_longer_than_all_files_is_refused_unread(open_public: OpenApp) -> None:
    app = open_public(max_files=1, max_file_mib=1)
    length = 2 * 1024 * 1024 + 1
    response = app.test_client().post(
        "/report",
        data=b"--x--",
        content_type=BOUNDARY,
        environ_overrides={"CONTENT_LENGTH": str(length)},
    )
    assert Page(response).status == 413


def test_more_parts_than_any_form_has_are_refused(app: Flask) -> None:
    browser = Browser(app.test_client())
    form = fresh_form(browser)
    form.fields += [("how_known", "saw")] * 201
    assert browser.send(form).status == 413


@pytest.mark.parametrize("positions", ["", "1", "1,2,3", "0,1", "1,13", "a,b", "²,1", "9" * 5000])
def test_odd_positions_are_refused(app: Flask, positions: str) -> None:
    browser = Browser(app.test_client())
    form = submit(browser).page.form("/report/confirm").fill(positions=positions, typed="x")
    assert browser.send(form).status == 400


@pytest.mark.parametrize("kept", ["", "x", "../../settings.toml", "0" * 32, "\x00"])
def test_unknown_waiting_file_stores_nothing(app: Flask, settings: Settings, kept: str) -> None:
    browser = Browser(app.test_client())
    assert browser.send(fresh_form(browser).fill(kept=kept)).status in (400, 422)
    assert browser.send(fresh_form(browser).fill(kept=kept, narrative="")).status == 422
    assert (settings.instance / "settings.toml").exists()


def test_wrong_method_and_unknown_path_are_answered(app: Flask) -> None:
    client = app.test_client()
    found = {
        (method, path): Page(client.open(path, method=method)).status
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")
        for path in ("/report", "/report/confirm", "/nowhere", "/static/../settings.toml", "/%ff")
    }
    assert set(found.values()) <= {200, 404, 405}
    assert Page(client.get("/report/confirm")).status == 405
    assert Page(client.get("/healthz")).status == 200
    assert Page(client.get("/static/css/public.css")).status == 200


@pytest.mark.parametrize("lang", ["xx", "zh_Hans_CN", "en\x00", "../en", ""])
def test_unknown_language_is_chinese(app: Flask, lang: str) -> None:
    page = Page(app.test_client().get("/report", query_string={"lang": lang}))
    assert page.one("html")["lang"] == "zh-Hans-CN"


def test_text_is_shown_as_text(app: Flask) -> None:
    browser = Browser(app.test_client())
    attack = '</textarea><script>alert(1)</script>"><img src=x onerror=alert(1)>'
    form = fresh_form(browser).fill(narrative=attack, place=attack, category="none")
    page = browser.send(form)
    assert page.status == 422
    assert page.form("/report").value("narrative") == attack
    assert page.form("/report").value("place") == attack
    assert ask(browser, attack, attack).form("/status").value("case_number") == attack
