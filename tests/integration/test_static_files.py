"""What browsers get beside pages: compressed on request, held against its digest, kept nowhere."""

import gzip
import re
from base64 import b64encode
from hashlib import sha384
from pathlib import Path

import pytest

from app.web.static_files import FOLDER, integrity
from tests.browse import Browser, check_headers

FILES = sorted(p.relative_to(FOLDER).as_posix() for p in FOLDER.rglob("*") if p.is_file())
TEMPLATES = Path(__file__).parents[2] / "templates/public"
SHEETS = [name for name in FILES if name.endswith(".css")]
PUBLIC_SHEET_BYTES = 14 * 1024


def test_there_is_something_to_serve() -> None:
    assert {"css/public.css", "css/console.css", "img/favicon.svg"} <= set(FILES)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("asked", ["gzip, deflate, br", "*", None, "identity", "gzip;q=0"])
def test_file_arrives_as_it_is(reporter: Browser, name: str, asked: str | None) -> None:
    headers = {"Accept-Encoding": asked} if asked else {}
    answer = reporter.client.get(f"/static/{name}", headers=headers)
    check_headers(answer.headers)
    assert answer.status_code == 200
    assert answer.headers["Vary"] == "Accept-Encoding"
    packed = answer.headers.get("Content-Encoding") == "gzip"
    body = gzip.decompress(answer.data) if packed else answer.data
    assert body == (FOLDER / name).read_bytes()
    assert packed <= (asked in ("gzip, deflate, br", "*"))
    # Nothing by which a browser could be known again, or could tell that it was here before.
    assert not {"ETag", "Last-Modified", "Set-Cookie"} & set(answer.headers.keys())


def test_sheet_is_small_on_the_wire(reporter: Browser) -> None:
    answer = reporter.client.get("/static/css/public.css", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.data) <= PUBLIC_SHEET_BYTES


@pytest.mark.parametrize(
    "path", ["", "css", "../settings.py", "css/../../settings.py", "%2e%2e/cli/init.py", "x.css"]
)
def test_nothing_else_is_served(reporter: Browser, path: str) -> None:
    assert reporter.client.get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/", "/report", "/status", "/safety"])
def test_page_names_the_digest_of_what_it_loads(reporter: Browser, path: str) -> None:
    page = reporter.get(path)
    loaded = [(e["href"], e["integrity"]) for e in page.all("link", rel="stylesheet")]
    loaded += [(e["src"], e["integrity"]) for e in page.all("script")]
    assert loaded
    for address, named in loaded:
        digest = sha384(Path(FOLDER, address.removeprefix("/static/")).read_bytes()).digest()
        assert named == "sha384-" + b64encode(digest).decode()


def test_safety_page_names_the_digest_of_each_script_that_a_page_for_reporters_can_load(
    reporter: Browser,
) -> None:
    pages = [path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html")]
    named = {name for page in pages for name in re.findall(r"js/\w+\.js", page)}
    assert {"js/form.js", "js/sound_input.js"} <= named
    shown = {one.text for one in reporter.get("/safety").all("li") if "sha384-" in one.text}
    assert shown == {name + integrity(name) for name in named}


def test_pages_are_not_compressed(reporter: Browser) -> None:
    answer = reporter.client.get("/report", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/report", "/status", "/safety", "/nowhere"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_tab_and_history_do_not_tell(reporter: Browser, path: str, language: str) -> None:
    title = reporter.get(path, lang=language).one("title").text
    assert title
    assert not re.search("清风|举报|纪检|监督|Qingfeng|report|whistle|tip", title, re.IGNORECASE)


@pytest.mark.parametrize("name", SHEETS)
def test_sheet_asks_for_nothing(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert "url(" not in text
    assert "@import" not in text
    assert "GDS Transport" not in text
