"""The script is fetched when it is needed, only if it is the right one, and works without a JIT."""

import base64
import hashlib
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import wraps
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser_cleaning.cleaner import SCRIPT
from tests.browser_cleaning.pictures import make_jpeg

FRONTEND = Path(__file__).parents[2] / "frontend"
INTEGRITY = "sha384-" + base64.b64encode(hashlib.sha384(SCRIPT.read_bytes()).digest()).decode()
CLEAN = """async ([form, bytes]) => {
  const file = new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], "IMG_1.jpg");
  const done = await loading.cleanFile(document.getElementById(form), file);
  return { ...done, size: done.file.size, file: undefined };
}"""


@pytest.fixture(scope="module")
def loader() -> bytes:
    """src/clean/load.ts as a script that puts its exports into `loading`."""
    command = [
        "node_modules/.bin/esbuild", "src/clean/load.ts",
        "--bundle", "--format=iife", "--global-name=loading",
    ]  # fmt: skip
    return subprocess.run(command, cwd=FRONTEND, check=True, capture_output=True).stdout


def beside_other_browsers(test: Callable[..., None]) -> Callable[..., None]:
    """Run in a thread of its own: Playwright takes one browser a thread, others may have one."""

    @wraps(test)
    def run(**fixtures: object) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(test, **fixtures).result()

    return run


@beside_other_browsers
def test_a_photograph_is_cleaned_without_a_jit(loader: bytes, tmp_path: Path) -> None:
    photo = make_jpeg(tmp_path).read_bytes()
    with _page(loader) as (page, asked):
        assert "/cleaning.js" not in asked
        said = _clean(page, "right", photo)
        assert said["cleaned"], said
        assert set(said["removed"]) >= {"place", "device", "author"}
        assert said["size"] < len(photo)
        _clean(page, "right", photo)
        assert asked.count("/cleaning.js") == 1


@beside_other_browsers
def test_a_script_that_is_not_the_right_one_cleans_nothing(loader: bytes, tmp_path: Path) -> None:
    photo = make_jpeg(tmp_path).read_bytes()
    with _page(loader) as (page, _):
        for form in ("wrong", "missing", "unnamed"):
            said = _clean(page, form, photo)
            assert (said["cleaned"], said["reason"]) == (False, "not_loaded")
            assert said["size"] == len(photo)
        assert _clean(page, "right", photo)["cleaned"]  # a later try is not spoilt


def _clean(page: Page, form: str, photo: bytes) -> dict[str, Any]:
    answer = page.evaluate(CLEAN, [form, base64.b64encode(photo).decode()])
    return dict(json.loads(json.dumps(answer)))


def _form(name: str, source: str, integrity: str) -> str:
    return (
        f'<form id="{name}" data-cleaning-src="{source}" '
        f'data-cleaning-integrity="{integrity}"></form>'
    )


@contextmanager
def _page(loader: bytes) -> Iterator[tuple[Page, list[str]]]:
    """A page under the site's policy for scripts, in a browser as slow as Tor's at "safer"."""
    forms = _form("right", "/cleaning.js", INTEGRITY) + '<form id="unnamed"></form>'
    forms += _form("wrong", "/cleaning.js?2", "sha384-" + "A" * 64)
    forms += _form("missing", "/nothing.js", INTEGRITY)
    html = f'<!doctype html><title>t</title>{forms}<script src="/loader.js"></script>'
    served = {
        "/": ("text/html", html.encode()),
        "/loader.js": ("text/javascript", loader),
        "/cleaning.js": ("text/javascript", SCRIPT.read_bytes()),
    }
    with _server(served) as (address, asked), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell",
            args=["--no-sandbox", "--js-flags=--jitless"],
        )
        page = browser.new_page()
        page.goto(address)
        yield page, asked
        browser.close()


@contextmanager
def _server(served: dict[str, tuple[str, bytes]]) -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            kind, body = served.get(self.path.partition("?")[0], ("text/plain", b""))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", "default-src 'none'; script-src 'self'")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: the test looks at `asked`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
