"""`make pictures`: every page as a person sees it, for docs/pages.md and the README."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory  # noqa: TID251  an instance for pictures, of nobody's words

from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

from tests.browser.conftest import (
    CHROMIUM,
    FLAGS,
    Office,
    at_work,
    running_office,
    wait_for_a_release,
)
from tests.browser.filled_office import FilledOffice, running_filled_office
from tests.browser.people import Officer, Reporter, Slip
from tests.browser.test_mailbox_closed import conclude
from tests.make import picture_by

# A page has few colours: so its text stays sharp at a quarter of what a photograph's format takes.
_AS_WEBP = (
    *("ffmpeg", "-v", "error", "-y", "-f", "image2pipe", "-i", "-"),
    *("-vf", "split[a][b];[a]palettegen=max_colors=24[p];[b][p]paletteuse=dither=none"),
    *("-c:v", "libwebp", "-lossless", "1", "-compression_level", "6"),
)
_HEIGHT = 800
_FRONT = (960, 720)
_STORIES = {
    "zh": "每周五晚上八点，他们在城南农家乐聚会，由一名承包商买单，我就坐在旁边那桌。",
    "en": "Every Friday at 8 pm they meet at the farmhouse; a contractor pays. I sat beside them.",
}
_QUESTIONS = {"zh": "请问聚会一般几点开始？", "en": "When do they meet, as a rule?"}
_FILES: list[FilePayload] = [
    {"name": "photo.png", "mimeType": "image/png", "buffer": picture_by("Wang Qiang")},
    {"name": "notes.dat", "mimeType": "application/octet-stream", "buffer": bytes(30_000)},
]
_MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
_GROUPS = {
    "public": ("For reporters", "举报人看到的页面"),
    "console": ("For officers", "纪检干部看到的页面"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One way of looking at all pages."""

    language: str
    width: int
    scheme: str

    @property
    def name(self) -> str:
        """What its pictures end in."""
        return f"{self.language}-{self.width}-{self.scheme}"


LOOKS = [Look(*each) for each in product(("zh", "en"), (390, 1280), ("light", "dark"))]


class Album:
    """Takes pictures of one look into a folder."""

    def __init__(self, folder: Path, look: Look) -> None:
        self._folder = folder
        self._look = look

    def add(self, page: Page, name: str, *, whole: bool = True) -> None:
        """Take a picture of a page as it is now: the whole, or what is on the screen."""
        page.wait_for_load_state("load")
        _wait_for_pictures(page)
        # The bar stays at the top of the screen, and would lie across the picture.
        page.evaluate("scrollTo(0, 0)")
        path = self._folder / f"{name}-{self._look.name}.webp"
        picture = page.screenshot(full_page=whole, animations="disabled")
        subprocess.run([*_AS_WEBP, path], input=picture, check=True)

    def add_to_readme(self, page: Page, name: str) -> None:
        """Take what a small screen shows of a page, once in each language."""
        if (self._look.width, self._look.scheme) != (1280, "light"):
            return
        page.set_viewport_size({"width": _FRONT[0], "height": _FRONT[1]})
        path = self._folder.parent / f"{name}.{self._look.language}.webp"
        subprocess.run([*_AS_WEBP, path], input=page.screenshot(), check=True)
        page.set_viewport_size({"width": self._look.width, "height": _HEIGHT})


def _wait_for_pictures(page: Page) -> None:
    # Those below the fold come when one scrolls there: nobody does.
    page.evaluate(
        """() => Promise.all(Array.from(document.images, (each) => {
          each.loading = "eager";
          return each.complete || new Promise((done) => { each.onload = each.onerror = done; });
        }))"""
    )


def take_pictures(folder: Path, browser: Browser, office: Office) -> None:
    """Walk through all pages, in every look."""
    for look in LOOKS:
        album = Album(folder, look)
        with _page(browser, look) as page:
            slip = _report(album, page, office, look)
            _come_back(album, page, office, look, slip)
        with _page(browser, look) as page:
            _let_the_server_seal(album, page, office, look)
        with _page(browser, look) as page:
            _leave_it_alone(album, page, office, look)
        with _page(browser, look) as page, _page(browser, look) as desk:
            _call(album, page, desk, office, look)
        if look.scheme == "light":
            with _page(browser, look) as page:
                _work(album, page, office, look)
        sys.stdout.write(f"{look.name}\n")


@contextmanager
def _page(browser: Browser, look: Look) -> Iterator[Page]:
    viewport = {"width": look.width, "height": _HEIGHT}
    context = browser.new_context(viewport=viewport, color_scheme=look.scheme)  # type: ignore[arg-type]  # its type is private
    yield context.new_page()
    context.close()


def _report(album: Album, page: Page, office: Office, look: Look) -> Slip:
    reporter = Reporter(page, office.public_url, look.language, seals=True)
    for path, name in (("/", "first"), ("/safety", "safety"), ("/no-such-page", "no-page")):
        page.goto(f"{office.public_url}{path}{_suffix(look)}")
        album.add(page, f"public-{name}")
    page.goto(f"{office.public_url}/{_suffix(look)}")
    album.add_to_readme(page, "public")
    reporter.opens_the_form()
    album.add(page, "public-form")
    page.locator(".qf-views a").first.click()
    album.add(page, "public-form-step")
    reporter.opens_the_form()
    reporter.looks_it_over()
    album.add(page, "public-form-mistake")
    reporter.opens_the_form()
    _add_files_and_speak(album, page)
    reporter.opens_the_form()
    reporter.tells(_STORIES[look.language], category="drinking_circle", payer="business_person")
    reporter.looks_it_over()
    album.add(page, "public-look-over")
    reporter.confirms()
    slip = reporter.writes_down_the_receipt()
    album.add(page, "public-receipt")
    reporter.types_back(slip)
    page.locator("#code").wait_for(state="detached")
    album.add(page, "public-confirmed")
    return slip


def _add_files_and_speak(album: Album, page: Page) -> None:
    page.set_input_files("[name=attachments]", _FILES)
    for stage in ("done", "held"):
        expect(page.locator(f".qf-files__item[data-stage={stage}]")).to_be_visible()
    album.add(page, "public-form-files")
    page.locator("[data-part=start]").click()
    expect(page.locator("[data-part=time]")).to_contain_text("0:02")
    page.locator("[data-part=stop]").click()
    expect(page.locator("[data-part=attach]")).to_be_visible()
    album.add(page, "public-form-voice")


def _come_back(album: Album, page: Page, office: Office, look: Look, slip: Slip) -> None:
    reporter = Reporter(page, office.public_url, look.language, seals=True)
    page.goto(f"{office.public_url}/status{_suffix(look)}")
    album.add(page, "public-code")
    _look_up(page, office, look, "abc")
    expect(page.locator("[role=alert]")).to_be_visible()
    album.add(page, "public-code-mistake")
    reporter.comes_back(slip)
    album.add(page, "public-status")
    reporter.writes_without_a_second_thought(_STORIES[look.language])
    expect(page.locator(".qf-preview")).to_be_visible()
    album.add(page, "public-status-look-over")
    page.locator("[data-change-all]").click()
    reporter.writes(_STORIES[look.language])
    album.add(page, "public-status-sent")
    with closing(page.context.browser.new_page()) as desk:  # type: ignore[union-attr]  # launched
        officer = at_work(office, desk)
        officer.opens_the_batch()
        officer.opens(slip.case_number)
        officer.replies(_QUESTIONS[look.language])
    wait_for_a_release()
    reporter.comes_back(slip)
    expect(page.locator("main")).to_contain_text(_QUESTIONS[look.language])
    album.add(page, "public-status-question")


def _let_the_server_seal(album: Album, page: Page, office: Office, look: Look) -> None:
    reporter = Reporter(page, office.public_url, look.language, seals=False)
    reporter.opens_the_form()
    reporter.tells(_STORIES[look.language])
    album.add(page, "public-server-form")
    reporter.looks_it_over()
    album.add(page, "public-server-look-over")
    reporter.confirms()
    slip = reporter.writes_down_the_receipt()
    album.add(page, "public-server-receipt")
    reporter.comes_back(slip)
    album.add(page, "public-server-status")
    conclude(office, slip.case_number, days_ago=100)
    _look_up(page, office, look, slip.typed())
    expect(page.locator("[data-closed-case]")).to_be_visible()
    album.add(page, "public-status-closed")


def _look_up(page: Page, office: Office, look: Look, code: str) -> None:
    page.goto(f"{office.public_url}/status{_suffix(look)}")
    page.fill("[name=access_code]", code)
    page.locator("main form button").first.click()


def _leave_it_alone(album: Album, page: Page, office: Office, look: Look) -> None:
    page.clock.install()
    reporter = Reporter(page, office.public_url, look.language, seals=True)
    reporter.opens_the_form()
    reporter.tells(_STORIES[look.language])
    page.clock.fast_forward("13:01")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    album.add(page, "public-left-alone", whole=False)


def _call(album: Album, page: Page, desk: Page, office: Office, look: Look) -> None:
    slip = at_work(office, desk, language=look.language).enters_a_call(_STORIES[look.language])
    if look.scheme == "light":
        album.add(desk, "console-slip")
    _look_up(page, office, look, slip.typed())
    expect(page.locator("#replace-form")).to_be_visible()
    album.add(page, "public-own-code")


def _work(album: Album, page: Page, office: Office, look: Look) -> None:
    password, _phrase = office.secrets_of("intake01")
    officer = Officer(page, office.console_url)
    officer.types_the_password("intake01", password)
    officer.shows_the_second_factor("intake01")
    page.goto(f"{office.console_url}/queue{_suffix(look)}")
    page.locator("form[action*='/unlock'] button").click()
    album.add(page, "console-unlock")
    album.add_to_readme(page, "key-holder")


def take_console_pictures(folder: Path, browser: Browser, office: FilledOffice) -> None:
    """Every page of the console, each once loaded and looked at in two widths."""
    for language in ("zh", "en"):
        pages: dict[str, Page] = {}
        for visit in office.visits:
            if visit.who not in pages:
                pages[visit.who] = office.context(browser, visit.who).new_page()
            page = pages[visit.who]
            page.set_viewport_size({"width": 1280, "height": _HEIGHT})
            office.go(page, visit, language)
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": _HEIGHT})
                album = Album(folder, Look(language, width, "light"))
                album.add(page, f"console-{visit.name}")
                if visit.name == "queue":
                    album.add_to_readme(page, "console")
        for page in pages.values():
            page.context.close()
        sys.stdout.write(f"console {language}\n")


def _suffix(look: Look) -> str:
    return "?lang=en" if look.language == "en" else ""


def write_index(folder: Path, page: Path) -> None:
    """A page of all pictures, group by group, one row for each page."""
    names = sorted({path.name.rsplit("-", 3)[0] for path in folder.glob("*.webp")})
    lines = [
        "# Every page",
        "",
        "`make pictures` takes these. 每个页面的截图，由 `make pictures` 生成。",
        "",
    ]
    for group, titles in _GROUPS.items():
        lines += [f"## {titles[0]} · {titles[1]}", ""]
        for name in (n for n in names if n.startswith(group)):
            lines += [f"### {name.partition('-')[2]}", ""]
            looks = [look for look in LOOKS if (folder / f"{name}-{look.name}.webp").exists()]
            links = (f"[{look.name}](images/pages/{name}-{look.name}.webp)" for look in looks)
            first = f"![{name}](images/pages/{name}-{LOOKS[0].name}.webp)"
            lines += [first, "", " · ".join(links), ""]
    page.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Make docs/pages.md and its pictures anew."""
    docs = Path(__file__).parents[2] / "docs"
    folder = docs / "images" / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    with (
        TemporaryDirectory() as instance,
        running_office(Path(instance) / "office") as office,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *_MICROPHONE])
        take_pictures(folder, browser, office)
        with running_filled_office(Path(instance)) as filled_office:
            take_console_pictures(folder, browser, filled_office)
        browser.close()
    write_index(folder, docs / "pages.md")


if __name__ == "__main__":
    main()
