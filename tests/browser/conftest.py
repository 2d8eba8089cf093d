"""A real browser at the real three processes, started by the command that a user types."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from app.services.operator.create_installation import Installation, create_installation
from app.services.operator.installation_plan import InstallationPlan
from app.settings import load_settings
from tests.browser.people import Officer
from tests.second_factors import plant_authenticators, plant_recovery_codes
from tests.servers import running_installation
from tests.wire import Wire, recorded_wire

_RELEASES = Path(__file__).with_name("releases")
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
# Not a promise of speed: a machine that does three things at once comes to it later.
expect.set_options(timeout=30_000)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True)
class Office:
    """A running installation: where it is, and what its officers know."""

    public_url: str
    console_url: str
    key_holder_url: str
    installation: Installation
    signed_in: dict[str, dict[str, str]] = field(default_factory=dict)
    """The console's cookies of who has signed in and unlocked in one of the stories."""

    def secrets_of(self, account: str) -> tuple[str, str]:
        """An officer's password and unlock phrase."""
        [found] = [o for o in self.installation.officers if o.account == account]
        return found.password, " ".join(found.unlock_phrase.words)


def at_work(office: Office, page: Page, account: str = "intake01", language: str = "zh") -> Officer:
    """An officer who has signed in and unlocked; later in a run, in one more window of theirs."""
    password, phrase = office.secrets_of(account)
    officer = Officer(page, office.console_url, language)
    if account in office.signed_in:
        kept = office.signed_in[account]
        page.context.add_cookies(
            [{"name": name, "value": kept[name], "url": office.console_url} for name in kept]
        )
        officer.goes_to("/queue")
    # Not yet in this run, or longer ago than a session lasts.
    if account not in office.signed_in or page.locator("[name=password]").count():
        officer.signs_in(account, password)
    page.wait_for_load_state("load")
    # In another story they may have locked.
    if page.locator("form[action*='/unlock'] button").count():
        officer.unlocks(phrase)
    cookies = page.context.cookies(office.console_url)
    office.signed_in[account] = {one["name"]: one["value"] for one in cookies}
    return officer


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with running_office(tmp_path_factory.mktemp("office") / "instance") as office:
        yield office


@pytest.fixture(scope="session")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office whose key takes two officers of three."""
    instance = tmp_path_factory.mktemp("shared-office") / "instance"
    with running_office(instance, threshold=2) as office:
        yield office


@contextmanager
def running_office(instance: Path, *, threshold: int = 1) -> Iterator[Office]:
    """An office of one's own, as long as it is needed."""
    plan = InstallationPlan(
        department_name="省交通运输厅",
        group_name="驻厅纪检组",
        superior_name="省纪委监委",
        unit_names=("公路管理局纪委", "航务管理局纪委"),
        release="every minute",
        threshold=threshold,
    )
    installation = create_installation(instance, plan)
    accounts = [officer.account for officer in installation.officers]
    plant_authenticators(load_settings(instance, {}), accounts)
    plant_recovery_codes(load_settings(instance, {}), accounts)
    with running_installation(instance, PYTHONPATH=str(_RELEASES)) as running:
        yield Office(running.public_url, running.console_url, running.key_holder_url, installation)


def wait_for_a_release() -> None:
    """Until what was changed by now is shown: in these offices at the next full second."""
    time.sleep(1.1 - time.time() % 1)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM.exists(), "chromium-headless-shell is missing: `make test` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Make a page of its own person: fresh cookies, and a screen of a given width."""
    contexts: list[BrowserContext] = []

    def make(*, width: int = 1280, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("requestfinished", lambda request: _stays_here(request.url))
        return page

    yield make
    for context in contexts:
        context.close()


def _stays_here(url: str) -> None:
    assert re.match(r"http://(127\.0\.0\.1|localhost):\d+/", url), (
        f"a page asked another host: {url}"
    )


@pytest.fixture
def wire(office: Office) -> Iterator[Wire]:
    """A line to the office that can be cut."""
    with recorded_wire(office.public_url) as wire:
        yield wire
